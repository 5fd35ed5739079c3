"""Writing, reading, correcting, carrying and forgetting sealed reflections.

Never: a date, a guide, a feeling or a word in a column, a log or an address.
"""
