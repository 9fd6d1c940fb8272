"""Writing down what a survivor told: whole sections, and rows such as ways of contact. Nobody's words are overwritten unseen."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from agencies.models import Person
from cases import drafts
from cases.models import Demographics, ElementModel
from cases.parts import Answers, Section, version
from cases.policy.cases import may
from confidentiality import gate
from confidentiality.gate import Opened, RecordNotFound
from mdt.kit import clock
from mdt.kit.errors import refuse

EDIT = "case.edit"


class ChangedMeanwhile(Exception):
    """Somebody else saved first. ``current`` is what stands there now; None when it was taken away."""

    def __init__(self, opened: Opened, current: ElementModel | None) -> None:
        super().__init__("changed meanwhile")
        self.opened, self.current = opened, current


def write(*, case: UUID, section: Section, given: Answers, by: Person) -> None:
    """Save the answers of a section that has one set of them."""
    if section.one is None:
        raise RecordNotFound
    with gate.action(by, case, section.element, purpose=EDIT) as opened:
        refuse(may(by, "edit", opened.case))
        current = section.one.objects.filter(case=opened.case).select_related("updated_by").first()
        _agree(opened, current, given)
        _save(opened, current or section.one(case=opened.case), given, by)
        drafts.drop(by, section.word, opened.case)


def add_row(*, case: UUID, section: Section, given: Answers, by: Person) -> None:
    """Add a way of contact, or a person."""
    if section.many is None:
        raise RecordNotFound
    with gate.action(by, case, section.element, purpose=EDIT) as opened:
        refuse(may(by, "edit", opened.case))
        _save(opened, section.many(case=opened.case), given, by)
        drafts.drop(by, row_form(section, None), opened.case)


def change_row(*, case: UUID, section: Section, row: UUID, given: Answers, by: Person) -> None:
    with gate.action(by, case, section.element, purpose=EDIT) as opened:
        refuse(may(by, "edit", opened.case))
        current = _row(opened, section, row)
        _agree(opened, current, given)
        _save(opened, current, given, by)
        drafts.drop(by, row_form(section, row), opened.case)


def remove_row(*, case: UUID, section: Section, row: UUID | None, seen: str, by: Person) -> None:
    """Take a row away. One that was changed since it was seen stays, and is shown first."""
    with gate.action(by, case, section.element, purpose=EDIT) as opened:
        refuse(may(by, "edit", opened.case))
        current = _row(opened, section, row)
        if current is None:
            raise RecordNotFound
        if version(current) != seen:
            raise ChangedMeanwhile(opened, current)
        current.delete()
        drafts.drop(by, row_form(section, row), opened.case)


def row_form(section: Section, row: UUID | None) -> str:
    """The name under which a draft of this row is kept."""
    return f"{section.word}:{row.hex if row else 'new'}"


def _row(opened: Opened, section: Section, public_id: UUID | None) -> Any:
    if section.many is None or public_id is None:
        raise RecordNotFound
    found = section.many.objects.filter(case=opened.case, public_id=public_id)
    return found.select_related("updated_by").first()


def _agree(opened: Opened, current: ElementModel | None, given: Answers) -> None:
    """What the person had before her must be what stands there; the case's row is locked, so that it stays so."""
    if version(current) != given.seen:
        raise ChangedMeanwhile(opened, current)


def _save(opened: Opened, row: Any, given: Answers, by: Person) -> None:
    if isinstance(row, Demographics) and given.values["age_told"] != row.age_told:  # an age is of the day it was said
        row.age_told_on = None if given.values["age_told"] is None else timezone.localdate(clock.now())
    for name, value in given.values.items():
        setattr(row, name, value)
    row.absences, row.agency_id = given.absences, opened.case.agency_id
    row.updated_at, row.updated_by = clock.now(), by
    row.save()
