"""FHIR Questionnaires and QuestionnaireResponses, as we speak them.

A guide is read from a Questionnaire; what a person posts is checked against it
and becomes answers; answers are packed as a QuestionnaireResponse and unpacked
again. Knows nothing of pages, files, keys or people.
"""

from holdspace.core.guides.answers import Answers
from holdspace.core.guides.asking import asked
from holdspace.core.guides.bundles import (
    Note,
    Told,
    bundle_end,
    bundle_entry,
    bundle_start,
    guide_resource,
    read_told,
    told_resource,
)
from holdspace.core.guides.checking import begin, check, given_from, words_of
from holdspace.core.guides.enabling import enabled, settle
from holdspace.core.guides.guide import Condition, Guide, Item, Option
from holdspace.core.guides.judging import check_response, checked
from holdspace.core.guides.observing import OBSERVATION, is_ours, observation
from holdspace.core.guides.packing import Response, pack, unpack, written
from holdspace.core.guides.posting import moment_parts
from holdspace.core.guides.reading import read_guide
from holdspace.core.guides.refusals import (
    AnswersRefused,
    GuideRefused,
    Problem,
    ResponseUnreadable,
)
from holdspace.core.guides.taking import Taken
from holdspace.core.guides.unbundling import (
    BundleEntry,
    NotABundle,
    ident_in,
    read_bundle,
    row_for,
)
from holdspace.core.guides.values import Coding, Value, is_moment

__all__ = [
    "OBSERVATION",
    "Answers",
    "AnswersRefused",
    "BundleEntry",
    "Coding",
    "Condition",
    "Guide",
    "GuideRefused",
    "Item",
    "NotABundle",
    "Note",
    "Option",
    "Problem",
    "Response",
    "ResponseUnreadable",
    "Taken",
    "Told",
    "Value",
    "asked",
    "begin",
    "bundle_end",
    "bundle_entry",
    "bundle_start",
    "check",
    "check_response",
    "checked",
    "enabled",
    "given_from",
    "guide_resource",
    "ident_in",
    "is_moment",
    "is_ours",
    "moment_parts",
    "observation",
    "pack",
    "read_bundle",
    "read_guide",
    "read_told",
    "row_for",
    "settle",
    "told_resource",
    "unpack",
    "words_of",
    "written",
]
