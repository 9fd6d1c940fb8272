"""A count as a report: its numbers, what was typed beside them, and what keeps it a draft. Every look at it is on record."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from agencies.models import Person
from confidentiality.asking import asked
from mdt.kit import clock
from reports import kept
from reports.assemble import Filled, Heading, asides, assemble
from reports.checking import Finding, check
from reports.definition import Definition, from_dict
from reports.models import CountedCell, Run, Tracked, Verification
from reports.queries.figures import GATE, figures_of
from reports.queries.words import gone_through, unread
from reports.shape import Report, Table
from reports.vocabulary import RunStatus

# What the system writes down by itself whenever it happens.
__all__ = ["ALWAYS_ON", "GATE", "Told", "looked", "sources_off", "told", "verified"]
ALWAYS_ON = {"referrals", "meetings", "agreements"}


@dataclass(frozen=True)
class Told:
    """``asides`` are for the reporter's eyes alone."""

    run: Run
    definition: Definition
    report: Report
    asides: tuple[Table, ...]
    findings: list[Finding]
    has_words: bool = False


@contextmanager
def looked(actor: Person, run: UUID, *, purpose: str) -> Iterator[Run]:
    """The count, after the look is on record; for who may not report on its award it does not exist (GR-06)."""
    with asked(actor, "mdt_report_looked", run, purpose=purpose) as found:
        row = Run.objects.select_related("award__agency__jurisdiction", "asked_by", "filed_by", "amends").filter(
            pk__in=[key for (key,) in found]
        ).first()  # fmt: skip
        if row is None:
            raise Http404
        yield row


def told(run: Run) -> Told:
    """As it stands now; what is filed as it was filed. Inside ``looked``."""
    definition = from_dict(run.definition)
    filled, partners = _filled(run, definition)
    if run.status == RunStatus.FILED and run.report is not None:
        report = kept.from_plain(run.report)
    else:
        report = assemble(definition, filled, _heading(run, partners))
    beside = asides(definition, filled)
    gone = gone_through(run, report)
    open_still = () if run.status == RunStatus.FILED else unread(gone)
    findings = [*open_still, *check(report, definition, beside, filled.counted)]
    return Told(run, definition, report, beside, findings, bool(gone.words))


def _heading(run: Run, partners: int) -> Heading:
    return Heading(
        period=f"{run.starts_on.isoformat()}/{run.ends_on.isoformat()}", agency=run.award.agency.name, award=run.award.number,
        snapshot=str(run.public_id), sum_of=partners,
    )  # fmt: skip


def _filled(run: Run, definition: Definition) -> tuple[Filled, int]:
    """What the database counted, and beside it what somebody typed. Partner totals are added up (GR-07)."""
    counted = {(c.table, c.row, c.column): c.value for c in CountedCell.objects.filter(run=run)}
    figures = figures_of(run, definition)
    filled = Filled(
        counted=figures.with_partners(counted), choices=run.choices, typed=figures.typed, gates=figures.gates,
        verified=verified(run.agency_id, definition), sources_off=sources_off(run, definition), said=figures.said,
    )  # fmt: skip
    return filled, len(figures.partners)


def verified(agency: int, definition: Definition) -> Collection[str]:
    mine = Verification.objects.filter(agency=agency, form=definition.key, version=definition.version)
    return set(mine.values_list("sha256", flat=True))


def sources_off(run: Run, definition: Definition) -> Collection[str]:
    """The sources that a table of the form needs and that were not written down for the whole period (GR-26)."""
    needed = {table.zero_needs for _section, table in definition.tables() if table.zero_needs} - ALWAYS_ON
    on = {
        one.source for one in Tracked.objects.filter(agency=run.agency_id)
        if one.from_on <= run.starts_on and (one.to_on is None or one.to_on >= min(run.ends_on, clock.now().date()))
    }  # fmt: skip
    return needed - on
