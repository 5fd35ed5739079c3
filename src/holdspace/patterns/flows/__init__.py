"""What a person can do with their patterns, one story a function."""

from holdspace.patterns.flows.looking import Patterns, look_at_patterns

__all__ = ["Patterns", "look_at_patterns"]
