"""Saying how a person is counted, and taking it back. Each is a row in the agency's own room, and opens to nobody else."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from cases.models import (
    Case,
    ContactLink,
    KnownBarrier,
    PrimaryVictimization,
    RelatedFile,
    ReportedUnder,
    ServiceContact,
)  # fmt: skip
from cases.policy.cases import may
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse

COUNT = "services.count"
BROKEN: dict[str, tuple[str | None, Any]] = {
    "primary_once_a_day": ("from_on", _("She is counted under a crime from that day on already. Take it away first.")),
    "barrier_once": ("code", _("This is written down already.")),
    "related_file_once": ("kind", _("Another record is named already. Take it away first.")),
    "related_file_is_another": ("record", _("This is the same record.")),
    "related_file_in_room": ("record", _("Only a record of your own agency can be named.")),
    "related_file_is_first": ("record", _("That record points at an earlier one itself. Name the first one.")),
    "reported_under_once": ("award", _("This is written down already.")),
    "reported_under_own_award": ("award", _("This is an award of another agency.")),
    "contact_link_once": ("contact", _("This contact belongs to a record already.")),
    "contact_link_in_room": ("linked_on", _("Give the day of the contact or a later one.")),
}
MODELS: dict[str, type[Any]] = {
    "primary": PrimaryVictimization, "related": RelatedFile, "barrier": KnownBarrier, "under": ReportedUnder,
    "contact": ContactLink,
}  # fmt: skip
KEYS = {"primary": "from_on", "related": "kind", "barrier": "code", "under": "pk", "contact": "contact__public_id"}


def add(*, case: UUID, what: str, given: dict[str, Any], by: Person, other: Case | None = None) -> None:
    """``given``: columns of the row; a contact by its public id. ``other``: the record that was found for a related file."""
    with gate.action(by, case, Element.SERVICES, purpose=COUNT) as opened:
        refuse(may(by, "edit", opened.case))
        row = MODELS[what](case=opened.case, agency_id=opened.case.agency_id, updated_by=by, updated_at=clock.now())
        if what == "related":
            row.other = other
        if what == "contact":
            given = {**given, "contact": _contact(opened, given["contact"])}
        for name, value in given.items():
            setattr(row, name, value)
        _kept(row.save)


def remove(*, case: UUID, what: str, key: str, by: Person) -> None:
    with gate.action(by, case, Element.SERVICES, purpose=COUNT) as opened:
        refuse(may(by, "edit", opened.case))
        row = rows(opened, what).filter(**{KEYS[what]: key}).first()
        if row is None:
            raise RecordNotFound
        row.delete()


def rows(opened: Opened, what: str) -> "QuerySet[Any]":
    found: QuerySet[Any] = MODELS[what].objects.filter(case=opened.case)
    return found


def _contact(opened: Opened, public_id: str) -> ServiceContact:
    found: ServiceContact | None = ServiceContact.objects.filter(
        agency_id=opened.case.agency_id, public_id=public_id
    ).first()
    if found is None:
        raise RecordNotFound
    return found


def _kept(save: Callable[[], None]) -> None:
    """What the database refuses, in a sentence at its question."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if broken not in BROKEN:
            raise
        about, sentence = BROKEN[broken]
        raise Refused(str(sentence), about=about) from error
