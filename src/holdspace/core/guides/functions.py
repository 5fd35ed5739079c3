"""The functions of FHIRPath: fhirpathpy's, and our own where those go wrong or far.

Ours are those that would take more than their share (nested loops, copies, regular
expressions, powers of ten), those that read the clock or print, and those that were
measured to be wrong: see ADR 0024.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from fhirpathpy.engine import nodes, util
from fhirpathpy.engine.invocations import invocation_registry
from fhirpathpy.engine.invocations.navigation import create_reduce_children

from holdspace.core.guides.budget import MOST_TEXT, NotCalculable
from holdspace.core.guides.durations import moved
from holdspace.core.guides.model import MODEL
from holdspace.core.guides.regexes import matches, occurs, replaced
from holdspace.core.guides.values import is_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from holdspace.core.guides.fhirpath import Run

    type Items = list[Any]

THEIRS: Final = invocation_registry
# fhirpathpy keeps the model that types are looked up in here; there is only one.
nodes.TypeInfo.model = MODEL
CONTEXT: Final = {"model": MODEL}
_MOST_PLACES: Final = 30

# What is taken over as it is. Whatever stands neither here nor below is unknown.
_TAKEN: Final = [
    "empty",
    "not",
    "count",
    "allTrue",
    "anyTrue",
    "allFalse",
    "anyFalse",
    "single",
    "first",
    "last",
    "ofType",
    "is",
    "as",
    "tail",
    "take",
    "skip",
    "toInteger",
    "toDecimal",
    "toDate",
    "toDateTime",
    "toTime",
    "toQuantity",
    "indexOf",
    "substring",
    "startsWith",
    "endsWith",
    "contains",
    "upper",
    "lower",
    "length",
    "trim",
    "abs",
    "ceiling",
    "exp",
    "floor",
    "ln",
    "log",
    "power",
    "sqrt",
    "truncate",
    "min",
    "max",
    "convertsToInteger",
    "convertsToDecimal",
    "convertsToDate",
    "convertsToDateTime",
    "convertsToTime",
    "convertsToQuantity",
    "type",
]
_OPERATORS: Final = [
    "~",
    "!~",
    "<",
    ">",
    "<=",
    ">=",
    "isOp",
    "asOp",
    "&",
    "*",
    "/",
    "mod",
    "div",
    "or",
    "and",
    "xor",
    "implies",
]
_DEAR: Final = frozenset({"~", "!~", "<", ">", "<=", ">="})
_MOMENT_STEPS: Final = 30


class Function(NamedTuple):
    """One function: what it takes, by the number of its arguments, and what it does."""

    takes: Mapping[int, Sequence[str | list[str]]]
    run: Callable[..., Any]
    needs_input: bool = False
    needs_all: bool = False


def data_of(one: object) -> Any:  # noqa: ANN401  (any JSON value)
    """Give what stands in a node, or the value itself."""
    return one.data if isinstance(one, nodes.ResourceNode) else one


def key_of(run: Run, one: object) -> object:
    """Give something that is the same for two nodes exactly if they are equal."""
    data = data_of(one)
    run.budget.spend(1)
    if isinstance(data, Mapping):
        return frozenset((name, key_of(run, inner)) for name, inner in data.items())
    if isinstance(data, list):
        return tuple(key_of(run, inner) for inner in data)
    if isinstance(data, bool):
        return "yes" if data else "no", bool
    if isinstance(data, nodes.FP_TimeBase):
        return str(data)
    return data


def distinct(run: Run, items: Items) -> Items:
    """Give each thing once, in the order in which they first stand there."""
    found: dict[object, Any] = {}
    for one in items:
        found.setdefault(key_of(run, one), one)
    return list(found.values())


def _keys(run: Run, items: Items) -> set[object]:
    return {key_of(run, one) for one in items}


def _where(run: Run, items: Items, test: Callable[[Any, int], Items]) -> Items:
    return [one for n, one in enumerate(items) if util.is_true(test(one, n))]


def _select(run: Run, items: Items, each: Callable[[Any, int], Items]) -> Items:
    found: Items = []
    for n, one in enumerate(items):
        found += each(one, n)
        run.budget.take(found[-1:])
        run.room(found)
    return found


def _exists(
    run: Run, items: Items, test: Callable[[Any, int], Items] | None = None
) -> bool:
    if test is None:
        return bool(items)
    return any(util.is_true(test(one, n)) for n, one in enumerate(items))


def _all(run: Run, items: Items, test: Callable[[Any, int], Items]) -> bool:
    return all(util.is_true(test(one, n)) for n, one in enumerate(items))


def _repeat(run: Run, items: Items, each: Callable[[Any, int], Items]) -> Items:
    found: dict[object, Any] = {}
    waiting = items
    while waiting:
        new: Items = []
        for n, one in enumerate(waiting):
            for inner in each(one, n):
                key = id(data_of(inner)) if _is_node(inner) else key_of(run, inner)
                if key not in found:
                    found[key] = inner
                    new.append(inner)
            run.room(new)
        run.room(found)
        waiting = new
    return list(found.values())


def _is_node(one: object) -> bool:
    return isinstance(data_of(one), Mapping)


def _aggregate(
    run: Run,
    items: Items,
    each: Callable[[Any, int], Items],
    start: Items | None = None,
) -> Items:
    before, run.total = run.total, start or []
    try:
        for n, one in enumerate(items):
            run.total = each(one, n)
        return run.total
    finally:
        run.total = before


def _iif(
    run: Run,
    items: Items,
    test: Callable[..., Items],
    then: Callable[..., Items],
    other: Callable[..., Items] | None = None,
) -> Items:
    if util.is_true(test(items)):
        return then(items)
    return other(items) if other else []


def _coalesce(run: Run, items: Items, *each: Callable[..., Items]) -> Items:
    for one in each:
        found = one(items)
        if found:
            return found
    return []


def _children(run: Run, items: Items, *, inner: bool = True) -> Items:
    found: Items = []
    reduce_ = create_reduce_children(CONTEXT, inner)
    for one in items:
        found += reduce_([], one)
        run.budget.spend(1)
        run.room(found)
    run.budget.spend(len(found))
    return found


def _descendants(run: Run, items: Items) -> Items:
    found: Items = []
    level = _children(run, items)
    while level:
        found += level
        run.room(found)
        level = _children(run, level)
    return found


def _extension(run: Run, items: Items, url: str) -> Items:
    found: Items = []
    for one in items:
        data = data_of(one)
        listed = data.get("extension", []) if isinstance(data, Mapping) else []
        run.budget.spend(1 + len(listed))
        found += [
            nodes.ResourceNode.create_node(each, "Extension")
            for each in listed
            if isinstance(each, Mapping) and each.get("url") == url
        ]
    return found


def _union(run: Run, one: Items, other: Items) -> Items:
    run.budget.spend(len(one) + len(other))
    return distinct(run, one + other)


def _combine(run: Run, one: Items, other: Items) -> Items:
    return one + other


def _intersect(run: Run, one: Items, other: Items) -> Items:
    there = _keys(run, other)
    return [each for each in distinct(run, one) if key_of(run, each) in there]


def _exclude(run: Run, one: Items, other: Items) -> Items:
    there = _keys(run, other)
    return [each for each in one if key_of(run, each) not in there]


def _subset_of(run: Run, one: Items, other: Items) -> bool:
    return _keys(run, one) <= _keys(run, other)


def _superset_of(run: Run, one: Items, other: Items) -> bool:
    return _keys(run, one) >= _keys(run, other)


def _is_distinct(run: Run, items: Items) -> bool:
    return len(_keys(run, items)) == len(items)


def _in(run: Run, one: Items, other: Items) -> Items:
    if not one:
        return []
    if len(one) > 1:
        raise NotCalculable
    return [key_of(run, one[0]) in _keys(run, other)]


def _contains(run: Run, one: Items, other: Items) -> Items:
    return _in(run, other, one)


def _numbers(items: Items) -> list[int | Decimal]:
    found = [data_of(one) for one in items]
    if not all(util.is_number(one) for one in found):
        raise NotCalculable
    return found


def _sum(run: Run, items: Items) -> Items:
    # Of nothing there is no sum: a total nobody gave is not 0.
    return [sum(_numbers(items))] if items else []


def _avg(run: Run, items: Items) -> Items:
    return [Decimal(sum(_numbers(items))) / len(items)] if items else []


def _has_value(run: Run, items: Items) -> bool:
    data = data_of(items[0]) if len(items) == 1 else None
    return data is not None and not isinstance(data, Mapping | list)


def _to_boolean(run: Run, items: Items) -> Items:
    if len(items) != 1:
        return []
    data = data_of(items[0])
    if isinstance(data, bool):
        return [data]
    if util.is_number(data):
        return [data == 1] if data in (0, 1) else []
    word = data.lower() if isinstance(data, str) else ""
    if word in ("true", "t", "yes", "y", "1", "1.0"):
        return [True]
    return [False] if word in ("false", "f", "no", "n", "0", "0.0") else []


def _to_string(run: Run, items: Items) -> Items:
    data = data_of(items[0]) if len(items) == 1 else None
    if isinstance(data, bool):
        return ["true" if data else "false"]
    if isinstance(data, Decimal):
        return [format(data, "f")]
    known = isinstance(data, str | int | nodes.FP_Type)
    return [str(data)] if known else []


def _weight(run: Run, items: Items) -> Items:
    found = (run.weigh(data_of(one)) for one in items)
    return [one for one in found if one is not None]


def _text_of(items: Items) -> str:
    data = data_of(items[0]) if len(items) == 1 else None
    if not isinstance(data, str):
        raise NotCalculable
    return data


def _replace(run: Run, items: Items, old: Any, new: Any) -> Items:  # noqa: ANN401
    if not isinstance(old, str) or not isinstance(new, str):
        return []
    text = _text_of(items)
    places = text.count(old)
    if len(text) + places * len(new) > 2 * MOST_TEXT:
        raise NotCalculable
    return [text.replace(old, new)]


def _matches(run: Run, items: Items, pattern: Any) -> Items:  # noqa: ANN401
    if not isinstance(pattern, str):
        return []
    text = _text_of(items)
    run.budget.spend(20 + len(text) // 10)
    return _known(occurs(pattern, text))


def _matches_full(run: Run, items: Items, pattern: Any) -> Items:  # noqa: ANN401
    if not isinstance(pattern, str):
        return []
    text = _text_of(items)
    run.budget.spend(20 + len(text) // 10)
    return _known(matches(pattern, text))


def _replace_matches(
    run: Run,
    items: Items,
    pattern: Any,  # noqa: ANN401
    new: Any,  # noqa: ANN401
) -> Items:
    if not isinstance(pattern, str) or not isinstance(new, str):
        return []
    text = _text_of(items)
    run.budget.spend(20 + len(text))
    return _known(replaced(pattern, text, new, MOST_TEXT))


def _known(found: object) -> Items:
    if found is None:
        raise NotCalculable
    return [found]


def _join(run: Run, items: Items, between: Any = "") -> Items:  # noqa: ANN401
    texts = [data_of(one) for one in items]
    if not texts or not all(isinstance(one, str) for one in texts):
        return []
    between = between if isinstance(between, str) else ""
    if sum(map(len, texts)) + len(between) * len(texts) > 2 * MOST_TEXT:
        raise NotCalculable
    return [between.join(texts)]


def _split(run: Run, items: Items, at: Any) -> Items:  # noqa: ANN401
    text = _text_of(items)
    return list(text.split(at) if at else text) if isinstance(at, str) else []


def _to_chars(run: Run, items: Items) -> Items:
    return list(_text_of(items)) if items else []


def _round(run: Run, items: Items, places: Any = 0) -> Items:  # noqa: ANN401
    if not items:
        return []
    (number,) = _numbers(items[:2])
    if not isinstance(places, int) or not 0 <= places <= _MOST_PLACES:
        raise NotCalculable
    exact = Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return [exact if places else int(exact)]


def _equal(run: Run, one: Items, other: Items) -> Any:  # noqa: ANN401
    if len(one) == len(other) == 1:
        left, right = data_of(one[0]), data_of(other[0])
        if type(left) is type(right) and isinstance(left, str | bool | int | Decimal):
            return [left == right]
        if isinstance(left, bool) or isinstance(right, bool):
            return [False]
    _pay(run, one)
    _pay(run, other)
    return THEIRS["="]["fn"](CONTEXT, one, other)


def _unequal(run: Run, one: Items, other: Items) -> Any:  # noqa: ANN401
    found = util.arraify(_equal(run, one, other))
    return [not each for each in found]


def _plus(run: Run, one: Items, other: Items) -> Any:  # noqa: ANN401
    return _moved_or(run, "+", one, other)


def _minus(run: Run, one: Items, other: Items) -> Any:  # noqa: ANN401
    return _moved_or(run, "-", one, other)


def _moved_or(run: Run, sign: str, one: Items, other: Items) -> Any:  # noqa: ANN401
    """Move a moment by a duration, or leave it to fhirpathpy what the sign means."""
    by = data_of(other[0]) if len(one) == 1 == len(other) else None
    if isinstance(by, nodes.FP_Quantity):
        run.budget.spend(_MOMENT_STEPS)
        data = data_of(one[0])
        text = str(data.asStr) if isinstance(data, nodes.FP_DateTime) else data
        if isinstance(text, str) and is_moment(text):
            amount = -by.value if sign == "-" else by.value
            return [nodes.FP_DateTime(moved(text, amount, by.unit))]
    return THEIRS[sign]["fn"](CONTEXT, one, other)


def _now(run: Run, items: Items) -> Items:
    return [nodes.FP_DateTime(run.the_moment)]


def _today(run: Run, items: Items) -> Items:
    return [nodes.FP_DateTime(run.the_moment[:10])]


def _time_of_day(run: Run, items: Items) -> Items:
    return [nodes.FP_Time(run.the_moment[11:19])]


def _trace(run: Run, items: Items, *_: object) -> Items:
    """Give what came: nothing that a person answered is ever printed."""
    return items


def _theirs(name: str) -> Function:
    found = THEIRS[name]
    fn = found["fn"]
    dear = name in _DEAR

    def run_theirs(run: Run, *given: Any) -> Any:  # noqa: ANN401
        if dear:
            for one in given:
                _pay(run, one)
        return fn(CONTEXT, *given)

    return Function(
        takes={0: ()} | found.get("arity", {}),
        run=run_theirs,
        needs_input="nullable_input" in found,
        needs_all="nullable" in found,
    )


def _pay(run: Run, given: object) -> None:
    """Pay beforehand for a comparison: of moments, or of all that stands in a node."""
    for one in given if isinstance(given, list) else ():
        data = data_of(one)
        if isinstance(data, nodes.FP_Type):
            run.budget.spend(_MOMENT_STEPS)
        elif isinstance(data, Mapping | list):
            key_of(run, data)
        else:
            run.budget.spend(1)


_E: Final = "Expr"
_R: Final = "AnyAtRoot"
_S: Final = "String"
_OURS: Final = {
    "where": ({1: (_E,)}, _where),
    "select": ({1: (_E,)}, _select),
    "exists": ({0: (), 1: (_E,)}, _exists),
    "all": ({1: (_E,)}, _all),
    "repeat": ({1: (_E,)}, _repeat),
    "aggregate": ({1: (_E,), 2: (_E, "Any")}, _aggregate),
    "iif": ({2: ("Whole",) * 2, 3: ("Whole",) * 3}, _iif),
    "coalesce": ({n: ("Whole",) * n for n in range(1, 20)}, _coalesce),
    "children": ({0: ()}, _children),
    "descendants": ({0: ()}, _descendants),
    "extension": ({1: (_S,)}, _extension),
    "union": ({1: (_R,)}, _union),
    "combine": ({1: (_R,)}, _combine),
    "intersect": ({1: (_R,)}, _intersect),
    "exclude": ({1: (_R,)}, _exclude),
    "subsetOf": ({1: (_R,)}, _subset_of),
    "supersetOf": ({1: (_R,)}, _superset_of),
    "distinct": ({0: ()}, distinct),
    "isDistinct": ({0: ()}, _is_distinct),
    "sum": ({0: ()}, _sum),
    "avg": ({0: ()}, _avg),
    "hasValue": ({0: ()}, _has_value),
    "toBoolean": ({0: ()}, _to_boolean),
    "convertsToBoolean": ({0: ()}, lambda run, items: bool(_to_boolean(run, items))),
    "toString": ({0: ()}, _to_string),
    "convertsToString": ({0: ()}, lambda run, items: bool(_to_string(run, items))),
    "ordinal": ({0: ()}, _weight),
    "weight": ({0: ()}, _weight),
    "round": ({0: (), 1: ("Number",)}, _round),
    "now": ({0: ()}, _now),
    "today": ({0: ()}, _today),
    "timeOfDay": ({0: ()}, _time_of_day),
    "trace": ({1: (_S,), 2: (_S, _E)}, _trace),
    "toChars": ({0: ()}, _to_chars),
    "join": ({0: (), 1: (_S,)}, _join),
}
_OURS_ON_TEXT: Final = {
    "replace": ({2: (_S, _S)}, _replace),
    "matches": ({1: (_S,)}, _matches),
    "matchesFull": ({1: (_S,)}, _matches_full),
    "replaceMatches": ({2: (_S, _S)}, _replace_matches),
    "split": ({1: (_S,)}, _split),
}
FUNCTIONS: Final[Mapping[str, Function]] = {
    **{name: _theirs(name) for name in _TAKEN},
    **{name: Function(takes, run) for name, (takes, run) in _OURS.items()},
    **{
        name: Function(takes, run, needs_input=True)
        for name, (takes, run) in _OURS_ON_TEXT.items()
    },
}
OPERATORS: Final[Mapping[str, Function]] = {
    **{name: _theirs(name) for name in _OPERATORS},
    "|": Function({2: ("Any", "Any")}, _union),
    "=": Function({2: ("Any", "Any")}, _equal, needs_all=True),
    "!=": Function({2: ("Any", "Any")}, _unequal, needs_all=True),
    "+": Function({2: ("Any", "Any")}, _plus, needs_all=True),
    "-": Function({2: ("Any", "Any")}, _minus, needs_all=True),
    "containsOp": Function({2: ("Any", "Any")}, _contains),
    "inOp": Function({2: ("Any", "Any")}, _in),
}
