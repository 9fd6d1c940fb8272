"""The web process. It has the web role in the database, whatever started it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
os.environ.setdefault("MDT_ROLE", "web")

from django.core.wsgi import get_wsgi_application  # noqa: E402  (settings are named first)

application = get_wsgi_application()
