"""Counted reports that nobody counted: one like STOP, one like the PMT, with all that a rendering has to cope with.

The numbers are made by a small rule from the keys, so that they are the same everywhere and never of a real record.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from zlib import crc32

from reports.shape import Cell, Product, Report, Section, Status, Table, Unit
from tests.reports import sample_lists as lists

Pairs = tuple[tuple[str, str], ...]
ONE: Pairs = (("", ""),)
CRIMES: Pairs = (
    ("sa", "Sexual assault"), ("dv", "Domestic violence, dating violence"), ("st", "Stalking"), ("total", "Total"),
)  # fmt: skip
ONCE = "Each person once in the period, in the column of the primary victimization."
ANY = "Each person once in each row that applies."


def pairs(*labels: str) -> Pairs:
    """Labels with keys made from them."""
    return tuple(("".join(c if c.isalnum() else "_" for c in one.lower())[:40], one) for one in labels)


def made_up(*keys: str, top: int = 40) -> Decimal:
    """A number from 0 to ``top`` that is always the same for these keys, small ones more often."""
    dice = crc32("/".join(keys).encode()) % 1000 / 1000
    return Decimal(int(top * dice**2.2))


def table(
    key: str, number: str, label: str, rows: Pairs, columns: Pairs = ONE, *, unit: Unit = Unit.PERSONS, basis: str = ONCE,
    top: int = 40, verified: bool = True, note: str = "", overlapping: bool = False, put: dict[tuple[str, str], Cell] | None = None,
) -> Table:  # fmt: skip
    """With a made-up number in each cell, but for those that are given; a total is the sum of what it stands under."""
    cells: dict[tuple[str, str], Cell] = {}
    inner = [(row, column) for row, _r in rows for column, _c in columns if "total" not in (row, column)]
    number_of = {place: made_up(key, *place, top=top) for place in inner}
    for row, _label in rows:
        for column, _label in columns:
            under = [n for (r, c), n in number_of.items() if row in (r, "total") and column in (c, "total")]
            cells[row, column] = Cell(row, column, sum(under, Decimal()))
    cells.update(put or {})
    return Table(
        key, number, label, unit, basis, "F" if verified else "K", verified, rows, columns, cells, overlapping, note,
    )  # fmt: skip


def withheld(given: Table, below: int = 5) -> Table:
    """Numbers under ``below`` are withheld, and one more in the same row: not a protection, but the look of one."""
    cells = dict(given.cells)
    for row, _label, line in given.grid():
        small = [cell for cell in line if isinstance(cell.value, Decimal) and 0 < cell.value < below]
        others = sorted((c for c in line if c not in small and isinstance(c.value, Decimal) and c.value), key=_amount)
        for cell in [*small, *(others[:1] if len(small) == 1 and len(line) > 1 else [])]:
            cells[row, cell.column] = replace(cell, value=None, status=Status.SUPPRESSED)
    return replace(given, cells=cells)


def _amount(cell: Cell) -> Decimal:
    assert isinstance(cell.value, Decimal)
    return cell.value


def words(key: str, number: str, label: str, said: Sequence[tuple[str, str]]) -> Table:
    """A table of typed words, row by row; nothing typed is an empty answer."""
    rows = pairs(*(one for one, _text in said))
    cells = {(row, ""): Cell(row, "", text or None) for (row, _label), (_one, text) in zip(rows, said, strict=True)}
    return Table(key, number, label, Unit.TEXT, "", "F", True, rows, ONE, cells)


def ticks(key: str, number: str, label: str, rows: Pairs, columns: Pairs, mark: str = "yes", every: int = 3) -> Table:
    """Ticks here and there; the others are blank."""
    cells = {
        (row, column): Cell(row, column, mark if crc32(f"{key}{row}{column}".encode()) % every == 0 else "")
        for row, _r in rows for column, _c in columns
    }  # fmt: skip
    return Table(key, number, label, Unit.TICKS, "What is usual in the period.", "K", False, rows, columns, cells)


def stop(*, product: Product = Product.FUNDER_EXACT, draft: str = "", sum_of: int = 0) -> Report:
    """As the STOP annual form: some twenty tables, a section whose question is answered No, one that nobody answered."""
    return Report(
        form="ovw.stop", version="2017", title="STOP annual report", period="2026-01-01/2026-12-31",
        agency="Alder County Advocates", award="15JOVW-26-GG-00417-STOP",
        snapshot="5f0c1a52-6e1d-4a0f-9b58-6f1d0a3c7e21",
        product=product, sections=_kept(product, lists.stop_sections()), draft=draft, sum_of=sum_of,
        notes=("Volunteers count where funded staff supervise them.",),
    )  # fmt: skip


def pmt(*, product: Product = Product.FUNDER_EXACT, draft: str = "", sum_of: int = 0) -> Report:
    """As the quarterly PMT: demographics of new persons, victimizations, five families of services."""
    return Report(
        form="ovc.pmt", version="2024", title="Victim assistance, quarterly", period="2026-07-01/2026-09-30",
        agency="Alder County Advocates", award="2026-VA-GX-0093", snapshot="0b7d3c9e-83a4-4c55-8a60-2f9f5c1d4ab2",
        product=product, sections=_kept(product, lists.pmt_sections()), draft=draft, sum_of=sum_of,
    )  # fmt: skip


def large(*, product: Product = Product.RELEASE, draft: str = "", sum_of: int = 3) -> Report:
    """Both in one: more than forty tables."""
    one, other = stop(product=product), pmt(product=product)
    more = tuple(replace(section, key=f"pmt_{section.key}") for section in other.sections)
    return replace(
        one, sections=(*one.sections, *more), draft=draft, sum_of=sum_of, title="Everything that was counted"
    )


def _kept(product: Product, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    if product is Product.FUNDER_EXACT:
        return sections
    return tuple(
        replace(one, tables=tuple(withheld(t) if t.unit in (Unit.PERSONS, Unit.OCCURRENCES) else t for t in one.tables))
        for one in sections
    )


DRAFT = "4 lines have not been compared with the funder's current form."
