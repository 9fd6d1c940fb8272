"""The panel of small numbers (GR-41): what the reporter looks at before exact numbers go to the portal, or are protected."""

from dataclasses import dataclass

from django.utils.functional import Promise

from reports.definition import Definition
from reports.lines import numbered
from reports.protecting.refusing import Inconsistent
from reports.protecting.release import risks
from reports.publishing import plan_of, readers, without_words
from reports.shape import Report
from reports.vocabulary import Audience


@dataclass(frozen=True)
class Panel:
    """For one audience: how many numbers from 1 to under its threshold, how many that hold everybody of their row or column,
    and how many tables about few persons; ``where`` are the tables of the small ones."""

    label: str | Promise
    threshold: int
    small: int
    everybody: int
    few: int
    where: list[str]


def panels(report: Report, definition: Definition) -> list[Panel]:
    """None of a report that does not add up: what is wrong with it is told first."""
    try:
        return _panels(report, definition)
    except Inconsistent:
        return []


def _panels(report: Report, definition: Definition) -> list[Panel]:
    bare, plan = without_words(report), plan_of(definition)
    names = {table.key: numbered(table.number, str(table.label)) for _section, table in bare.tables()}
    found = []
    for audience, reader in readers().items():
        risk = risks(bare, reader.threshold, plan)
        where = list(dict.fromkeys(names.get(place[0], place[0]) for place in risk.small))
        found.append(
            Panel(
                Audience(audience).label, reader.threshold, len(risk.small), len(risk.everybody), len(risk.few), where
            )
        )
    return found
