"""The private space: every room but the practice's public website."""
