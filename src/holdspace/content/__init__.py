"""What Holdspace says: guides, help lines and evidence as data files, one per version."""
