"""Whole stories in a real browser, against the server as it is started for people."""
