"""What Holdspace says: guides and help lines as data files, one per version."""
