"""The rows of a day's work, each given to its action; what was written is remembered, so that it can be taken back."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.models import Person
from cases.actions import services as actions
from cases.actions.services import NotTaken
from cases.forms.daywork import WorkRow
from cases.queries.services import forget, remember
from confidentiality import gate
from confidentiality.gate import RecordNotFound
from mdt.kit.errors import Refused


def write(actor: Person, rows: Iterable[WorkRow]) -> int:
    """How many rows were written. Rows of one record go together; one that is refused says so at its question."""
    by_case: dict[UUID, list[WorkRow]] = {}
    written: list[str] = []
    for row in rows:
        if row.case is None:
            written += _contact(actor, row)
        else:
            by_case.setdefault(row.case.public_id, []).append(row)
    for case, together in by_case.items():
        written += _of_one(actor, case, together)
    if written:
        remember(actor, written)
    return len(written)


def _of_one(actor: Person, case: UUID, rows: list[WorkRow]) -> list[str]:
    done = {row: row.done() for row in rows}
    try:
        ids = actions.record(case=case, rows=done.values(), by=actor)
    except NotTaken as refused:
        for row, one in done.items():
            about = refused.about if one.once == refused.once else None
            row.add_error(
                about or "record", refused.sentence if about else _("Another row of this record comes first.")
            )
        return []
    except (Refused, RecordNotFound) as refused:
        gate.refused(actor, purpose=actions.RECORD)
        for row in rows:
            row.add_error("record", getattr(refused, "sentence", "") or _("No record that you work on fits."))
        return []
    return [
        " ".join([str(case), str(one), row.service, str(row.units), str(row.on)])
        for one, row in zip(ids, done.values(), strict=True)
    ]


def _contact(actor: Person, row: WorkRow) -> list[str]:
    done, kind = row.done(), row.cleaned_data["kind"]
    try:
        made = actions.record_contact(kind=kind, row=done, by=actor)
    except NotTaken as refused:
        row.add_error(refused.about, refused.sentence)
        return []
    return [" ".join([str(made), kind, done.service, str(done.units), str(done.on)])]


def take_back(actor: Person, entry: list[str]) -> None:
    """``entry``: the record and the service, or a contact and its kind."""
    first, second = entry[:2]
    if len(second) == len(first):
        actions.undo(case=UUID(first), event=UUID(second), by=actor)
    else:
        actions.undo_contact(contact=UUID(first), by=actor)
    forget(actor, f"{first} {second}")
