"""The WSGI entry of the private space; any WSGI server can run it.

`holdspace serve` enters at `holdspace.config.serving` instead. Under another server,
tries are counted in each process for itself: give it one process.
"""

from __future__ import annotations

import os

from holdspace.config import serving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.config.space.settings")
application = serving.load()
