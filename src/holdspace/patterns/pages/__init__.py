"""What the pages of patterns show, as plain records."""
