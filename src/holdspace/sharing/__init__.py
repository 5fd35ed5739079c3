"""The client's side: accepting a therapist, sealing copies for them, taking back.

All tables between a client and a therapist are here, so the flows that a therapist
uses on them are here as well; the therapist's own pages are in ``care``.
"""
