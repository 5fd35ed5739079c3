"""The functions of FHIRPath: fhirpathpy's, and our own where those go wrong or far.

Ours are those that would take more than their share (nested loops, copies, regular
expressions, powers of ten), those that read the clock or print, and those that were
measured to be wrong: see ADR 0024.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from holdspace.core.guides import fhirpath_items as items
from holdspace.core.guides import fhirpath_values as values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from holdspace.core.guides.fhirpath import Run

    type _Takes = Mapping[int, Sequence[str | list[str]]]
    type _Table = Mapping[str, tuple[_Takes, Callable[..., Any]]]

# What is taken over as it is. Whatever stands neither here nor below is unknown.
_TAKEN: Final = [
    "empty",
    "not",
    "count",
    "allTrue",
    "anyTrue",
    "allFalse",
    "anyFalse",
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
    "or",
    "and",
    "xor",
    "implies",
]
_DEAR: Final = frozenset({"~", "!~", "<", ">", "<=", ">="})


class Function(NamedTuple):
    """One function: what it takes, by the number of its arguments, and what it does."""

    takes: _Takes
    run: Callable[..., Any]
    needs_input: bool = False
    needs_all: bool = False


def _theirs(name: str) -> Function:
    found = values.THEIRS[name]
    fn = found["fn"]
    dear = name in _DEAR

    def run_theirs(run: Run, *given: Any) -> Any:  # noqa: ANN401
        if dear:
            for one in given:
                values.pay(run, one)
        return fn(items.CONTEXT, *given)

    return Function(
        takes={0: ()} | found.get("arity", {}),
        run=run_theirs,
        needs_input="nullable_input" in found,
        needs_all="nullable" in found,
    )


_E: Final = "Expr"
_R: Final = "AnyAtRoot"
_S: Final = "String"
_TWO_NUMBERS: Final = {2: ("Number", "Number")}
_OURS: Final[_Table] = {
    "where": ({1: (_E,)}, items.where),
    "select": ({1: (_E,)}, items.select),
    "exists": ({0: (), 1: (_E,)}, items.exists),
    "all": ({1: (_E,)}, items.all_of),
    "repeat": ({1: (_E,)}, items.repeat),
    "aggregate": ({1: (_E,), 2: (_E, "Any")}, items.aggregate),
    "iif": ({2: ("Whole",) * 2, 3: ("Whole",) * 3}, items.iif),
    "coalesce": ({n: ("Whole",) * n for n in range(1, 20)}, items.coalesce),
    "children": ({0: ()}, items.children),
    "descendants": ({0: ()}, items.descendants),
    "extension": ({1: (_S,)}, items.extension),
    "union": ({1: (_R,)}, items.union),
    "combine": ({1: (_R,)}, items.combine),
    "intersect": ({1: (_R,)}, items.intersect),
    "exclude": ({1: (_R,)}, items.exclude),
    "subsetOf": ({1: (_R,)}, items.subset_of),
    "supersetOf": ({1: (_R,)}, items.superset_of),
    "distinct": ({0: ()}, items.distinct),
    "isDistinct": ({0: ()}, items.is_distinct),
    "sum": ({0: ()}, values.sum_of),
    "avg": ({0: ()}, values.avg),
    "min": ({0: ()}, values.smallest),
    "max": ({0: ()}, values.largest),
    "single": ({0: ()}, items.single),
    "hasValue": ({0: ()}, values.has_value),
    "toBoolean": ({0: ()}, values.to_boolean),
    "convertsToBoolean": (
        {0: ()},
        values.is_boolean,
    ),
    "toString": ({0: ()}, values.to_string),
    "convertsToString": (
        {0: ()},
        values.is_string,
    ),
    "ordinal": ({0: ()}, values.weight),
    "weight": ({0: ()}, values.weight),
    "round": ({0: (), 1: ("Number",)}, values.rounded),
    "now": ({0: ()}, values.now),
    "today": ({0: ()}, values.today),
    "timeOfDay": ({0: ()}, values.time_of_day),
    "trace": ({1: (_S,), 2: (_S, _E)}, values.trace),
    "toChars": ({0: ()}, values.to_chars),
    "join": ({0: (), 1: (_S,)}, values.joined),
}
_OURS_ON_TEXT: Final[_Table] = {
    "replace": ({2: (_S, _S)}, values.replaced_text),
    "matches": ({1: (_S,)}, values.fits),
    "matchesFull": ({1: (_S,)}, values.fits_whole),
    "replaceMatches": ({2: (_S, _S)}, values.replace_matches),
    "split": ({1: (_S,)}, values.split_text),
    "upper": ({0: ()}, values.upper),
    "lower": ({0: ()}, values.lower),
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
    "|": Function({2: ("Any", "Any")}, items.union),
    "/": Function(_TWO_NUMBERS, values.divided, needs_all=True),
    "div": Function(_TWO_NUMBERS, values.divided_whole, needs_all=True),
    "mod": Function(_TWO_NUMBERS, values.left_over, needs_all=True),
    "=": Function({2: ("Any", "Any")}, values.equal, needs_all=True),
    "!=": Function({2: ("Any", "Any")}, values.unequal, needs_all=True),
    "+": Function({2: ("Any", "Any")}, values.plus, needs_all=True),
    "-": Function({2: ("Any", "Any")}, values.minus, needs_all=True),
    "containsOp": Function({2: ("Any", "Any")}, items.contains),
    "inOp": Function({2: ("Any", "Any")}, items.is_in),
}
