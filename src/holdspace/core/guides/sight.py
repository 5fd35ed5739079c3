"""What an expression sees: the response as it stands, its item in it, the variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from holdspace.core.guides.budget import NotCalculable
from holdspace.core.guides.expressions import ready
from holdspace.core.guides.fhirpath import Run, node
from holdspace.core.guides.naming import row_name
from holdspace.core.guides.packing import pack
from holdspace.core.guides.values import Coding
from holdspace.core.guides.weights import (
    own_weight,
    weight_of,
)
from holdspace.core.guides.wire import dicts, read_object, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from holdspace.core.guides.answers import Answers
    from holdspace.core.guides.budget import Budget
    from holdspace.core.guides.enabling import Level
    from holdspace.core.guides.expressions import Variable
    from holdspace.core.guides.guide import Guide, Place

    type Names = Mapping[str, list[Any]]

_NOBODY: Final = UUID(int=0)
_SOME_DAY: Final = "2000-01-01"
_ITEM: Final = "QuestionnaireResponse.item"
_CONSTANTS: Final = {
    "ucum": ["http://unitsofmeasure.org"],
    "sct": ["http://snomed.info/sct"],
    "loinc": ["http://loinc.org"],
}


class Form:
    """What stays the same while a form is worked out: its moment and its budget."""

    def __init__(self, guide: Guide, moment: str | None, budget: Budget) -> None:
        self.guide = guide
        self.moment = moment
        self.budget = budget
        self.questionnaire = [node(guide.raw, "Questionnaire")]
        # What took more than its share once is not tried again.
        self.given_up: set[tuple[str, str]] = set()


class Sight:
    """One response, looked at by the expressions of its form.

    Args:
        form: What stays the same.
        answers: The answers that count: of nothing that is off.
    """

    def __init__(self, form: Form, answers: Answers) -> None:
        self.form = form
        packed = pack(
            form.guide,
            answers,
            ident=_NOBODY,
            authored=form.moment or _SOME_DAY,
            status="in-progress",
        )
        self.response = read_object(packed)
        if form.moment is None:
            del self.response["authored"]
        del self.response["id"]
        self.at: dict[str, dict[str, Any]] = {}
        self.asked_by: dict[int, str] = {}
        self._index(dicts(self.response.get("item")), "")
        self.names: dict[tuple[str, str], Names] = {}
        self.failed: set[tuple[str, str]] = set()

    def work_out(self, text_: str, place: Place, level: Level) -> list[Any]:
        """Work out an expression of the item at ``place``, on one level.

        Raises:
            NotCalculable: It gives no result.
        """
        link = place.item.link_id
        if (link, text_) in self.form.given_up:
            raise NotCalculable
        names = self._names_at(place, level)
        return self._run(link, text_, names, names["context"])

    def _run(self, link: str, text_: str, names: Names, focus: list[Any]) -> list[Any]:
        budget = self.form.budget
        budget.begin()
        try:
            run = Run(budget, names, self._weigh, self.form.moment)
            return ready(text_).run(run, focus)
        except NotCalculable:
            if budget.spent:
                self.form.given_up.add((link, text_))
            raise

    def _names_at(self, place: Place, level: Level) -> Names:
        if place.parent:
            names = self._names_at(self.form.guide.places[place.parent], level)
        else:
            names = self._of_all()
        link = place.item.link_id
        inner = len(place.scope) + place.item.is_rows
        # An item which is itself a row is looked at in it by what stands inside.
        prefix = level.prefixes[min(inner, len(level.prefixes) - 1)]
        if place.item.is_rows and inner < len(level.prefixes):
            key, found = (link, prefix), self.at.get(prefix)
        else:
            key, found = (link, prefix + link), self.at.get(prefix + link)
        if key not in self.names:
            focus = [node(found or {"linkId": link}, _ITEM)]
            qitem = [node(self.form.guide.raw_items[link], "Questionnaire.item")]
            self.names[key] = self._with_variables(
                link, {**names, "context": focus, "qitem": qitem}
            )
        return self.names[key]

    def _of_all(self) -> Names:
        key = "", ""
        if key not in self.names:
            root = [node(self.response, "QuestionnaireResponse")]
            self.names[key] = self._with_variables(
                "",
                {
                    **_CONSTANTS,
                    "resource": root,
                    "rootResource": root,
                    "context": root,
                    "questionnaire": self.form.questionnaire,
                },
            )
        return self.names[key]

    def _with_variables(self, link: str, names: Names) -> Names:
        found = dict(names)
        for one in self.form.guide.formulas.variables.get(link, ()):
            self._add(link, one, found)
        return found

    def _add(self, link: str, one: Variable, found: dict[str, list[Any]]) -> None:
        try:
            if (link, one.text) in self.form.given_up:
                raise NotCalculable
            found[one.name] = self._run(link, one.text, found, found["context"])
        except NotCalculable:
            # Whatever needs it cannot be worked out either; an outer one of the
            # same name is not meant.
            found.pop(one.name, None)
            self.failed.add((link, one.name))

    def _weigh(self, data: Any) -> Decimal | None:  # noqa: ANN401
        if not isinstance(data, dict):
            return None
        own = own_weight(data)
        if own is not None:
            return own
        link = self.asked_by.get(id(data), "")
        coding = data.get("valueCoding", data)
        if not isinstance(coding, dict):
            return None
        own = own_weight(coding)
        if own is not None:
            return own
        value = Coding(text(coding.get("system")), text(coding.get("code")))
        if link:
            return weight_of(self.form.guide.weights, link, value)
        alike = {
            weight
            for each in self.form.guide.weights
            if (weight := weight_of(self.form.guide.weights, each, value)) is not None
        }
        return alike.pop() if len(alike) == 1 else None

    def _index(self, items: list[dict[str, Any]], prefix: str) -> None:
        rows: dict[str, int] = {}
        for one in items:
            link = one["linkId"]
            inner = prefix
            if self.form.guide.places[link].item.is_rows:
                inner = row_name(prefix, link, rows.setdefault(link, 0))
                rows[link] += 1
                self.at[inner] = one
            self.at.setdefault(prefix + link, one)
            for answer in dicts(one.get("answer")):
                self.asked_by[id(answer)] = link
                self.asked_by[id(answer.get("valueCoding"))] = link
                self._index(dicts(answer.get("item")), inner)
            self._index(dicts(one.get("item")), inner)
