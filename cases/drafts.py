"""What somebody has typed and not yet saved: kept by the server under row security, given back, and cleared on saving.

Called inside an open gate: with the look at the element of the case, or in ``gate.own_rows`` for a form of no case yet.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import QueryDict

from agencies.models import Person
from cases.models import Case, Draft
from confidentiality.elements import Element
from mdt.kit import clock

LONGEST = 100_000  # signs of one draft; the longest form stays far below


def kept(by: Person, form: str, case: Case | None = None) -> Draft | None:
    return Draft.objects.filter(owner=by, case=case, form=form).first()


def keep(
    by: Person, form: str, data: dict[str, list[str]], *, case: Case | None = None, element: Element = Element.COVER
) -> datetime | None:
    """Keep the last that was typed; None when it is too long to be what the form asks for."""
    if sum(len(value) for values in data.values() for value in values) > LONGEST:
        return None
    draft = kept(by, form, case) or Draft(owner=by, case=case, form=form, element=element)
    draft.data, draft.saved_at = data, clock.now()
    draft.save()
    return draft.saved_at


def drop(by: Person, form: str, case: Case | None = None) -> None:
    for draft in Draft.objects.filter(owner=by, case=case, form=form):
        draft.delete()


def typed(posted: QueryDict, names: Iterable[str]) -> dict[str, list[str]]:
    """What was typed into these fields, and nothing else that came along."""
    return {name: posted.getlist(name) for name in names if name in posted}


def initial(draft: Draft, names: Iterable[str], several: Iterable[str] = ()) -> dict[str, Any]:
    """The draft as a form's first values; a field that was left empty is empty, whatever the record says."""
    many = set(several)
    given: dict[str, Any] = {}
    for name in names:
        values = draft.data.get(name, [])
        given[name] = values if name in many else (values[-1] if values else "")
    return given
