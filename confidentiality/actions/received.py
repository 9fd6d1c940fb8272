"""What its recipient does with released parts, told in the accounting of the agency whose record they are of."""

from typing import Any

from django.db import IntegrityError, ProgrammingError
from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality.models import Basis, Disclosure, Mandate, Release
from confidentiality.queries.received import Given
from confidentiality.vocabulary import Method
from mdt.kit import clock
from mdt.kit.errors import Refused


def account(*, case: Any, given: Given, elements: int, method: Method, by: Person) -> None:
    """One disclosure by what was given, in the running transaction. The database refuses what ended a moment ago (law R-05)."""
    to_whom = _("%(person)s, %(agency)s") % {"person": by.name, "agency": by.agency.name if by.agency else ""}
    row = Disclosure(
        case=case, agency_id=case.agency_id, recipient_id=by.agency_id, to_whom=to_whom, elements=elements, method=method,
        basis=given.basis if isinstance(given, Mandate) else Basis.RELEASE, at=clock.now(), recorded_by=by,
        release=given if isinstance(given, Release) else None, mandate=given if isinstance(given, Mandate) else None,
    )  # fmt: skip
    try:
        row.save()
    except (IntegrityError, ProgrammingError) as error:
        raise Refused(_("What opened this has just ended. Nothing was done.")) from error
