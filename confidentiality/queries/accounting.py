"""What the agency of record can tell a survivor of looks and disclosures outside (law C-17), asked inside an open gate."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from confidentiality.gate import Opened
from confidentiality.models import Disclosure


@dataclass(frozen=True)
class Outside:
    """The looks of one person on one day, for one purpose and by the same facts; ``times`` says how many they were."""

    first: datetime
    last: datetime
    times: int
    person: str
    agency: str
    kind: str
    purpose: str
    elements: int
    grounds: list[str]


@dataclass(frozen=True)
class Tries:
    """Tries of one agency on one day that showed nothing. Who it was is that agency's to tell."""

    last: datetime
    times: int
    agency: str


def seen_outside(case_id: int, start: datetime, end: datetime) -> list[Outside]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mdt_accounting(%s, %s, %s)", [case_id, start, end])
        return [Outside(*row) for row in cursor.fetchall()]


def refused_outside(case_id: int, start: datetime, end: datetime) -> list[Tries]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mdt_refused_outside(%s, %s, %s)", [case_id, start, end])
        return [Tries(*row) for row in cursor.fetchall()]


def disclosures_of(opened: Opened, start: datetime, end: datetime) -> list[Disclosure]:
    """What left another way than by a page here, newest first, each with its basis."""
    found = Disclosure.objects.filter(case=opened.case, at__gte=start, at__lt=end).select_related(
        "recipient", "statute", "release__recipient", "release__recipient_person", "mandate__recipient", "mandate__care",
    )  # fmt: skip
    return list(found.order_by("-at", "-pk"))
