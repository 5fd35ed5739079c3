"""The pages where a person sees what their own reflections show.

What is shown is worked out anew each time, from the columns of the index; nothing of it
is stored but what a person chose to keep.
"""
