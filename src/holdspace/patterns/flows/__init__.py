"""What a person can do with their patterns, one story a function."""

from holdspace.patterns.flows.looking import look_at_patterns
from holdspace.patterns.flows.shuffling import shuffle_pattern

__all__ = ["look_at_patterns", "shuffle_pattern"]
