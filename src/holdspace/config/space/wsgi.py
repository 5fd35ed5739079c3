"""The WSGI entry of the private space; any WSGI server can run it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.config.space.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402

from holdspace.config import sweeper  # noqa: E402  (its tables need Django set up)
from holdspace.journal import runner  # noqa: E402

sweeper.start()
if settings.MAIL:
    runner.start()
