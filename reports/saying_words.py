"""Words of a report as the page shows them: each with what was found in it, and who went through them."""

from typing import Any

from reports.narrative import MORE_LABELS, Words, scanned
from reports.queries.words import Gone
from reports.vocabulary import WordsItem
from reports.words import of_form


def scanned_words(words: list[Words], known: frozenset[str]) -> list[dict[str, Any]]:
    return [
        {
            "where": of_form(*one.where), "text": one.text,
            "found": [(hit.words, MORE_LABELS[hit.kind]) for hit in scanned(one.text, known)],
        }
        for one in words
    ]  # fmt: skip


def checked_words(gone: Gone) -> list[dict[str, Any]]:
    """What somebody has said of these very words, in the order of the list."""
    return [
        {"item": item.label, "by": gone.done[item.value].by.name, "at": gone.done[item.value].at}
        for item in WordsItem if item.value in gone.done
    ]  # fmt: skip
