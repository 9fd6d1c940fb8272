"""The web process. It starts only as a role that row security holds."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
os.environ.setdefault("MDT_ROLE", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from confidentiality.startup import refuse_unsafe_role  # noqa: E402  (apps are loaded first)

refuse_unsafe_role()
