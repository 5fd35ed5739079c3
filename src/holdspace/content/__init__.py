"""What Holdspace says, as data files: guides by version, help lines, evidence notes."""
