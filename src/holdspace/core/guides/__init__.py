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
from holdspace.core.guides.enabling import Worked, enabled, settle, work_out
from holdspace.core.guides.guide import Condition, Guide, Item, Option
from holdspace.core.guides.judging import check_response, checked
from holdspace.core.guides.packing import (
    Response,
    pack,
    response_of,
    unpack,
    written,
)
from holdspace.core.guides.posting import moment_parts
from holdspace.core.guides.reading import (
    guide_of,
    in_language,
    languages,
    read_guide,
)
from holdspace.core.guides.refusals import (
    AnswersRefused,
    GuideRefused,
    Problem,
    ResponseUnreadable,
)
from holdspace.core.guides.regexes import matches
from holdspace.core.guides.taking import Taken
from holdspace.core.guides.unbundling import (
    BundleEntry,
    NotABundle,
    ident_in,
    read_bundle,
    row_for,
)
from holdspace.core.guides.values import Coding, Quantity, Value, is_moment
from holdspace.core.guides.weights import weight_of, weights
from holdspace.core.guides.wire import NotJson, read_object

__all__ = [
    "Answers",
    "AnswersRefused",
    "BundleEntry",
    "Coding",
    "Condition",
    "Guide",
    "GuideRefused",
    "Item",
    "NotABundle",
    "NotJson",
    "Note",
    "Option",
    "Problem",
    "Quantity",
    "Response",
    "ResponseUnreadable",
    "Taken",
    "Told",
    "Value",
    "Worked",
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
    "guide_of",
    "guide_resource",
    "ident_in",
    "in_language",
    "is_moment",
    "languages",
    "matches",
    "moment_parts",
    "pack",
    "read_bundle",
    "read_guide",
    "read_object",
    "read_told",
    "response_of",
    "row_for",
    "settle",
    "told_resource",
    "unpack",
    "weight_of",
    "weights",
    "words_of",
    "work_out",
    "written",
]
