"""Blocks of own forms: nothing written twice, each counted exactly as in the form that it comes from (GR-02, GR-03, GR-42)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.catalogue import SECTION, WORDS, Block, blocks, composed, taken_apart
from reports.compiling import compiled
from reports.definition import every, from_dict
from reports.publishing import plan_of
from tests.reports.forms import county


def form(*tables: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {**composed("own.board", "1", "Board", "month", tables), **more}


def test_GR03_every_counted_table_of_the_newest_forms_is_a_block() -> None:
    newest = {key: max(version for one, version in every() if one == key) for key, _version in every()}
    counted = sum(
        bool(table.parts) and not table.aside and (key != "house.work" or table.key not in ("trainings", "people_trained"))
        for key, version in newest.items() for _section, table in every()[key, version].tables()
    )  # fmt: skip
    assert len(blocks()) == counted > 40
    of = {part.of for block in blocks().values() for part in block.table.parts}
    assert of == {
        "person",
        "contact",
        "training",
        "product",
        "staff",
        "coordination",
        "policy",
        "referral",
        "gathering",
        "paper",
    }


@pytest.mark.parametrize("block", blocks().values(), ids=blocks().keys())
def test_GR03_a_block_counts_to_the_letter_what_its_form_counts(block: Block) -> None:
    there = [entry for entry in compiled(block.definition)["tables"] if entry["key"] == block.table.key]
    mine = from_dict(form((block.key, "Otherwise named")))
    assert compiled(mine)["tables"] == [{**entry, "key": block.key} for entry in there]
    made, was = mine.table(block.key), block.table
    assert (made.label, made.unit, made.basis, made.private) == ("Otherwise named", was.unit, was.basis, was.private)
    assert (
        {*made.rows} <= {*was.rows} and made.zero_needs == was.zero_needs and made.mark_of(next(iter(made.rows))) == "F"
    )
    if any(part.of == "coordination" for part in was.parts):
        assert (
            compiled(mine)["crosswalks"]["agency_type"]["map"]
            == compiled(block.definition)["crosswalks"]["agency_type"]["map"]
        )


@given(st.lists(st.sampled_from([*blocks(), WORDS]), unique=True, min_size=1, max_size=8), st.data())
def test_GR01_any_blocks_in_any_order_make_a_form_that_is_taken_apart_again(
    keys: list[str], data: st.DataObject
) -> None:
    label = st.text("abc <&\"'=+é", min_size=1, max_size=20)
    tables = [(key, data.draw(label)) for key in keys]
    mine = from_dict(form(*tables))
    assert [(table.key, table.label) for _section, table in mine.tables()] == tables
    assert taken_apart(mine.raw) == tables
    assert from_dict(mine.raw).sha256 == mine.sha256


def test_GR20_GR46_the_checks_come_along_when_all_their_tables_do() -> None:
    """What they say of two tables the protection has to know too."""
    alone = from_dict(form(("pmt_race", "Race")))
    both = from_dict(form(("pmt_race", "Race"), ("pmt_new", "New"), ("pmt_individuals", "All")))
    assert not alone.checks and {check["key"] for check in both.checks} == {
        "pmt_race_is_new",
        "pmt_new_are_individuals",
    }
    plan = plan_of(both)
    assert any(
        {one[0] for one in pair} == {"pmt_race", "pmt_new"}
        for pair in [*plan.same, *((s.total, *s.parts) for s in plan.sums)]
    )


def test_other_forms_are_no_form_of_blocks() -> None:
    assert taken_apart(from_dict(county()).raw) is None
    changed = from_dict(form(("pmt_race", "Race"))).raw
    tables = changed["sections"][SECTION]["tables"]
    elsewhere = {
        **changed,
        "sections": {SECTION: {"label": "Board", "tables": [[tables[0][0], {**tables[0][1], "basis": "Guessed"}]]}},
    }
    assert taken_apart(elsewhere) is None
