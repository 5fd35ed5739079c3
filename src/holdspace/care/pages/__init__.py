"""What the pages of this room show, decided here as plain records."""
