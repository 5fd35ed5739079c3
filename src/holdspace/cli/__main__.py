"""Run the command as a module."""

from holdspace.cli import main

raise SystemExit(main())
