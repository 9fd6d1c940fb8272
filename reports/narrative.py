"""The words of a report, and what in them may point at a survivor (GR-49). A scan only points; a person says that each thing
was looked for. The words come from who types them: nothing here, or anywhere in reports, can read a case.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.screening import LABELS, Hit, hits
from reports.definition import digest
from reports.shape import Report, Status, Table, Unit

MORE_LABELS: dict[str, Promise | str] = {
    **LABELS, "date": _("a day"), "few": _("one person, or a few"), "place": _("a place that few people go to"),
}  # fmt: skip
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept"
    "|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_PEOPLE = (
    r"(?:woman|women|man|men|girls?|boys?|child|children|victims?|survivors?|mothers?|sisters?|brothers?|students?|teens?"
    r"|famil(?:y|ies)|wife|immigrants?|persons?|clients?|mujer(?:es)?|hombres?|niñ[ao]s?|víctimas?|madres?|herman[ao]s?|persona)"
)
_FEW = r"(?:one|a single|an only|the only|two|three|four|[1-4]|una?|una sola|dos|tres|cuatro)"
_FOUND: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        "date": rf"\b(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of |de )?"
                rf"(?:{_MONTHS})\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b",
        "age": r"\b\d{1,3}[\s-]years?[\s-]olds?\b|\b(?:aged?|age of)\s+\d{1,3}\b|\b\d{1,3}\s+(?:years|months) old\b"
               r"|\b(?:de\s+)?\d{1,3}\s+años\b",
        "few": rf"\b{_FEW}\s+(?:[\w'-]+\s+){{0,2}}?{_PEOPLE}\b",
        "place": r"\b(?:(?:elementary|middle|high)\s+school|motel|trailer park|church|parish|escuela|iglesia|calle\s+\w+)\b",
    }.items()
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What is typed at one place of the form, or why a tick was said otherwise; ``where`` in the words of the form."""

    where: tuple[str, ...]
    text: str


def words_of(report: Report) -> list[Words]:
    """All that goes out with this report as words that somebody typed, in the order of the form."""
    return [one for section, table in report.tables() if section.open is not False for one in _of(table)]


def _of(table: Table) -> Iterator[Words]:
    columns = dict(table.columns)
    reasons: set[str] = set()
    for _key, label, cells in table.grid():
        for cell in cells:
            if table.unit == Unit.TEXT and cell.status == Status.EXACT and cell.value:
                yield Words((table.label, label if label != table.label else "", columns[cell.column]), str(cell.value))
            if cell.said and cell.said.why and (why := f"{label}: {cell.said.why}") not in reasons:
                reasons.add(why)
                yield Words((table.label, label), cell.said.why)


def digest_of(words: list[Words]) -> str:
    """Of these very words: as soon as one of them changes, nobody has gone through them."""
    return digest([[*one.where, one.text] for one in words])


def scanned(text: str, known: frozenset[str] = frozenset()) -> list[Hit]:
    """What may point at somebody, in its order. It finds too much rather than too little, and blocks nothing by itself.
    ``known``: names that may stand there, such as the agency's."""
    found = [*hits(text, known)]
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            if not any(_inside(match.start(), match.group(), one) for one in found):
                found.append(Hit(match.start(), match.group(), kind))
    return sorted(found)


def _inside(start: int, words: str, hit: Hit) -> bool:
    return hit.start <= start and start + len(words) <= hit.start + len(hit.words)
