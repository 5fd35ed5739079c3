"""FHIR Questionnaires and QuestionnaireResponses, as we speak them.

A guide is read from a Questionnaire; what a person posts is checked against it
and becomes answers; answers are packed as a QuestionnaireResponse and unpacked
again. Knows nothing of pages, files, keys or people.
"""

from holdspace.core.guides.answers import Answers
from holdspace.core.guides.asking import asked
from holdspace.core.guides.checking import begin, check, given_from, words_of
from holdspace.core.guides.enabling import enabled, settle
from holdspace.core.guides.guide import Condition, Guide, Item, Option
from holdspace.core.guides.judging import check_response, checked
from holdspace.core.guides.packing import Response, pack, unpack
from holdspace.core.guides.posting import moment_parts
from holdspace.core.guides.reading import read_guide
from holdspace.core.guides.refusals import (
    AnswersRefused,
    GuideRefused,
    Problem,
    ResponseUnreadable,
)
from holdspace.core.guides.values import Coding, Value

__all__ = [
    "Answers",
    "AnswersRefused",
    "Coding",
    "Condition",
    "Guide",
    "GuideRefused",
    "Item",
    "Option",
    "Problem",
    "Response",
    "ResponseUnreadable",
    "Value",
    "asked",
    "begin",
    "check",
    "check_response",
    "checked",
    "enabled",
    "given_from",
    "moment_parts",
    "pack",
    "read_guide",
    "settle",
    "unpack",
    "words_of",
]
