"""The house behind a web server as it is, for ``bench.mixed`` and ``bench.scaling``: but nobody is told to wait, since six
people ask there for what a hundred would.

Nothing of the product loads this; it refuses a database that the bench has not made.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.conf import settings

from confidentiality import limits

if "_bench_" not in settings.DATABASES["default"]["NAME"]:
    raise SystemExit("This serves databases of the bench alone.")
limits.RATES.update(dict.fromkeys(limits.RATES, ""))
