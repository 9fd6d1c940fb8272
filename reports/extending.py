"""A version of a form that takes another over and says only what it changes, so that nothing is written twice; and the one
form in which a definition is kept, from which it reads the same wherever it was stored."""

import datetime
from collections.abc import Mapping
from typing import Any

from reports.crosswalks import BadDefinition

# Where the order says something, keys and values are kept as pairs: a database that stores JSON sorts keys as it likes.
ORDERED = {"rows", "columns", "tables", "choices", "options", "checks"}
NAMED = {"sections", "crosswalks"}  # what stands in these and in the ordered ones has names that somebody gave


def canonical(value: Any, key: str = "") -> Any:
    """The same definition as plain JSON: order as pairs, days as text. Of what is canonical already it makes the same."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if key in ORDERED and isinstance(value, Mapping | list):
        return [[name, canonical(part)] for name, part in dict(value).items()]
    if isinstance(value, Mapping):
        return {name: canonical(part, "" if key in NAMED else name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(part) for part in value]
    return value


def written_out(name: str, raws: Mapping[str, Mapping[str, Any]], above: tuple[str, ...] = ()) -> dict[str, Any]:
    """The whole text of the version ``name``, out of the files of all versions by their names."""
    raw = dict(raws[name])
    base = raw.pop("extends", None)
    if base is None:
        return raw
    if base not in raws or base in (name, *above):
        raise BadDefinition(f"{name}: it takes over from “{base}”, and that cannot be.")
    return merged(written_out(base, raws, (*above, name)), raw)


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Part by part. ``replace = true`` in a part means instead of the old one, ``omit = true`` without it."""
    result = dict(old)
    for key, value in new.items():
        if isinstance(value, Mapping) and value.get("omit"):
            result.pop(key, None)
        elif isinstance(value, Mapping) and value.get("replace"):
            result[key] = {name: part for name, part in value.items() if name != "replace"}
        elif isinstance(value, Mapping) and isinstance(old.get(key), Mapping):
            result[key] = merged(old[key], value)
        else:
            result[key] = value
    return result


def likened(raw: Mapping[str, Any]) -> dict[str, Any]:
    """With each crosswalk written out that is ``like`` another one and says only where it differs."""
    walks: dict[str, Any] = dict(raw.get("crosswalks", {}))
    for name, walk in walks.items():
        if "like" in walk:
            other = walk["like"]
            if other not in walks or name == other:
                raise BadDefinition(f"Crosswalk {name}: it is like “{other}”, and that cannot be.")
            walks[name] = merged(walks[other], {key: value for key, value in walk.items() if key != "like"})
    return {**raw, "crosswalks": walks}
