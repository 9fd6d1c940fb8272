"""Copying one released part into a record of one's own agency: only what is empty there is filled (law R-05)."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.models import Person
from cases.actions.elements import EDIT
from cases.models import Case
from cases.parts import Section
from cases.policy.cases import may
from cases.policy.copying import may_copy
from cases.queries.sections import label_of, questions_shown
from confidentiality import gate
from confidentiality.actions.received import account
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.queries.received import covering, naming
from confidentiality.vocabulary import Method
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse

COPY = "case.copy"
EMPTY: tuple[Any, ...] = (None, "", [])


def copy(*, case: UUID, section: Section, code: str, by: Person) -> UUID:
    """The public id of the record that it was written into, with the disclosure in one transaction. A refusal is on record."""
    try:
        with gate.open(by, case, section.element, purpose=COPY) as source:
            refuse(_refusal(source, section, by))
            target = Case.objects.filter(code=code, agency=by.agency_id).values_list("public_id", flat=True).first()
        if target is None:
            raise Refused(_("No record with this code was found that you work on."))
        with gate.action(by, target, section.element, purpose=EDIT) as mine:
            refuse(may(by, "edit", mine.case))
            _take_over(source, mine, section, by)
    except Refused:
        gate.refused(by, purpose=COPY)
        raise
    return target


def _refusal(source: Opened, section: Section, by: Person) -> str | None:
    if source.own or section.done:  # what another agency did is not copied: it would be counted twice
        raise RecordNotFound
    return may_copy(named=covering(naming(source, by, Method.COPY), section.element) is not None)


def _take_over(source: Opened, mine: Opened, section: Section, by: Person) -> None:
    """Read anew under the committed look, and written under the lock on one's own record: a second click finds it done."""
    given = covering(naming(source, by, Method.COPY), section.element)
    if given is None:
        raise Refused(may_copy(named=False) or "")
    written = [*_answers(source, mine, section), *_rows(source, mine, section)]
    if not written:
        raise Refused(_("Your record says all of this already. Nothing was copied."))
    for row in written:
        row.agency_id, row.updated_at, row.updated_by = mine.case.agency_id, clock.now(), by
        row.save()
    account(case=source.case, given=given, elements=int(section.element), method=Method.COPY, by=by)


def _answers(source: Opened, mine: Opened, section: Section) -> list[Any]:
    """One's own answers with the empty ones filled; none when there is nothing to fill."""
    theirs = section.one and section.one.objects.filter(case=source.case).first()
    if theirs is None or section.one is None:
        return []
    row = section.one.objects.filter(case=mine.case).first() or section.one(case=mine.case)
    filled = False
    for name in questions_shown(section.one):
        told, here = getattr(theirs, name), getattr(row, name)
        if told in EMPTY or told == here:
            continue
        if here not in EMPTY:
            question = label_of(section.one, name)
            raise Refused(
                _("Your record says something else under «%(question)s». Nothing was copied.") % {"question": question}
            )
        setattr(row, name, told)
        row.absences.pop(name, None)
        filled = True
    return [row] if filled else []


def _rows(source: Opened, mine: Opened, section: Section) -> list[Any]:
    """Rows such as ways of contact, each once."""
    if section.many is None:
        return []
    names = questions_shown(section.many)
    here = set(section.many.objects.filter(case=mine.case).values_list(*names))
    told = dict.fromkeys(section.many.objects.filter(case=source.case).order_by("pk").values_list(*names))
    return [section.many(case=mine.case, **dict(zip(names, row, strict=True))) for row in told if row not in here]
