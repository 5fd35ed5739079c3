"""People, signing in, recovery, and unlocking the vault for one session.

Never: what a person writes. The one thing of theirs that is kept here in words,
their profile, is sealed like everything else.
"""
