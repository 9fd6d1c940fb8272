"""Who works on a case, who is walled off from it, and emergency access."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from agencies import reminders
from agencies.models import Person
from cases.models import Case, CaseAssignment
from cases.policy.cases import may, may_work_here
from cases.vocabulary import EmergencyReason
from confidentiality import emergency, gate
from confidentiality.gate import Opened
from confidentiality.models import EmergencyAccess, Recusal
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse

WORK = "work_case"


def assign(*, case: UUID, person: Person, by: Person) -> None:
    """Let somebody of the agency of record work on the case: need to know, inside the agency."""
    with gate.action(by, case, purpose="case.assign") as opened:
        refuse(may(by, "assign", opened.case))
        refuse(may_work_here(person, opened.case))
        if _is_walled(opened, person):
            raise Refused(_("This person is walled off from the record. End that first."))
        if _is_assigned(opened, person):
            raise Refused(_("This person works on the record already."))
        assign_perm(WORK, person, opened.case)


def unassign(*, case: UUID, person: Person, by: Person) -> None:
    """Ends the person's access with this transaction. The last one may go: who supervises still sees the record."""
    with gate.action(by, case, purpose="case.unassign") as opened:
        refuse(may(by, "unassign", opened.case))
        if not _is_assigned(opened, person):
            raise Refused(_("This person does not work on the record."))
        remove_perm(WORK, person, opened.case)


def recuse(*, case: UUID, person: Person, by: Person) -> None:
    """Wall a person off, of one's own agency or of another: for her the record is not there, whatever is true or will be
    released (law S-17). Her assignment ends."""
    with gate.action(by, case, purpose="case.recuse") as opened:
        refuse(may(by, "recuse", opened.case))
        if person.pk == by.pk:
            raise Refused(_("Another supervisor walls you off."))
        if _is_walled(opened, person):
            raise Refused(_("This person is walled off already."))
        if _is_assigned(opened, person):
            remove_perm(WORK, person, opened.case)
        Recusal(case=opened.case, person=person, recorded_by=by).save()


def end_recusal(*, case: UUID, person: Person, by: Person) -> None:
    """Take the wall away. The person is not assigned by it."""
    with gate.action(by, case, purpose="case.recuse") as opened:
        refuse(may(by, "recuse", opened.case))
        wall = Recusal.objects.filter(case=opened.case, person=person, ended_at=None).first()
        if wall is None:
            raise Refused(_("This person is not walled off."))
        wall.ended_at = clock.now()
        wall.save()


def break_glass(*, code: str, reason: str, alerted: Person, by: Person) -> UUID:
    """Sixty minutes on a case of one's own agency, with a second person alerted (law S-12).

    One sentence refuses, whether the code is nobody's, another agency's or closed to the actor: it tells nothing.
    """
    if reason not in EmergencyReason.values:
        raise Refused(_("Choose a reason."))
    found = emergency.try_code(by, code, alerted)
    if found is None:
        raise Refused(_("There is no record of your agency with this code that you can open. The try is on record."))
    return _public_id_if_open(found, by) or _break(found, reason, alerted, by)


def _break(found: int, reason: str, alerted: Person, by: Person) -> UUID:
    with gate.begin(by):
        acting.current().case_id = found
        expected = clock.now() + timedelta(minutes=emergency.MINUTES)  # the database writes the times that count
        use = EmergencyAccess(case_id=found, person=by, reason=reason, alerted=alerted, expires_at=expected)
        use.save()
        reminders.schedule(f"emergency:{use.pk}:{alerted.pk}", alerted, reverse("case_alerts"), clock.now())
        return Case.objects.get(pk=found).public_id


def _public_id_if_open(found: int, by: Person) -> UUID | None:
    """Who can open the case anyway needs no emergency, and nobody is alerted."""
    with gate.own_rows(by):
        case = Case.objects.filter(pk=found).first()
    return case.public_id if case else None


def _is_assigned(opened: Opened, person: Person) -> bool:
    return CaseAssignment.objects.filter(
        content_object=opened.case, user=person, permission__codename=WORK
    ).exists()  # fmt: skip


def _is_walled(opened: Opened, person: Person) -> bool:
    return Recusal.objects.filter(case=opened.case, person=person, ended_at=None).exists()
