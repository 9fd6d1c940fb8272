"""The one clock of the application. The database's own clock decides what is visible; this one is for pages and due times."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """This instant, aware, in UTC."""
    return timezone.now()
