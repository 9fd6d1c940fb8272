"""Four filed quarters as a year: who was new in them against all persons of that year, each once (grant-reports 10.5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from agencies.models import Award, Person
from confidentiality.asking import asked
from reports import kept
from reports.checking import check_year
from reports.definition import Definition
from reports.finding import Finding
from reports.models import Run
from reports.periods import spans
from reports.queries.awards import Period
from reports.vocabulary import RunStatus

KIND, QUARTERS = "federal_quarter", 4
NEW = ("new", "new")  # table and row of who is new


@dataclass(frozen=True)
class Year:
    """A year whose quarters are all filed, and what does not fit."""

    first: date
    last: date
    findings: list[Finding]


def year_of(actor: Person, period: Period) -> Year | None:
    """For the last quarter of a year. A year begins where the award counts persons as new again (GR-17): where that is inside
    a quarter, or one of the four is not filed, there is nothing to compare."""
    quarters = _quarters(period.award, period.definition, period.last)
    if not quarters or period.filed is None:
        return None
    filed = _filed(actor, period, quarters)
    if len(filed) < QUARTERS:
        return None
    with asked(actor, "mdt_report_year", [run.pk for run in filed], purpose="report.year") as found:
        persons = Decimal(found[0][0]) if found else Decimal(0)
    reports = [kept.from_plain(run.report or {}) for run in filed]
    return Year(quarters[0][0], period.last, check_year(reports, persons, "/".join(NEW)))


def _quarters(award: Award, definition: Definition, last: date) -> list[tuple[date, date]]:
    """The four that end on that day, if persons are new again on the next."""
    after = last + timedelta(days=1)
    table, row = NEW
    counts_new = any(one.key == table and row in one.rows for _section, one in definition.tables())
    if definition.period != KIND or not counts_new or (after.month, after.day) != (award.reset_month, award.reset_day):
        return []
    years = [one for year in (last.year - 1, last.year) for one in spans(KIND, year)]
    return sorted(one for one in years if one[1] <= last)[-QUARTERS:]


def _filed(actor: Person, period: Period, quarters: list[tuple[date, date]]) -> list[Run]:
    """The newest that was filed for each, after a look at it that is on record."""
    found: dict[date, Run] = {}
    with asked(actor, "mdt_report_looked", period.filed.public_id, purpose="report.year") as seen:  # type: ignore[union-attr]
        runs = Run.objects.filter(award_id=period.award.pk, form=period.definition.key, status=RunStatus.FILED)
        of_year = runs.filter(starts_on__in=[first for first, _last in quarters]).order_by("asked_at", "pk")
        for run in of_year if seen else ():
            found[run.starts_on] = run
    return list(found.values())
