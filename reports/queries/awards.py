"""Awards that somebody may report on, and the periods for which each owes a report."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from agencies.models import Award, Person
from confidentiality import gate
from reports.definition import Definition
from reports.models import Run
from reports.periods import RECENT_DAYS, REMINDED_DAYS_BEFORE, spans
from reports.policy.reports import today_at
from reports.queries.forms import definition_of, definitions_of, due_of
from reports.vocabulary import RunStatus


def awards_for(actor: Person) -> QuerySet[Award]:
    """Those that the actor is named for, in her own agency (GR-06)."""
    named = Award.objects.filter(reporters__person=actor, agency=actor.agency)
    return named.select_related("agency__jurisdiction", "funder").order_by("-starts_on", "number")


SOON, RECENT = timedelta(days=max(REMINDED_DAYS_BEFORE)), timedelta(days=RECENT_DAYS)


@dataclass(frozen=True)
class Period:
    """One period of an award: its days, when its report is due, and the newest counts of it."""

    award: Award
    definition: Definition
    first: date
    last: date
    due: date | None
    over: bool
    filed: Run | None = None
    latest: Run | None = None

    @property
    def late(self) -> bool:
        return self.filed is None and self.due is not None and self.due < today_at(self.award.agency)

    @property
    def soon(self) -> bool:
        """Over, not filed, and the day is as near as the first reminder."""
        if not self.over or self.filed is not None or self.due is None:
            return False
        return self.due - SOON <= today_at(self.award.agency) <= self.due

    @property
    def prepared(self) -> bool:
        """What there is of it was made by itself."""
        return self.latest is not None and self.latest.asked_by is None

    def counted(self) -> bool:
        """Whether the newest count is finished."""
        return self.latest is not None and self.latest.status in (RunStatus.COUNTED, RunStatus.FILED)

    @property
    def state(self) -> str:
        """Which of its four words stands on the page: filed, counted, begun, open."""
        if self.filed is not None:
            return "filed"
        if self.latest is not None:
            return "counted" if self.latest.status == RunStatus.COUNTED else "begun"
        return "open"


def periods_for(actor: Person, awards: list[Award], *, back: int = 2) -> list[Period]:
    """Of each award the periods that have begun, from ``back`` years ago on, the newest first; three queries for all at most."""
    forms = definitions_of(awards)
    found = [
        _bare(award, definition, first, last) for award in awards if (definition := forms.get(award.pk))
        for first, last in _begun(award, definition, back)
    ]  # fmt: skip
    runs = _runs(actor, awards)
    told = [_with(one, runs.get((one.award.pk, one.first), [])) for one in found]
    return sorted(told, key=lambda one: (one.last, one.award.pk), reverse=True)


def duties_for(actor: Person) -> list[Period]:
    """What is over and not filed: from the first reminder on, or at once where no day is set. The most pressing first. What is
    long late stands among the reports, and no more here."""
    awards = list(awards_for(actor))
    if not awards:
        return []
    found = [
        one for one in periods_for(actor, awards, back=1)
        if one.over and one.filed is None and (one.soon or (one.due or one.last) >= today_at(one.award.agency) - RECENT)
        and (one.due is None or one.soon or one.late)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due or one.last, one.award.pk))


def period_for(actor: Person, award: Award, first: date) -> Period | None:
    """None when these are not the first day of a period of the award's form."""
    definition = definition_of(award)
    if definition is None:
        return None
    span = next((one for one in spans(definition.period, first.year) if one[0] == first), None)
    if span is None or first > award.ends_on or span[1] < award.starts_on or first > today_at(award.agency):
        return None
    runs = _runs(actor, [award])
    return _with(_bare(award, definition, *span), runs.get((award.pk, first), []))


def _begun(award: Award, definition: Definition, back: int) -> list[tuple[date, date]]:
    today = today_at(award.agency)
    years = range(today.year - back, today.year + 1)
    return [
        span for year in years for span in spans(definition.period, year)
        if span[0] <= today and span[0] <= award.ends_on and span[1] >= award.starts_on
    ]  # fmt: skip


def _bare(award: Award, definition: Definition, first: date, last: date) -> Period:
    due = due_of(award, definition, last)
    return Period(award, definition, first, last, due, over=last < today_at(award.agency))


def _runs(actor: Person, awards: list[Award]) -> dict[tuple[int, date], list[Run]]:
    by_period: dict[tuple[int, date], list[Run]] = {}
    with gate.own_rows(actor):
        counts = (
            Run.objects.filter(award__in=awards)
            .defer("definition", "plan", "report")
            .select_related("asked_by", "filed_by")
        )
        for run in counts.order_by("-asked_at", "-pk"):
            by_period.setdefault((run.award_id, run.starts_on), []).append(run)
    return by_period


def _with(period: Period, runs: list[Run]) -> Period:
    mine = [run for run in runs if run.form == period.definition.key]
    filed = [run for run in mine if run.status == RunStatus.FILED]
    newest_filed = next(iter(filed), None)  # an amendment is asked for after what it amends
    return Period(
        period.award, period.definition, period.first, period.last, period.due, period.over, newest_filed,
        next(iter(mine), None),
    )  # fmt: skip
