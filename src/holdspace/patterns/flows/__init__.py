"""What a person can do with their patterns, one story a function."""

from holdspace.patterns.flows.keeping import (
    Changed,
    NoRoom,
    keep_pattern,
    let_go_of_pattern,
)
from holdspace.patterns.flows.looking import look_at_patterns
from holdspace.patterns.flows.shuffling import shuffle_pattern
from holdspace.patterns.flows.year import look_at_year

__all__ = [
    "Changed",
    "NoRoom",
    "keep_pattern",
    "let_go_of_pattern",
    "look_at_patterns",
    "look_at_year",
    "shuffle_pattern",
]
