"""The therapist's side: clients, the brief before a session, notes, a promise."""
