"""The pure parts of Holdspace: no framework, no network, no files, no logs."""
