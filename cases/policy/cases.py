"""Who may do what with a case. Whether it can be seen at all was decided by the database before anybody asks here."""

from typing import Any, Literal

from django.utils.translation import gettext as _

from agencies.models import Person
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS
from cases.vocabulary import CaseStatus

Action = Literal["edit", "close", "reopen", "assign", "unassign", "recuse"]
_BY_SUPERVISOR = ("close", "reopen", "assign", "unassign", "recuse")


def may_open(actor: Person) -> str | None:
    """None, or the sentence that refuses to open a new case."""
    if actor.agency is None or actor.agency.sector in SYSTEMS_ONLY_SECTORS:
        return _("Your agency takes part in systems work only. It keeps no records here.")
    return None


def may(actor: Person, action: Action, case: Any) -> str | None:
    """None, or the sentence that refuses. The case was opened for the actor at the gate."""
    if case.agency_id != actor.agency_id:
        return _("Only the agency of record changes this record.")
    if action in _BY_SUPERVISOR and not actor.is_supervisor:
        return _("Only somebody who supervises the agency's records does this.")
    if action == "reopen" and case.identity_destroyed_at:
        return _("Names and contact of this record were destroyed by rule. Open a new record.")
    if action == "reopen":
        return None if case.status == CaseStatus.CLOSED else _("This record is open.")
    if action in ("edit", "close") and case.status == CaseStatus.CLOSED:
        return _("This record is closed. A supervisor can open it again.")
    return None


def may_work_here(person: Person, case: Any) -> str | None:
    """Whether this person may be assigned. A component of the agency is another agency (law C-09)."""
    if person.agency_id != case.agency_id or not person.is_active:
        return _("Only people of the agency of record can be assigned.")
    return None
