"""The front door: settings, root addresses and the WSGI entry; it knows all rooms."""
