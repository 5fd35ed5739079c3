"""What lies beside a guide when its fields are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from holdspace.core.guides import Answers

if TYPE_CHECKING:
    from collections.abc import Collection

    from holdspace.core.guides import Problem

type Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies beside the guide when its fields are drawn.

    Args:
        answers: What is known so far; decides which items are switched on.
        given: Raw strings of a form that comes back. When it is there it is
            shown instead of the answers, exactly as it was typed.
        own: Words the person added, by the link id of the question.
        hidden: Codes the person hides, by link id. A chosen one still shows.
        problems: What the answers did not fit, shown beside the fields.
        now: The moment put into an unanswered ``when``. Its zone is the one in
            which moments are shown; without ``now`` that is UTC.
        zone: The name of that zone, which goes back with the form.
        leave_out: Link ids that this page does not ask for.
        whole: All screens stand on one page, so that a condition hanging on
            any question of the guide may change under the person's hands.
        all_stand: Nothing is put away, whatever it hangs on: for whoever looks
            a form over before it is handed out.
        apart: Some letters put into every id, for a page with several forms.
        sends: The page can come back with one row more, or one less.
        more: The place of the repeating group that is to have one row more.
    """

    answers: Answers = field(default_factory=Answers)
    given: Given | None = None
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hidden: Mapping[str, Collection[str]] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    now: datetime | None = None
    zone: str = ""
    leave_out: Collection[str] = ()
    whole: bool = False
    all_stand: bool = False
    apart: str = ""
    sends: bool = False
    more: int = 0

    @property
    def shown_in(self) -> tzinfo:
        """Where moments are shown; what the form sends back names the same zone."""
        return (self.now and self.now.tzinfo) or UTC
