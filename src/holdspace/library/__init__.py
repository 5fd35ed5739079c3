"""What stands on the shelf for everybody, and how a guide looks on the screen.

This room owns the guides in their published versions, the fields that a guide
becomes on a page, trying a guide without an account, and the still page. It
keeps nothing: no table, no session, no word of anybody.
"""
