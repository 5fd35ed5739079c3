"""Holdspace: a private place to reflect after tears."""
