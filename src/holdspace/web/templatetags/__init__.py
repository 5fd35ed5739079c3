"""What every page writes in the same way, written once."""
