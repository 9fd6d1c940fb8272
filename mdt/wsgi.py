"""The web process. It starts only where it is safe, and only as a role that row security holds."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
os.environ.setdefault("MDT_ROLE", "web")

from django.core.wsgi import get_wsgi_application

from mdt.startup import refusing

with refusing():
    application = get_wsgi_application()
