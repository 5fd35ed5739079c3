"""What a keeper does on pages: forms brought in, looked at, put on the shelf.

It knows who is a keeper and what is on the shelf, and it cannot even import what
reads and writes reflections. It has no table of its own.
"""
