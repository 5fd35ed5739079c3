"""How this room says no: kindly, by place, and never with the person's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdspace.core.guides.answers import Answers


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be kept as it came.

    ``link_id`` names the question, or is empty where the form has none;
    ``path`` is the FHIR path to the place; ``name`` is the field in the
    person's form, or is empty when a response was read and not a form.
    """

    link_id: str
    path: str
    sentence: str
    name: str = ""


class GuideRefused(Exception):
    """This is not a questionnaire that can be read.

    ``problems`` says why, in sentences for the person who brought the file.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("The questionnaire cannot be read.")


class AnswersRefused(Exception):
    """Some of what was written cannot be kept as it is.

    ``problems`` says what and where. ``fitting`` holds everything else, so
    that one answer that does not fit never costs the others. Neither is part
    of the message, which may end up in a log.
    """

    def __init__(self, problems: Iterable[Problem], fitting: Answers) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.fitting = fitting
        super().__init__("Some answers do not fit the guide.")


class ResponseUnreadable(Exception):
    """These bytes are not a questionnaire response of ours."""

    def __init__(self) -> None:
        super().__init__("The response cannot be read.")
