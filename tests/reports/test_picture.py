"""The work over time: released totals alone, for whom they were released; sums only of what is shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from mdt.kit import clock
from reports import kept, picture
from reports.definition import every
from reports.shape import Cell, Product, Report, Section, Status, Table, Unit
from tests import rooms, rows
from tests.counting import Asked
from tests.reports.scene import Agency
from tests.reports.teamwork import past_guards

NUMBER = 4711  # bait: behind a withheld cell, in one that is shown, in a product that nobody released


def table(key: str, *numbers: int | None, hidden: int | None = None) -> Table:
    names = tuple((f"r{n}", f"Row {n}") for n in range(len(numbers) - 1))
    lines = (*names, ("total", "All"))
    cells = {
        (row, ""): Cell(row, "", None if n is None else Decimal(n), Status.SUPPRESSED if n is None else Status.EXACT)
        for (row, _label), n in zip(lines, numbers, strict=True)
    }
    return Table(key, "", "A table", Unit.PERSONS, "", "F", True, lines, (("", ""),), cells)


def report(*tables: Table, form: str = "county.board", period: str = "2025-01-01/2025-03-31") -> Report:
    return Report(form, "1", "A form", period, "", "", "", Product.RELEASE, (Section("s", "", "", tables),))


VALUES = st.lists(st.none() | st.integers(0, 99), min_size=3, max_size=3)


@given(st.lists(VALUES, min_size=1, max_size=4), st.integers(0, 2))
def test_GR43_a_sum_is_shown_only_where_every_part_is(numbers: list[list[int | None]], missing: int) -> None:
    agencies = len(numbers) + missing
    made = picture.together([report(table("t", *one)) for one in numbers], agencies)
    assert made.sum_of == agencies
    for at, cell in enumerate(made.sections[0].tables[0].cells.values()):
        parts = [one[at] for one in numbers]
        if None in parts:
            assert (cell.status, cell.value) == (Status.SUPPRESSED, None)
        elif missing:
            assert (cell.status, cell.value) == (Status.NOT_REPORTED, None)
        else:
            assert cell.value == sum(part for part in parts if part is not None)


def test_every_line_that_is_drawn_stands_on_its_form() -> None:
    for key, groups in picture.LINES.items():
        for definition in (one for one in every().values() if one.key == key):
            for _title, lines in groups:
                for line in lines:
                    name, _slash, row = line.partition("/")
                    here = definition.table(name)
                    assert here.unit in picture.DRAWN
                    assert row == "*" or row in here.rows or (row == "total" and here.total_row), line


def test_a_form_of_ones_own_is_drawn_by_its_totals_and_lines_of_zeros_are_left_out() -> None:
    made = report(table("a", 0, 0, 0), table("b", 1, None, 30), table("c", 1, 2, None))
    found = [(group.panels, group.withheld) for group in picture.groups("county.board", [made])]
    assert found == [([("All", ("b", "total", ""))], []), ([], ["All"])]


class Released:
    """An agency at a table, with products of a form; written past the wall."""

    def __init__(self, db: Any) -> None:
        self.scene = Agency(db)
        self.db, self.agency = db, self.scene.agency
        self.award = self.scene.award("house.work", "1")

    def publishes(self, number: int | None, audience: str = "team", status: str = "released", quarter: int = 1) -> None:
        year, first = clock.now().year - 1, 3 * quarter - 2
        period = f"{year}-{first:02}-01/{year}-{first + 2:02}-28"
        exact = table("received", 7, 8, 15)
        shown = replace(exact, cells={**exact.cells, ("total", ""): Cell(
            "total", "", None if number is None else Decimal(number), Status.SUPPRESSED if number is None else Status.EXACT)})  # fmt: skip
        run = rows.put(
            self.db, "reports_run", agency_id=self.agency.pk, award_id=self.award, asked_by_id=self.scene.director.pk,
            form="house.work", version="1", starts_on=date(year, first, 1), ends_on=date(year, first + 2, 28),
        )  # fmt: skip
        decided = {"decided_by_id": self.scene.advocate.pk, "decided_at": clock.now()} if status != "proposed" else {}
        with past_guards() as db:
            rows.put(
                db, "reports_publication", agency_id=self.agency.pk, run_id=run, audience=audience, status=status,
                made_by_id=self.scene.director.pk, report=Jsonb(kept.to_plain(report(shown, form="house.work", period=period))),
                **decided,
            )  # fmt: skip


@pytest.fixture
def here(owner_db: Any) -> Released:
    return Released(owner_db)


def sits_with(here: Released) -> Any:
    """Somebody of another agency at a table of it."""
    team = rooms.team()
    rooms.seat(team, here.scene.advocate)
    partner = rooms.person(rooms.agency())
    rooms.seat(team, partner)
    return partner


def test_GR06_GR40_what_is_for_the_team_is_for_who_sits_with_it(here: Released, client: Any) -> None:
    here.publishes(NUMBER)
    address = reverse("report_picture_one", args=[here.agency.public_id])
    for person, sees in ((sits_with(here), True), (rooms.person(rooms.agency()), False), (here.scene.director, True)):
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == (200 if sees else 404)
        assert (">4711<" in answer.content.decode()) is sees
        assert (here.agency.name in client.get(reverse("report_picture")).content.decode()) is sees
        looked = here.db.execute(
            "SELECT kind, asked FROM confidentiality_ledger WHERE actor_id = %s AND purpose = 'report.picture' ORDER BY id",
            [person.pk],
        ).fetchall()
        assert looked == [("tally" if sees else "refused", here.agency.public_id), ("tally", None)]


def test_GR40_a_product_that_waits_or_was_refused_is_not_drawn(here: Released, client: Any) -> None:
    here.publishes(NUMBER, status="proposed")
    here.publishes(NUMBER, status="refused", quarter=2)
    here.publishes(None, "public", quarter=3)
    client.force_login(rooms.person(rooms.agency()))
    page = client.get(reverse("report_picture")).content.decode()
    assert ">4711<" not in page
    assert "withheld" in page  # bait: the third is there


def test_the_page_asks_the_same_for_one_product_and_for_three(here: Released, client: Any) -> None:
    client.force_login(here.scene.director)
    here.publishes(10)
    client.get(reverse("report_picture"))
    with Asked() as one:
        client.get(reverse("report_picture"))
    here.publishes(20, quarter=2)
    here.publishes(30, quarter=3)
    with Asked() as three:
        client.get(reverse("report_picture"))
    assert len(one) == len(three)
