"""What has been typed for a period so far."""

from decimal import Decimal
from typing import Any

from agencies.models import Person
from confidentiality import gate
from reports.definition import Section
from reports.exporting.lines import plain
from reports.models import TypedFigure
from reports.queries.awards import Period
from reports.queries.runs import GATE


def typed_for(actor: Person, period: Period, section: Section) -> dict[str, Any]:
    """By line, as the form of the section takes it."""
    tables = {table.key for table in section.tables}
    found: dict[str, Any] = {}
    with gate.own_rows(actor):
        for one in TypedFigure.objects.filter(award=period.award, starts_on=period.first, partner=None):
            if one.line == f"{GATE}{section.key}":
                found[one.line] = "1" if one.value else "0"
            elif one.line.split(".")[0] in tables:
                found[one.line] = one.text if one.value is None else Decimal(plain(one.value))  # 12, not 12.0000
    return found
