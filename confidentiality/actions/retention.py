"""Setting how long a class is kept, having what is due destroyed by two people, and holding a record (law K-01 to K-04)."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Person
from confidentiality import gate
from confidentiality.models import LegalHold, Purge, RetentionRule
from confidentiality.policy.retention import may_approve, may_end_hold, may_keep, room_of
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse

BROKEN = {
    "purge_by_a_rule": gettext_lazy("Set the rule first, and say that counsel confirmed it. Without one nothing is destroyed."),
    "purge_of_something": gettext_lazy("Nothing is due."),
    "purge_one_waiting": gettext_lazy("Somebody has asked for this already."),
    "hold_once": gettext_lazy("This record is held already."),
}  # fmt: skip


def set_rule(*, record_class: str, after: int, unit: str, source: str, verified: bool, by: Person) -> None:
    given = {"after": after, "unit": unit, "source": source, "verified": verified}
    with acting.recorded():
        refuse(may_keep(by))
        rules = RetentionRule.objects.select_for_update(of=("self",)).filter(
            agency_id=room_of(by), record_class=record_class
        )
        rule = rules.first() or RetentionRule(agency_id=room_of(by), record_class=record_class)
        if rule.pk and all(getattr(rule, name) == value for name, value in given.items()):
            raise Refused(_("Nothing has changed."))
        for name, value in given.items():
            setattr(rule, name, value)
        rule.set_by, rule.set_at = by, clock.now()
        rule.save()


def ask(*, record_class: str, by: Person) -> None:
    """The database works out what is due, and refuses where there is no confirmed rule."""
    with acting.recorded():
        refuse(may_keep(by))
        # What the database sets anew stands here for the columns that may not be empty.
        asked = Purge(agency_id=room_of(by), record_class=record_class, asked_by=by, due_before=clock.now(), counted=0)
        _kept(asked)


def approve(*, purge: UUID, by: Person) -> None:
    with acting.recorded():
        found = _waiting(purge)
        refuse(may_approve(by, found))
        found.approved_by, found.approved_at = by, clock.now()
        found.save()


def withdraw(*, purge: UUID, by: Person) -> None:
    """By anybody who supervises there, until it is done."""
    with acting.recorded():
        found = _waiting(purge)
        refuse(may_keep(by))
        if found.done_at or found.withdrawn_at:
            raise Refused(_("It is settled already."))
        found.withdrawn_by, found.withdrawn_at = by, clock.now()
        found.save()


def _waiting(purge: UUID) -> Purge:
    """Row security shows those of the own agency to who supervises; to others there is none."""
    found = Purge.objects.select_for_update(of=("self",)).filter(public_id=purge).first()
    if found is None:
        raise Http404
    return found


def hold(*, case: UUID, why: str, by: Person) -> None:
    """At once, by whoever works on the record."""
    with gate.action(by, case, purpose="hold.set") as opened:
        if not opened.own:
            raise gate.RecordNotFound
        _kept(LegalHold(case=opened.case, why=why, set_by=by))


def review_hold(*, case: UUID, hold: UUID, by: Person) -> None:
    """Somebody looked again and it stays, for another ninety days."""
    with gate.action(by, case, purpose="hold.review") as opened:
        found = _hold(opened, hold)
        refuse(may_end_hold(by))
        found.reviewed_by, found.reviewed_at = by, clock.now()
        found.save()


def end_hold(*, case: UUID, hold: UUID, by: Person) -> None:
    with gate.action(by, case, purpose="hold.end") as opened:
        found = _hold(opened, hold)
        refuse(may_end_hold(by))
        found.ended_by, found.ended_at = by, clock.now()
        found.save()


def _hold(opened: gate.Opened, hold: UUID) -> LegalHold:
    found = LegalHold.objects.filter(case=opened.case, public_id=hold).first() if opened.own else None
    if found is None:
        raise gate.RecordNotFound
    if found.ended_at:
        raise Refused(_("This hold has ended already."))
    return found


def _kept(row: Any) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if broken not in BROKEN:
            raise
        raise Refused(str(BROKEN[broken])) from error
