"""What keys and labels of a definition may look like. Keys come into addresses, files and columns of a database."""

import re
from collections.abc import Iterable, Mapping

from reports.crosswalks import BadDefinition

PLAIN = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")  # of forms, sections, tables, choices and options
DOTTED = re.compile(r"[a-z0-9][a-z0-9_.]{0,59}")  # of rows and columns
LONGEST = 500  # characters of a label, a basis, a note
COMBINATIONS = 500  # ways in which an award can choose; each crosswalk is tried in all of them


def named(keys: Iterable[object], shape: re.Pattern[str] = PLAIN) -> None:
    for key in keys:
        if not isinstance(key, str) or not shape.fullmatch(key):
            raise BadDefinition(f"“{str(key)[:80]}” is no key: small letters, digits and “_”, and not too long.")


def said(*texts: object) -> None:
    for text in texts:
        if not isinstance(text, str) or len(text) > LONGEST:
            raise BadDefinition(f"“{str(text)[:80]}” is no text, or longer than {LONGEST} characters.")


def lines(rows: Mapping[str, str], columns: Mapping[str, str]) -> None:
    """The rows and columns of one table: there are some, each has a label, and no two read alike when they are joined."""
    if not rows or not columns:
        raise BadDefinition("There is nothing in it.")
    named([*rows, *(column for column in columns if column or len(columns) > 1)], DOTTED)
    said(*rows.values(), *columns.values())
    joined = [f"{row}.{column}" for row in rows for column in columns]
    if len(set(joined)) < len(joined):
        raise BadDefinition("A row and a column together read like another row and column.")
