"""Diaries from Bundles: read plainly, from anybody's hand, without a server.

Much is taken that an import refuses: unknown versions and questions, answers nested or
flat, references in any of their forms. What makes no sense is left out and counted, by
reason, never by what stood there.
"""

from holdspace.cli.diaries.reading import Bundled, read_bundle
from holdspace.cli.diaries.refusals import LeftOut, NotReadable
from holdspace.cli.diaries.resources import MOST_BYTES

__all__ = ["MOST_BYTES", "Bundled", "LeftOut", "NotReadable", "read_bundle"]
