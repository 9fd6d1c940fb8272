"""What somebody typed for a period, sorted by what it is: an answer, words, another tick than was counted, a partner's total."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reports.assemble import NOT_TICKED, TICKED
from reports.definition import Definition
from reports.models import Run, TypedFigure
from reports.shape import Said
from reports.summing import summed_lines
from reports.ticks import sayable_lines

GATE = "gate."
Place = tuple[str, str, str]


@dataclass
class Figures:
    """``added`` are totals of partners, by place; ``partners`` who gave them (GR-07)."""

    typed: dict[str, Decimal | str] = field(default_factory=dict)
    gates: dict[str, bool | None] = field(default_factory=dict)
    said: dict[Place, Said] = field(default_factory=dict)
    added: dict[Place, Decimal] = field(default_factory=dict)
    partners: set[int] = field(default_factory=set)

    def with_partners(self, counted: Mapping[Place, Decimal]) -> dict[Place, Decimal]:
        """Added up, and joined by nothing."""
        return {
            place: counted.get(place, Decimal(0)) + self.added.get(place, Decimal(0))
            for place in {**counted, **self.added}
        }  # fmt: skip


def figures_of(run: Run, definition: Definition) -> Figures:
    """Inside ``looked``. A row for a line that is counted and is no tick of coordination says nothing: nobody types over
    what was counted of persons (GR-30)."""
    found, sums, ticks = Figures(), summed_lines(definition), sayable_lines(definition)
    lines = {*_typed_lines(definition)}
    for figure in TypedFigure.objects.select_related("by").filter(award=run.award_id, starts_on=run.starts_on):
        if figure.partner_id is not None:
            if figure.line in sums:
                found.partners.add(figure.partner_id)
                place = sums[figure.line]
                found.added[place] = found.added.get(place, Decimal(0)) + (figure.value or 0)
        elif figure.line.startswith(GATE):
            found.gates[figure.line.removeprefix(GATE)] = bool(figure.value)
        elif figure.line in ticks:
            found.typed[figure.line] = TICKED if figure.value else NOT_TICKED
            found.said[ticks[figure.line]] = Said("", figure.reason, figure.by.name, figure.at.date().isoformat())
        elif figure.line in lines:
            found.typed[figure.line] = figure.text if figure.value is None else figure.value
    return found


def _typed_lines(definition: Definition) -> list[str]:
    from reports.compiling import lines_typed

    return [line for _section, table in definition.tables() for line in lines_typed(table)]
