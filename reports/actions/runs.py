"""Counting and filing. The count itself is the database's (reports/sql); here it is asked for, and what it says is kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from agencies import reminders
from agencies.models import Award, Person
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse
from reports import kept
from reports.compiling import compiled
from reports.definition import Definition
from reports.drafting import about
from reports.models import Run
from reports.policy.reports import may_count, may_file
from reports.queries.words import gone_through
from reports.vocabulary import RunStatus


def plan(definition: Definition, choices: Mapping[str, str]) -> dict[str, Any]:
    """What the database counts by, with what it must know of persons: which crimes the form reports at all (GR-14), and
    which services do not make somebody served by themselves."""
    return compiled(definition, choices)


def ask(
    *,
    by: Person,
    award: Award,
    definition: Definition,
    first: date,
    last: date,
    amends: Run | None = None,
    reason: str = "",
) -> Run:
    """A count that the worker takes up within seconds. Counting again makes another one, and nothing is written over; a second
    click, while the first still waits, makes none."""
    refuse(may_count(by, award, definition, first, last))
    if amends is not None and not reason.strip():
        raise Refused(_("Say why the report is filed again."), about="reason")
    with gate.own_rows(by):
        waiting = Run.objects.filter(
            award=award, form=definition.key, version=definition.version, starts_on=first, ends_on=last, asked_by=by,
            amends=amends, reason=reason.strip(), status=RunStatus.WAITING,
        ).first()  # fmt: skip
    if waiting is not None:
        return waiting
    with gate.begin(by):
        run = Run(
            agency_id=award.agency_id, award=award, form=definition.key, version=definition.version,
            starts_on=first, ends_on=last, definition=definition.raw, plan=plan(definition, award.choices),
            choices=definition.chosen(award.choices), sha256=definition.sha256, asked_by=by, amends=amends,
            reason=reason.strip(),
        )  # fmt: skip
        run.save()
    return run


def file(*, by: Person, run: Run, report: Mapping[str, Any]) -> Run:
    """From now on nothing of it changes. ``report`` is the exact product, as plain data; the database holds its numbers against
    what was counted and typed, and refuses others (constraint ``run_filed_as_counted``)."""
    refuse(may_file(by, run.award, run.ends_on))
    with gate.begin(by):
        locked = Run.objects.select_for_update().filter(pk=run.pk, status=RunStatus.COUNTED).first()
        if locked is None:
            raise Refused(_("This count is filed already, or is not finished."))
        if gone_through(locked, kept.from_plain(report)).open:
            raise Refused(_("Go through the words first."))
        locked.status, locked.report = RunStatus.FILED, dict(report)
        locked.filed_by, locked.filed_at = by, clock.now()
        locked.save(update_fields=["status", "report", "filed_by", "filed_at"])
        reminders.cancel(about(run.award_id, run.starts_on))
    return locked
