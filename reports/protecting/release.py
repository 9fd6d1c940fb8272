"""The protected product (GR-40, GR-43, GR-44), and what the reporter is shown of the exact one (GR-41)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from reports.protecting import auditing, building, cells, solving
from reports.protecting.building import Task
from reports.protecting.refusing import AlreadyProtected, Unsafe
from reports.protecting.rules import SECONDS, TOTAL, Place, Plan
from reports.shape import Cell, Product, Report, Section, Status, Table, Unit


@dataclass(frozen=True)
class Protected:
    """``report`` may leave once two people agree. ``withheld`` is kept for the register; so is ``seed``.

    ``optimal`` is False where time ran out and a safe pattern was taken that may withhold more than it must.
    """

    report: Report
    withheld: frozenset[Place]
    optimal: bool
    seed: str


def protect(task: Task, seconds: float = SECONDS) -> Protected:
    """Raises Refused: Impossible, OutOfTime, Unsafe, Inconsistent, AlreadyProtected. Nothing leaves then."""
    if task.report.product is not Product.FUNDER_EXACT:
        raise AlreadyProtected
    built = building.build(task)
    solution = solving.solve(built.problem, seconds)
    withheld = frozenset(place for place, key in built.new.at.items() if key in solution.withheld)
    try:
        return finished(task, withheld, solution.optimal)
    except Unsafe as found:  # what the audit knows and the solver does not: these tables go as a whole, if that helps
        tables = {place for place in built.new.at if place[0] in found.tables}
        return finished(task, withheld | tables, optimal=False)


def finished(task: Task, withheld: frozenset[Place], optimal: bool) -> Protected:
    """With these places withheld, whoever chose them, if the audit lets it go; else Unsafe."""
    product = marked(task.report, withheld)
    audit(task, auditing.shown_in(product))
    return Protected(product, withheld, optimal, task.seed)


def audit(task: Task, published: Mapping[Place, auditing.Shown]) -> None:
    """Of what stands in a file, read back from it: raises Unsafe unless every number is right and no small one is found."""
    faults = auditing.faults(task, published)
    if faults:
        raise Unsafe({fault.place[0] for fault in faults})


def marked(report: Report, withheld: frozenset[Place]) -> Report:
    """One mark for all that is withheld, whatever the reason (GR-44)."""

    def table(one: Table) -> Table:
        hidden = {(row, column) for key, row, column in withheld if key == one.key}
        kept = {
            at: Cell(cell.row, cell.column, None, Status.SUPPRESSED) if at in hidden else cell
            for at, cell in one.cells.items()
        }
        return replace(one, cells=kept)

    def section(one: Section) -> Section:
        return replace(one, tables=tuple(table(each) for each in one.tables))

    return replace(report, product=Product.RELEASE, sections=tuple(section(one) for one in report.sections))


def share(table: Table, row: str, column: str, of: tuple[str, str] | None = None) -> Decimal | None:
    """Percent of a total, ``of`` or that of the column, one decimal; None unless both are shown (GR-43)."""
    part, whole = table.cells.get((row, column)), table.cells.get(of or (TOTAL, column))
    if part is None or whole is None or Status.SUPPRESSED in (part.status, whole.status):
        return None
    if not isinstance(part.value, Decimal) or not isinstance(whole.value, Decimal) or not whole.value:
        return None
    return (100 * part.value / whole.value).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Risks:
    """What the reporter confirms before exact numbers go to the portal (GR-41)."""

    small: tuple[Place, ...]  # 1 … threshold − 1
    everybody: tuple[Place, ...]  # a cell that holds a whole row or column
    few: tuple[str, ...]  # tables about fewer than twice the threshold


def risks(report: Report, threshold: int, plan: Plan) -> Risks:
    counted = cells.read(report, plan)
    places = sorted(counted.at.items())
    small = tuple(place for place, key in places if 0 < counted.values[key] < threshold)
    everybody = tuple(place for place, key in places if key in counted.alone)
    few = tuple(sorted(key for key, people in counted.few.items() if people < 2 * threshold))
    return Risks(small, everybody, few)


def persons(report: Report, plan: Plan) -> int:
    """The largest number of persons that any table of the report counts."""
    return max(
        (cells.population(t) for _s, t in report.tables() if t.unit is Unit.PERSONS and cells.private(t, plan)),
        default=0,
    )
