"""The words of our own lists come into the catalogue and onto pages in the reader's language; those of a form stay as they are."""

from decimal import Decimal

import pytest

from reports import list_words as words
from reports.definition import every
from reports.dims import own_lists
from reports.grouping import labels
from reports.saying import aside_words
from reports.shape import Cell, Table, Unit
from tests.face.strings import extracted


def said() -> set[str]:
    """Each word of ours, from the data."""
    found = {label for codes in own_lists().values() for label in codes.values()}
    for definition in every().values():
        for _section, table in definition.tables():
            if table.aside:
                found |= {table.label, table.basis, table.note, *table.rows.values(), *table.columns.values()}
    return found - {""}


def test_each_word_of_our_lists_is_in_the_catalogue_and_none_that_is_gone() -> None:
    marked = {word for name, some in vars(words).items() if name.isupper() for word in some}
    assert sorted(said() ^ marked) == []
    assert len(marked) > 140 and {("", word, "") for word in marked} <= set(extracted())


def test_they_are_told_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language in which everything stands backwards."""
    table = Table(
        "missing", "", "Helped by the award, and without a column", Unit.PERSONS, "Each person once", "K", True,
        rows=(("missing", "No primary victimization is recorded"),), columns=(("", ""),),
        cells={("missing", ""): Cell("missing", "", Decimal(3))},
    )  # fmt: skip
    for name in ("saying", "grouping"):
        monkeypatch.setattr(f"reports.{name}._", lambda message: message[::-1])
    assert labels("job")["trainer"] == "Trainer or educator"[::-1]
    (told,) = aside_words([table])
    assert [told["label"], told["basis"], told["lines"][0]["label"]] == [
        text[::-1] for text in (table.label, table.basis, "No primary victimization is recorded")
    ]
