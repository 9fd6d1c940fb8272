"""How a person is counted, line by line, and which contacts could be hers. Asked in the agency's own room."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cases.actions.counting import rows
from cases.models import Case, ContactLink, ServiceContact
from confidentiality.gate import Opened
from mdt.kit import clock

RECENT = timedelta(days=120)  # contacts that can be linked; older ones were reported as they were


@dataclass(frozen=True)
class Line:
    """One row, in words; ``what`` and ``key`` take it away."""

    what: str
    key: str
    title: str
    detail: str


def lines(opened: Opened) -> list[Line]:
    """All that is said of how she is counted, in the order of the page."""
    return [*_primaries(opened), *_related(opened), *_under(opened), *_barriers(opened), *_contacts(opened)]


def _day(day: Any) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _primaries(opened: Opened) -> list[Line]:
    said = _("Counted under it from %(day)s")
    return [
        Line("primary", str(row.from_on), row.get_kind_display(), said % {"day": _day(row.from_on)})
        for row in rows(opened, "primary")
    ]


def _related(opened: Opened) -> list[Line]:
    """The code of the other record only for whom that record is there."""
    found = list(rows(opened, "related"))
    codes = dict(Case.objects.filter(pk__in=[row.other_id for row in found]).values_list("pk", "code"))
    hidden = _("A record that you do not work on")
    return [Line("related", row.kind, row.get_kind_display(), codes.get(row.other_id, hidden)) for row in found]


def _under(opened: Opened) -> list[Line]:
    said = _("In the period that begins on %(day)s")
    found = rows(opened, "under").select_related("award").order_by("starts_on")
    return [Line("under", str(row.pk), row.award.title, said % {"day": _day(row.starts_on)}) for row in found]


def _barriers(opened: Opened) -> list[Line]:
    return [
        Line("barrier", row.code, row.get_code_display(), f"{row.get_learned_from_display()} · {_day(row.learned_on)}")
        for row in rows(opened, "barrier")
    ]


def _contacts(opened: Opened) -> list[Line]:
    said = _("%(what)s on %(day)s, hers from %(from)s")
    return [
        Line("contact", str(row.contact.public_id), row.contact.get_kind_display(), said % {
            "what": row.contact.get_service_display(), "day": _day(row.contact.on), "from": _day(row.linked_on),
        })
        for row in rows(opened, "contact").select_related("contact")
    ]  # fmt: skip


def could_be_hers(opened: Opened) -> list[ServiceContact]:
    """Contacts of the agency in the last months that belong to no record that one sees."""
    since = timezone.localdate(clock.now()) - RECENT
    linked = ContactLink.objects.filter(agency_id=opened.case.agency_id).values("contact")
    found = ServiceContact.objects.filter(agency_id=opened.case.agency_id, on__gte=since, count=1).exclude(
        pk__in=linked
    )
    return list(found[:60])
