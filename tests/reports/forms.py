"""The forms that tests go through, and one to break: plain data, so that a test changes one word of it."""

import copy
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reports.definition import Definition, every, from_dict, get

FORMS = [*every(), ("county.board", "1")]


def county() -> dict[str, Any]:
    with (Path(__file__).parent / "county_board.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def form(key: str, version: str) -> Definition:
    return from_dict(county()) if key == "county.board" else get(key, version)


def changed(raw: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with one thing at ``a/b/c`` put there, or taken away when the value is None."""
    new = copy.deepcopy(dict(raw))
    *way, last = path.split("/")
    place = new
    for step in way:
        place = place.setdefault(step, {})
    if value is None:
        del place[last]
    else:
        place[last] = value
    return new
