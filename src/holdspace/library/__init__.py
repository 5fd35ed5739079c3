"""What stands on the shelf for everybody, and how a guide looks on the screen.

This room owns the guides in their published versions, ours and those a keeper brought
in, the fields that a guide becomes on a page, trying a guide without an account, what
research says, and the still page. Its one table holds forms. It keeps nothing of
anybody: no session, no word, and not who brought a form in.
"""
