"""From the tree of an expression to steps that can be run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from fhirpathpy.engine import nodes, util

from holdspace.core.guides.budget import NotCalculable
from holdspace.core.guides.fhirpath_functions import FUNCTIONS, OPERATORS
from holdspace.core.guides.fhirpath_items import data_of
from holdspace.core.guides.fhirpath_model import MODEL

if TYPE_CHECKING:
    from holdspace.core.guides.fhirpath import Run
    from holdspace.core.guides.fhirpath_functions import Function

    type Items = list[Any]
    type Step = Callable[[Run, Items], Items]

_MOST_DEEP: Final = 60
_NODE: Final = nodes.ResourceNode


def made(tree: Any) -> tuple[Step, int]:  # noqa: ANN401
    """Make a tree ready to run; also tell of how many nodes it is.

    Raises:
        NotCalculable: It is nested too deep, or needs what is not known.
    """
    making = _Making()
    return making.step(tree, 0), making.size


class _Making:
    """One tree of ANTLR on its way to steps that can be run."""

    def __init__(self) -> None:
        self.size = 0

    def step(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        self.size += 1
        kind = type(tree).__name__.removesuffix("Context")
        make = _MAKERS.get(kind)
        if make is None or deep > _MOST_DEEP:
            raise NotCalculable
        return make(self, tree, deep + 1)

    def inner(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return self.step(tree.children[0], deep - 1)

    def parenthesized_term(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return self.step(tree.children[1], deep)

    def null_literal(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return lambda run, items: []

    def boolean_literal(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return _always(tree.getText() == "true")

    def number_literal(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return _always(_number(tree.getText()))

    def string_literal(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return _always(_unquoted(tree.getText()))

    def date_time_literal(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return _always_moment(nodes.FP_DateTime(tree.getText()[1:].removesuffix("T")))

    def time_literal(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return _always_moment(nodes.FP_Time(tree.getText()[2:]))

    def quantity_literal(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        number, *unit = tree.children[0].children
        unit_text = unit[0].getText() if unit else "'1'"
        return _always(nodes.FP_Quantity(Decimal(number.getText()), unit_text))

    def external_constant_term(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        name = _unquoted(tree.children[0].getText().removeprefix("%"))

        def constant(run: Run, items: Items) -> Items:
            found = run.names.get(name)
            if found is None:
                raise NotCalculable
            run.budget.spend(1)
            return found

        return constant

    def this_invocation(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return lambda run, items: run.this

    def index_invocation(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return lambda run, items: [] if run.index is None else [run.index]

    def total_invocation(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        return lambda run, items: run.total

    def member_invocation(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        name = _unquoted(tree.getText())
        if name[:1].isupper():
            return lambda run, items: _of_type(run, items, name)
        return _member(name)

    def invocation_expression(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        steps: list[Step] = []
        while type(tree).__name__ == "InvocationExpressionContext":
            steps.append(self.step(tree.children[2], deep))
            tree = tree.children[0]
        first, rest = self.step(tree, deep), steps[::-1]

        def path(run: Run, items: Items) -> Items:
            found = first(run, items)
            for one in rest:
                found = one(run, found)
            return found

        return path

    def indexer_expression(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        of, at = self.step(tree.children[0], deep), self.step(tree.children[2], deep)

        def indexed(run: Run, items: Items) -> Items:
            found, places = of(run, items), at(run, items)
            if not places:
                return []
            place = data_of(places[0])
            if len(places) > 1 or not isinstance(place, int):
                raise NotCalculable
            return found[place : place + 1] if place >= 0 else []

        return indexed

    def polarity_expression(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        sign, of = tree.children[0].getText(), self.step(tree.children[1], deep)

        def signed(run: Run, items: Items) -> Items:
            found = [data_of(one) for one in of(run, items)]
            if len(found) > 1 or not all(util.is_number(one) for one in found):
                raise NotCalculable
            return [-one for one in found] if sign == "-" else found

        return signed

    def function_invocation(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        name, _, *listed = tree.children[0].children
        given = listed[0].children[::2] if len(listed) > 1 else []
        return self.call(FUNCTIONS.get(_unquoted(name.getText())), given, deep)

    def call(self, function: Function | None, given: list[Any], deep: int) -> Step:
        takes = function and function.takes.get(len(given))
        if function is None or takes is None:
            raise NotCalculable
        arguments = [
            self.argument(tree, kind, deep)
            for tree, kind in zip(given, takes, strict=True)
        ]

        def called(run: Run, items: Items) -> Items:
            if function.needs_input and not items:
                return []
            values = [one(run, items) for one in arguments]
            if function.needs_all and (not items or [] in values):
                return []
            return _taken(run, function.run(run, items, *values))

        return called

    def argument(
        self,
        tree: Any,  # noqa: ANN401
        kind: str | list[str],
        deep: int,
    ) -> Callable[[Run, Items], Any]:
        if kind == "TypeSpecifier":
            *namespace, name = tree.getText().replace("`", "").split(".")
            type_ = nodes.TypeInfo(name=name, namespace=(namespace or [None])[0])
            return lambda run, items: type_
        step = self.step(tree, deep)
        if kind == "Expr":
            return lambda run, items: _each(run, step)
        if kind == "Whole":
            return lambda run, items: lambda given: step(run, given)
        return lambda run, items: _checked(kind, step(run, run.this))

    def binary(self, tree: Any, deep: int) -> Step:  # noqa: ANN401
        """Make a chain of signs of one rank from the left, without going down it."""
        kind = type(tree)
        chain: list[tuple[Callable[[Run, Items, Items], Items], Any]] = []
        while type(tree) is kind:
            left, sign, right = tree.children
            chain.append((self.sign(sign.getText()), self.right(kind, right, deep)))
            tree = left
        first, rest = self.step(tree, deep), chain[::-1]

        def chained(run: Run, items: Items) -> Items:
            found = first(run, items)
            for apply, other in rest:
                found = apply(run, found, other(run, items))
            return found

        return chained

    def right(
        self,
        kind: type,
        tree: Any,  # noqa: ANN401
        deep: int,
    ) -> Callable[[Run, Items], Any]:
        if kind.__name__ == "TypeExpressionContext":
            return self.argument(tree, "TypeSpecifier", deep)
        return self.step(tree, deep)

    def sign(self, sign: str) -> Callable[[Run, Items, Any], Items]:
        function = OPERATORS.get(sign) or OPERATORS[f"{sign}Op"]
        one, other = function.takes[2]

        def apply(run: Run, left: Items, right: Any) -> Items:  # noqa: ANN401
            given = _checked(one, left), _checked(other, right)
            if function.needs_all and [] in given:
                return []
            return _taken(run, function.run(run, *given))

        return apply


# How each kind of node is made, by the name that the grammar has for it.
_MAKERS: Final[dict[str, Callable[[_Making, Any, int], Step]]] = {
    "ParenthesizedTerm": _Making.parenthesized_term,
    "NullLiteral": _Making.null_literal,
    "BooleanLiteral": _Making.boolean_literal,
    "NumberLiteral": _Making.number_literal,
    "StringLiteral": _Making.string_literal,
    "DateTimeLiteral": _Making.date_time_literal,
    "TimeLiteral": _Making.time_literal,
    "QuantityLiteral": _Making.quantity_literal,
    "ExternalConstantTerm": _Making.external_constant_term,
    "ThisInvocation": _Making.this_invocation,
    "IndexInvocation": _Making.index_invocation,
    "TotalInvocation": _Making.total_invocation,
    "MemberInvocation": _Making.member_invocation,
    "InvocationExpression": _Making.invocation_expression,
    "IndexerExpression": _Making.indexer_expression,
    "PolarityExpression": _Making.polarity_expression,
    "FunctionInvocation": _Making.function_invocation,
    "TermExpression": _Making.inner,
    "InvocationTerm": _Making.inner,
    "LiteralTerm": _Making.inner,
    "DateLiteral": _Making.date_time_literal,
    "AdditiveExpression": _Making.binary,
    "MultiplicativeExpression": _Making.binary,
    "OrExpression": _Making.binary,
    "AndExpression": _Making.binary,
    "ImpliesExpression": _Making.binary,
    "EqualityExpression": _Making.binary,
    "InequalityExpression": _Making.binary,
    "UnionExpression": _Making.binary,
    "MembershipExpression": _Making.binary,
    "TypeExpression": _Making.binary,
}


def _taken(run: Run, result: object) -> Items:
    found = result if isinstance(result, list) else util.arraify(result)
    run.budget.take(found)
    return found


def _each(run: Run, step: Step) -> Callable[[Any, int], Items]:
    def on(one: object, index: int) -> Items:
        before = run.this, run.index
        run.this, run.index = [one], index
        run.budget.spend(1)
        try:
            return step(run, run.this)
        finally:
            run.this, run.index = before

    return on


def _checked(kind: str | list[str], found: Any) -> Any:  # noqa: ANN401
    """Give an argument as its function wants it: all of it, or one value of a type."""
    if kind in ("Any", "AnyAtRoot", "TypeSpecifier"):
        return found
    if not found:
        return []
    if len(found) > 1:
        raise NotCalculable
    data = data_of(found[0])
    wanted = kind[0] if isinstance(kind, list) else kind
    if wanted == "Boolean" and not isinstance(data, bool):
        # A single thing that is there counts as true.
        return True
    if wanted in ("Integer", "Number") and not util.is_number(data):
        raise NotCalculable
    if wanted == "Integer" and int(data) != data:
        raise NotCalculable
    if wanted == "String" and not isinstance(data, str):
        raise NotCalculable
    return data


def _member(name: str) -> Step:
    # How a field is called and of what type it is, by where it is looked for.
    known: dict[str | None, tuple[tuple[tuple[str, str], ...], str]] = {}

    def member(run: Run, items: Items) -> Items:
        found: Items = []
        for one in items:
            data = data_of(one)
            if not isinstance(data, dict):
                continue
            path = one.path if isinstance(one, _NODE) else None
            if path not in known:
                known[path] = _fields(path, name)
            choices, kind = known[path]
            inner = data.get(name)
            if choices:
                inner, kind = _chosen(data, choices)
            if isinstance(inner, list):
                found += [_NODE(each, kind) for each in inner]
            elif inner is not None:
                found.append(_NODE(inner, kind))
        run.budget.spend(1 + len(items) + len(found))
        run.room(found)
        return found

    return member


def _fields(path: str | None, name: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Say which choices a field has, each with its type, else its own type."""
    inner = "Extension" if name == "extension" else f"{path or '_'}.{name}"
    inner = MODEL["pathsDefinedElsewhere"].get(inner, inner)
    types = MODEL["path2Type"]
    choices = tuple(
        (f"{name}{one}", types[f"{inner}{one}"])
        for one in MODEL["choiceTypePaths"].get(inner, ())
    )
    return choices, types.get(inner, inner)


def _chosen(data: dict[str, Any], choices: Sequence[tuple[str, str]]) -> Any:  # noqa: ANN401
    for field, kind in choices:
        if field in data:
            return data[field], kind
    return None, ""


def _of_type(run: Run, items: Items, name: str) -> Items:
    """Give what is of this type; ``QuestionnaireResponse`` may be named from anywhere.

    Many forms begin an expression of an item with it, though the item is the focus.
    """
    found = [
        one
        for one in items
        if isinstance(data := data_of(one), Mapping)
        and data.get("resourceType") == name
    ]
    if found:
        return found
    return [
        one
        for one in run.names.get("resource", ())
        if data_of(one).get("resourceType") == name
    ]


def _always(value: object) -> Step:
    return lambda run, items: [value]


def _always_moment(value: object) -> Step:
    if value is None:
        raise NotCalculable
    return _always(value)


def _number(text: str) -> int | Decimal:
    number = Decimal(text)
    return number if "." in text else int(number)


_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPES: Final = {"r": "\r", "n": "\n", "t": "\t", "f": "\f"}


def _unquoted(text: str) -> str:
    if text[:1] not in ("'", '"', "`"):
        return text
    return _ESCAPE.sub(_unescaped, text[1:-1])


def _unescaped(found: re.Match[str]) -> str:
    sign = found[1]
    if len(sign) == 5:
        return chr(int(sign[1:], 16))
    return _ESCAPES.get(sign, sign)
