"""What FHIRPath does with many things at once: filter, gather, compare, go down.

Each counts what it does. A set of things is kept by keys, never by comparing each with
each, so that no nested loop hides in one function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from fhirpathpy.engine import nodes, util
from fhirpathpy.engine.invocations.navigation import create_reduce_children

from holdspace.core.guides.budget import NotCalculable
from holdspace.core.guides.fhirpath_model import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdspace.core.guides.fhirpath import Run

    type Items = list[Any]

# fhirpathpy keeps the model that types are looked up in here; there is only one.
nodes.TypeInfo.model = MODEL
CONTEXT: Final = {"model": MODEL}


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


def where(run: Run, items: Items, test: Callable[[Any, int], Items]) -> Items:
    """Keep those things for which the test holds."""
    return [one for n, one in enumerate(items) if util.is_true(test(one, n))]


def select(run: Run, items: Items, each: Callable[[Any, int], Items]) -> Items:
    """Give what each thing leads to."""
    found: Items = []
    for n, one in enumerate(items):
        found += each(one, n)
        run.budget.take(found[-1:])
        run.room(found)
    return found


def exists(
    run: Run, items: Items, test: Callable[[Any, int], Items] | None = None
) -> bool:
    """Tell whether there is any, or any for which the test holds."""
    if test is None:
        return bool(items)
    return any(util.is_true(test(one, n)) for n, one in enumerate(items))


def all_of(run: Run, items: Items, test: Callable[[Any, int], Items]) -> bool:
    """Tell whether the test holds for each; of nothing it does."""
    return all(util.is_true(test(one, n)) for n, one in enumerate(items))


def repeat(run: Run, items: Items, each: Callable[[Any, int], Items]) -> Items:
    """Go on from each thing to what it leads to, until there is nothing new."""
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


def aggregate(
    run: Run,
    items: Items,
    each: Callable[[Any, int], Items],
    start: Items | None = None,
) -> Items:
    """Carry a total along from thing to thing."""
    before, run.total = run.total, start or []
    try:
        for n, one in enumerate(items):
            run.total = each(one, n)
        return run.total
    finally:
        run.total = before


def iif(
    run: Run,
    items: Items,
    test: Callable[..., Items],
    then: Callable[..., Items],
    other: Callable[..., Items] | None = None,
) -> Items:
    """Give one or the other; only that one is worked out."""
    if util.is_true(test(items)):
        return then(items)
    return other(items) if other else []


def coalesce(run: Run, items: Items, *each: Callable[..., Items]) -> Items:
    """Give the first that is not empty; no further one is worked out."""
    for one in each:
        found = one(items)
        if found:
            return found
    return []


def children(run: Run, items: Items, *, inner: bool = True) -> Items:
    """Go one level down."""
    found: Items = []
    reduce_ = create_reduce_children(CONTEXT, inner)
    for one in items:
        found += reduce_([], one)
        run.budget.spend(1)
        run.room(found)
    run.budget.spend(len(found))
    return found


def descendants(run: Run, items: Items) -> Items:
    """Go down all levels, the outer ones first."""
    found: Items = []
    level = children(run, items)
    while level:
        found += level
        run.room(found)
        level = children(run, level)
    return found


def extension(run: Run, items: Items, url: str) -> Items:
    """Give the extensions with this address."""
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


def union(run: Run, one: Items, other: Items) -> Items:
    """Put both together, each thing once."""
    run.budget.spend(len(one) + len(other))
    return distinct(run, one + other)


def combine(run: Run, one: Items, other: Items) -> Items:
    """Put both together, as often as each thing stands there."""
    return one + other


def intersect(run: Run, one: Items, other: Items) -> Items:
    """Give what stands in both, each thing once."""
    there = _keys(run, other)
    return [each for each in distinct(run, one) if key_of(run, each) in there]


def exclude(run: Run, one: Items, other: Items) -> Items:
    """Give what stands in the first only."""
    there = _keys(run, other)
    return [each for each in one if key_of(run, each) not in there]


def subset_of(run: Run, one: Items, other: Items) -> bool:
    """Tell whether each thing of the first is in the other."""
    return _keys(run, one) <= _keys(run, other)


def superset_of(run: Run, one: Items, other: Items) -> bool:
    """Tell whether each thing of the other is in the first."""
    return _keys(run, one) >= _keys(run, other)


def is_distinct(run: Run, items: Items) -> bool:
    """Tell whether no two things are equal."""
    return len(_keys(run, items)) == len(items)


def is_in(run: Run, one: Items, other: Items) -> Items:
    """Tell whether the one thing is among the others."""
    if not one:
        return []
    if len(one) > 1:
        raise NotCalculable
    return [key_of(run, one[0]) in _keys(run, other)]


def contains(run: Run, one: Items, other: Items) -> Items:
    """Tell whether the other thing is among these."""
    return is_in(run, other, one)


def single(run: Run, items: Items) -> Items:
    """Give the one thing there is, or nothing where there is none."""
    if len(items) > 1:
        raise NotCalculable
    return items
