"""The text of an expression, taken apart: ANTLR's tree, or a refusal in time.

fhirpathpy brings the grammar. Its own reader passes over what it does not
understand, so the grammar is used here directly: whatever is not FHIRPath from the
first sign to the last is refused.
"""

from __future__ import annotations

from threading import Lock
from typing import Any, Final

from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from antlr4.Token import Token
from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

from holdspace.core.guides.budget import Budget, NotCalculable

MOST_SIGNS: Final = 4_000
MOST_TOKENS: Final = 600
MOST_BRACKETS: Final = 30
MOST_LOOKS: Final = 8_000

# What ANTLR learns about the grammar while it reads is shared by all threads.
_LOCK: Final = Lock()


def parse(text: str) -> tuple[Any, int]:
    """Take an expression apart; also tell how often its words were looked at.

    Raises:
        NotCalculable: It is no FHIRPath, too long, nested too deep, or takes too
            long to read.
    """
    if not text.strip() or len(text) > MOST_SIGNS:
        raise NotCalculable
    with _LOCK:
        try:
            return _parsed(text)
        except RecursionError:
            raise NotCalculable from None


def _parsed(text: str) -> tuple[Any, int]:
    lexer = FHIRPathLexer(InputStream(text))
    lexer.removeErrorListeners()
    lexer.addErrorListener(_Refusing())
    tokens = _Tokens(lexer)
    tokens.fill()
    _look_over(tokens)
    parser = FHIRPathParser(tokens)
    parser.removeErrorListeners()
    parser.addErrorListener(_Refusing())
    return parser.entireExpression().expression(), tokens.looks


def _look_over(tokens: Any) -> None:  # noqa: ANN401
    """Refuse what the parser would have to go down too far for, before it does."""
    words = [one for one in tokens.tokens if one.channel == Token.DEFAULT_CHANNEL]
    if len(words) > MOST_TOKENS:
        raise NotCalculable
    open_, signs = 0, 0
    for token in words:
        open_ += (token.text in "([{") - (token.text in ")]}") if token.text else 0
        signs = signs + 1 if token.text in ("+", "-") else 0
        if open_ > MOST_BRACKETS or signs > MOST_BRACKETS:
            raise NotCalculable


class _Tokens(CommonTokenStream):  # type: ignore[misc]
    """The words of an expression, which the parser may look at so many times."""

    def __init__(self, lexer: Any) -> None:  # noqa: ANN401
        super().__init__(lexer)
        self._budget = Budget(MOST_LOOKS, seconds=10)

    @property
    def looks(self) -> int:
        """How often they were looked at."""
        return MOST_LOOKS - self._budget.left

    def LT(self, k: int) -> Any:  # noqa: ANN401, N802  (ANTLR's name)
        self._budget.spend(1)
        return super().LT(k)


class _Refusing(ErrorListener):  # type: ignore[misc]
    def syntaxError(self, *_: object) -> None:  # noqa: N802  (ANTLR's name)
        raise NotCalculable
