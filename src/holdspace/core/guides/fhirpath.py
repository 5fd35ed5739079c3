"""FHIRPath: an expression made ready once, and worked out within a budget.

The grammar, the literals, the comparisons and many functions are fhirpathpy's. The
walk through the tree is ours, because every step of it has to be counted, and because
fhirpathpy keeps what it is doing in places that all threads share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhirpathpy.engine import nodes

from holdspace.core.guides.budget import MOST_ITEMS, Budget, NotCalculable
from holdspace.core.guides.fhirpath_making import made
from holdspace.core.guides.fhirpath_reading import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    type Items = list[Any]


class Run:
    """One expression being worked out: what it may see, and what it may take.

    Args:
        budget: What it may take.
        names: What stands behind ``%name``, without the sign; nothing else does.
        weigh: Gives the weight of an answer or coding, None where it has none.
        moment: What ``now()`` says; without one it cannot be asked.
    """

    __slots__ = ("budget", "index", "moment", "names", "this", "total", "weigh")

    def __init__(
        self,
        budget: Budget,
        names: Mapping[str, Items],
        weigh: Callable[[Any], Decimal | None],
        moment: str | None,
    ) -> None:
        self.budget = budget
        self.names = names
        self.weigh = weigh
        self.moment = moment
        self.this: Items = []
        self.index: int | None = None
        self.total: Items = []

    @property
    def the_moment(self) -> str:
        """The moment that it is taken to be."""
        if self.moment is None:
            raise NotCalculable
        return self.moment

    def room(self, found: Any) -> None:  # noqa: ANN401  (whatever has a length)
        """Refuse more things at once than there is room for."""
        if len(found) > MOST_ITEMS:
            raise NotCalculable


class Expression:
    """An expression that was taken apart.

    Args:
        text: The expression.

    Raises:
        NotCalculable: It is no FHIRPath, too large, or needs what is not known.
    """

    __slots__ = ("_step", "looks", "size")

    def __init__(self, text: str) -> None:
        try:
            tree, self.looks = parse(text)
            self._step, self.size = made(tree)
        except (ValueError, ArithmeticError, AttributeError, RecursionError):
            raise NotCalculable from None

    def run(self, run: Run, focus: Items) -> Items:
        """Work it out.

        Args:
            run: What it may see and take.
            focus: What it is asked about.

        Raises:
            NotCalculable: It gives no result. No other exception leaves this
                method, and none of the texts that were looked at is in it.
        """
        run.this = focus
        try:
            return self._step(run, focus)
        except NotCalculable:
            raise
        except Exception:  # noqa: BLE001  (fhirpathpy raises whatever it comes upon)
            raise NotCalculable from None


def node(data: object, path: str | None = None) -> Any:  # noqa: ANN401
    """Wrap JSON, so that FHIRPath knows where in a resource it stands."""
    return nodes.ResourceNode.create_node(data, path)
