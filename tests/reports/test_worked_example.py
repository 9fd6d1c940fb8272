"""The document that derives the hand count says what its data say: each number, the clients behind it, and the records."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.definition import get
from tests.reports.golden import REPORTS, Line, Place, behind, changed, expected, several, shown, table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "worked-example.md"
CODE = re.compile(r"`([\w.]+)`$")
RECORDS = {
    "The clients": "people",
    "What was done": "services",
    "What was asked for": "requests",
    "Protection orders": "orders",
    "Contacts": "contacts",
}
Rows = list[list[str]]


def _tables() -> Iterator[tuple[str, Rows]]:
    """Heading and rows of every table, its first row the head."""
    heading, rows = "", []
    for line in [*DOCUMENT.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            yield heading, [rows[0], *rows[2:]]
            rows = []
        if line.startswith("#"):
            heading = line.strip("# ")


def _used(name: str, column: str) -> set[str]:
    return {code for one in table(name) for code in several(one[column])}


def _code(cell: str) -> str:
    found = CODE.search(cell)
    return found.group(1) if found else ""


def _line(cell: str) -> Line:
    """``5: 35 (3), 37`` is five, of client 35 three times and of client 37 once."""
    value, _colon, names = cell.partition(": ")
    return Line(value, behind(re.sub(r" \(([\d.]+)\)", r"=\1", names.replace(",", ""))))


def _numbers(*headings: str) -> dict[Place, Line]:
    found: dict[Place, Line] = {}
    for heading, (head, *rows) in _tables():
        if heading not in headings:
            continue
        for row in rows:
            for column, cell in zip(head[1:], row[1:], strict=True):
                place = (_code(head[0]), _code(row[0]), _code(column))
                assert place not in found, f"{place} twice"
                if cell:
                    found[place] = _line(cell)
    return found


TITLES = {
    "The award STOP-24": "stop-24",
    "The award STOP-25": "stop-25",
    "October to December 2024": "pmt-2024-10",
    "January to March 2025": "pmt-2025-01",
    "April to June 2025": "pmt-2025-04",
    "July to September 2025": "pmt-2025-07",
    "October to December 2025": "pmt-2025-10",
}
WALKS = {
    "Crimes": (lambda: _used("people", "happened"), ("crime", "victimization")),
    "Services": (lambda: _used("services", "service") | _used("contacts", "service"), ("services", "lines")),
    "Race": (lambda: _used("people", "race"), ("race", "race")),
    "Barriers": (lambda: _used("people", "learned"), ("others", "classes")),
    "The person who harmed her": (lambda: _used("people", "harmed_by"), ("relationship",)),
}
ALSO = ("With whom the work was coordinated",)


SETTINGS = {
    "STOP-24 from the age of 13": ("floor", "stop-24"),
    "January to March 2025, Hispanic if any": ("hispanic", "pmt-2025-01"),
    "October to December 2024, new again from July": ("july", "pmt-2024-10"),
    "July to September 2025, new again from July": ("july", "pmt-2025-07"),
    "October to December 2025, new again from July": ("july", "pmt-2025-10"),
}


def _same(said: dict[Place, Line], by_hand: dict[Place, Line]) -> None:
    assert said.keys() == by_hand.keys()
    for place, line in by_hand.items():
        assert said[place].value == line.value, place
        bare = "total" in place or not line.behind
        assert said[place].behind == line.behind or (bare and not said[place].behind), place


@pytest.mark.parametrize(("heading", "of"), SETTINGS.items())
def test_GR51_the_document_has_what_other_settings_change(heading: str, of: tuple[str, str]) -> None:
    _same(_numbers(heading), changed(*of))
    assert set(SETTINGS.values()) == {(one["setting"], one["report"]) for one in table("expected/settings")}


@pytest.mark.parametrize("report", REPORTS)
def test_GR51_the_document_has_each_number_and_the_clients_behind_it(report: str) -> None:
    """A total alone may stand without its list."""
    heading = next(title for title, one in TITLES.items() if one == report)
    _same(_numbers(heading, *(ALSO if report == "stop-24" else ())), expected(report))


@pytest.mark.parametrize(("heading", "name"), RECORDS.items())
def test_GR51_the_document_has_the_records_of_the_data(heading: str, name: str) -> None:
    tables = [rows for of, rows in _tables() if of == heading]
    told = {shown(column) for column in table(name)[0]}
    assert set().union(*(head for head, *_rows in tables)) == told
    for head, *rows in tables:
        data = [[shown(one[column.replace(" ", "_")]) for column in head] for one in table(name)]
        assert [row for row in data if any(row[1:])] == rows


def _codes(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([\w.]+)`", cell))


@pytest.mark.parametrize("heading", WALKS)
def test_GR51_GR03_the_document_names_the_rows_that_the_forms_have(heading: str) -> None:
    """Every code of the data, and the row of each form on which it stands."""
    used, names = WALKS[heading]
    forms = (get("ovw.stop", "2017"), {"age_floor": "11"}), (get("ovc.pmt", "2015"), {})
    maps = [
        form.crosswalks[name].rules(form.chosen(chosen)).map for (form, chosen), name in zip(forms, names, strict=False)
    ]
    ((_head, *rows),) = [rows for of, rows in _tables() if of == heading]
    said = {_code(row[0]): [_codes(cell) for cell in row[1:]] for row in rows}
    assert said == {code: [tuple(one.get(code, ())) for one in maps] for code in used()}


def test_GR51_each_client_is_spoken_of_and_the_later_forms_are_named_as_missing() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert "trafficking and of\nchildren's advocacy centers come later" in text
    assert len({one["client"].rstrip("b") for one in table("people")}) == 60
    sizes = {"agencies": 4, "meetings": 8, "trainings": 3}
    assert {name: len(table(name)) for name in sizes} == sizes
    assert sum(one["kind"] == "mou" for one in table("agreements")) == 6
    assert sum(one.startswith("pmt") for one in REPORTS) == 5
