"""How every page looks and behaves: base templates, styles, help one tap away.

This room never reads or keeps a person's words. Its help pages touch neither
the session nor the database, so that they still answer when both are down.
"""
