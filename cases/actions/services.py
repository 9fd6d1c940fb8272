"""Writing down what was done, for whom, and what it was paid from; taking it back; contacts without a record."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import Award, Person
from cases.models import ServiceContact, ServiceEvent, ServiceFunding
from cases.parts import version
from cases.policy.cases import may, may_open
from cases.policy.services import may_record, may_undo
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse

RECORD, UNDO, CHANGE = "services.record", "services.undo", "services.change"


@dataclass(frozen=True)
class Done:
    """One row: a service on a day, in ``units``, with its shares in percent by award (None: other money).

    ``once`` is the row of the form: sent twice it is written once.
    """

    service: str
    on: date
    units: int
    by: Person
    once: UUID
    family: int = 0
    shares: dict[Award | None, int] = field(default_factory=dict)


class NotTaken(Refused):
    """The database refused a row: ``once`` says which, ``about`` the question at whose answer it is."""

    def __init__(self, once: UUID, broken: str) -> None:
        about, sentence = BROKEN[broken]
        super().__init__(str(sentence), about=about)
        self.once = once


MEANWHILE = _("Somebody changed this meanwhile. Look at it once more before you save.")


class _AllThere(Exception):
    """A second click: nothing is left to write."""


BROKEN: dict[str, tuple[str, Any]] = {
    "service_has_been": ("on", _("This day has not come yet.")),
    "service_after_birth": ("on", _("This day comes before the date of birth that stands on the record.")),
    "service_interview_on_one_line": (
        "service",
        _(
            "A police interview of this day stands on her record already, on the other of the two lines. One interview belongs to"
            " one line: «With her to a police interview», unless your agency counts it with help in the justice system. If there"
            " were two, write both on one line, with 2 times."
        ),
    ),
    "service_by_own_staff": ("by", _("Only people of your own agency can have done it.")),
    "funding_in_term": ("paid", _("This award does not run on that day.")),
    "funding_by_own_award": ("paid", _("This is an award of another agency.")),
    "funding_is_whole": ("paid", _("The shares must add up to 100 percent.")),
    "service_contact_has_been": ("on", _("This day has not come yet.")),
    "service_contact_in_term": ("paid", _("This award does not run on that day.")),
}


@contextmanager
def told(once: UUID) -> Iterator[None]:
    """What the database refuses, in a sentence at its question. Shares are asked for now, not at the end."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if broken not in BROKEN:
            raise
        raise NotTaken(once, broken) from error


def record(*, case: UUID, rows: Iterable[Done], by: Person) -> list[UUID]:
    """Rows of one record, all or none, with one look: their ids. A row that is there already is not written again."""
    wanted, made = list(rows), []
    try:
        with gate.action(by, case, Element.SERVICES, purpose=RECORD) as opened:
            found = ServiceEvent.objects.filter(case=opened.case, once__in=[row.once for row in wanted])
            there = dict(found.values_list("once", "public_id"))
            for row in wanted:
                refuse(may_record(by, opened.case, row.by))
                made.append(there.get(row.once) or _new(opened, row, by).public_id)
            if len(there) == len(wanted):
                raise _AllThere
    except _AllThere:
        pass
    return made


def _new(opened: Opened, row: Done, by: Person) -> ServiceEvent:
    event = ServiceEvent(case=opened.case, agency_id=opened.case.agency_id, once=row.once)
    with told(row.once):
        _write(opened, event, row, by)
    return event


def _write(opened: Opened, event: ServiceEvent, row: Done, by: Person) -> None:
    for name in ("service", "on", "units", "family", "by"):
        setattr(event, name, getattr(row, name))
    event.updated_by, event.updated_at = by, clock.now()
    event.save()
    links = {"case": opened.case, "agency_id": opened.case.agency_id, "event": event}
    for award, share in row.shares.items():
        ServiceFunding(award=award, share=share, updated_by=by, updated_at=clock.now(), **links).save()


def change(*, case: UUID, event: UUID, seen: str, row: Done, by: Person) -> None:
    """Put a service right, with what it was paid from. What somebody else changed meanwhile is shown first."""
    with gate.action(by, case, Element.SERVICES, purpose=CHANGE) as opened:
        mine = _event(opened, event)
        refuse(may(by, "edit", opened.case) if mine.by_id == row.by.pk else may_record(by, opened.case, row.by))
        if version(mine) != seen:
            raise Refused(str(MEANWHILE))
        with told(row.once):
            for share in ServiceFunding.objects.filter(event=mine):
                share.delete()
            _write(opened, mine, row, by)


def remove(*, case: UUID, event: UUID, by: Person) -> None:
    with gate.action(by, case, Element.SERVICES, purpose=CHANGE) as opened:
        refuse(may(by, "edit", opened.case))
        _event(opened, event).delete()


def undo(*, case: UUID, event: UUID, by: Person) -> None:
    """Take back what one has just written down oneself."""
    with gate.action(by, case, Element.SERVICES, purpose=UNDO) as opened:
        refuse(may(by, "edit", opened.case))
        mine = _event(opened, event)
        refuse(may_undo(by, mine.updated_by_id, mine.updated_at))
        mine.delete()


def _event(opened: Opened, public_id: UUID) -> ServiceEvent:
    found: ServiceEvent | None = ServiceEvent.objects.filter(case=opened.case, public_id=public_id).first()
    if found is None:
        raise RecordNotFound
    return found


def record_contact(*, kind: str, row: Done, by: Person) -> UUID:
    """A call or a talk without a record; nobody is named. Sent twice it is written once."""
    refuse(may_open(by))
    award = next(iter(row.shares), None)
    contact = ServiceContact(
        agency=by.agency, kind=kind, service=row.service, on=row.on, count=row.units, award=award, by=by,
        once=row.once,
    )  # fmt: skip
    with gate.own_rows(by):
        there = ServiceContact.objects.filter(agency_id=by.agency_id, once=row.once).first()
    if there is not None:
        return UUID(str(there.public_id))
    with gate.begin(by), told(row.once):
        contact.save()
    return contact.public_id


def undo_contact(*, contact: UUID, by: Person) -> None:
    with gate.begin(by):
        mine = ServiceContact.objects.filter(agency_id=by.agency_id, public_id=contact).first()
        if mine is None:
            raise RecordNotFound
        refuse(may_undo(by, mine.by_id, mine.at))
        mine.delete()
