"""Opening a record, closing it, opening it again."""

from typing import Literal
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm

from agencies.models import Person
from cases.models import Case
from cases.policy.cases import may, may_open
from cases.vocabulary import CaseStatus
from confidentiality import gate
from confidentiality.actions.releases import end_with_the_record
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse

PUBLIC_ID, CODE = "cases_case_public_id_key", "case_code_in_agency"
TRIES = 3  # random codes before giving up; two alike in one agency are rarer than one in a hundred thousand


def open_case(*, public_id: UUID, by: Person) -> None:
    """Open an empty record in the actor's own agency and let her work on it, in one transaction.

    ``public_id`` was drawn when the page was made: a second click finds that the first one opened the record.
    """
    refuse(may_open(by))
    for _try in range(TRIES):
        try:
            return _open(public_id, by)
        except IntegrityError as error:
            if _broken(error) == PUBLIC_ID:
                return None
            if _broken(error) != CODE:
                raise
    raise Refused(_("No code could be found for the record. Try again."))


def _open(public_id: UUID, by: Person) -> None:
    with gate.begin(by):
        case = Case(public_id=public_id, agency=by.agency, opened_by=by)
        acting.current().case_id = case.draw_key()  # what follows are changes of this case, its opening too
        case.save()
        assign_perm("work_case", by, case)


def _broken(error: IntegrityError) -> str:
    """The constraint that refused."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def close_case(*, case: UUID, by: Person) -> None:
    """Nothing is added to a closed record. Who could see it still can, and it stays as protected as before."""
    _move(case, "close", CaseStatus.CLOSED, by)


def reopen_case(*, case: UUID, by: Person) -> None:
    _move(case, "reopen", CaseStatus.OPEN, by)


def _move(case: UUID, action: Literal["close", "reopen"], status: CaseStatus, by: Person) -> None:
    with gate.action(by, case, purpose=f"case.{action}") as opened:
        locked = Case.objects.get(pk=opened.case.pk)  # read under the lock
        refuse(may(by, action, locked))
        if action == "close":
            end_with_the_record(opened, by)
        locked.status = status
        locked.save()
