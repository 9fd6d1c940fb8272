"""The house without wall and ledger behind a web server, for ``bench.mixed`` alone.

Nothing of the product loads this. Its role is the owner of the tables; it refuses a database that the bench has not made.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.conf import settings

from bench.plain import Plain

if "_bench_" not in settings.DATABASES["default"]["NAME"]:
    raise SystemExit("This serves databases of the bench alone.")
Plain().served().__enter__()  # for as long as the process lives
