"""Documents that are made from the code, so that they cannot say anything else: states, data, access, proofs of rules."""

import re
from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import override

from confidentiality.wall import WALL

OURS = ("agencies", "confidentiality", "protocols", "cases", "meetings", "reports")
NOTE = "<!-- Made by manage.py generate_docs; do not edit. -->\n\n"


def documents() -> dict[Path, str]:
    """Path → the text that it must hold."""
    docs = settings.BASE_DIR / "docs"
    with override("en"):
        return {
            **{docs / "states" / f"{name}.md": text for name, text in _states()},
            docs / "data-dictionary.md": _dictionary(),
            docs / "access-matrix.md": _matrix(),
            docs / "rules.md": _rules((docs / "rules.md").read_text()),
        }


def _states() -> list[tuple[str, str]]:
    found = []
    for app in OURS:
        if find_spec(f"{app}.lifecycle"):
            table = import_module(f"{app}.lifecycle").TRANSITIONS
            found += [(thing, _diagram(thing, moves)) for thing, moves in table.items()]
    return found


def _diagram(thing: str, moves: Any) -> str:
    lines = [f"  {before} --> {after}: {action}" for before, action, after in moves]
    names = dict.fromkeys(state for before, _action, after in moves for state in (before, after))
    words = [f"  {state}: {state.label}" for state in names]
    return f"{NOTE}# States: {thing}\n\n```mermaid\nstateDiagram-v2\n" + "\n".join(words + lines) + "\n```\n"


def _dictionary() -> str:
    parts = [NOTE + "# Data dictionary\n\nEvery table of ours: what a row is, its columns, and what guards it.\n"]
    for app in OURS:
        for model in sorted(apps.get_app_config(app).get_models(), key=lambda m: m.__name__):
            parts.append(_table(model))
    return "\n".join(parts)


def _table(model: type[models.Model]) -> str:
    table = WALL.tables.get(model._meta.db_table)
    guard = "not classified" if table is None else ("row security" if table.protected else "no row security")
    if table and table.note:
        guard += f"; {table.note}"
    what = " ".join((model.__doc__ or "").split())
    what = "" if what.startswith(f"{model.__name__}(") else what + "\n\n"
    rows = "\n".join(f"| `{f.column}` | {_type(f)} | {_meaning(f)} |" for f in model._meta.concrete_fields)
    return f"## {model.__name__} (`{model._meta.db_table}`)\n\n{what}Guarded by: {guard}.\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"


def _type(field: Any) -> str:
    kind = field.get_internal_type().removesuffix("Field")
    if field.is_relation:
        kind = f"→ {field.related_model.__name__}"
    return kind + (", may be empty" if field.null else "")


def _meaning(field: Any) -> str:
    said = str(field.verbose_name)
    choices = ", ".join(str(value) for value, _label in field.flatchoices)
    return f"{said}: {choices}" if choices else said


def _matrix() -> str:
    matrix = import_module("tests.access.matrix")
    rows = "\n".join(
        f"| `{name}` | {row.kind.value} | {_answers(row.opened)} | {_answers(row.posted)} | {_others(row)} |"
        for name, row in matrix.MATRIX.items()
    )
    return (
        f"{NOTE}# Access matrix\n\nFor each named address: for whom it is there, what it answers to them (GET, and POST of an empty"
        " form), and what it answers to everybody else. Tried with every person of the demo county.\n\n"
        f"| address | for whom | GET | POST | others |\n|---|---|---|---|---|\n{rows}\n"
    )


def _others(row: Any) -> str:
    return {"OPEN": "—", "EVERYONE": "sign-in page"}.get(row.kind.name, _answers(row.unseen))


def _answers(codes: tuple[int, ...]) -> str:
    return " or ".join(map(str, codes))


def _rules(text: str) -> str:
    """The last column of each rule's row: the first tests that bear its id."""
    proofs: dict[str, list[str]] = defaultdict(list)
    for path in sorted((settings.BASE_DIR / "tests").rglob("test_*.py")):
        for name in re.findall(r"^\s*def (test_\w+)\(", path.read_text(), re.M):
            for letters, number in re.findall(r"(?<=_)([A-Z]{1,2})(\d{2})(?=_|$)", name):
                proofs[f"{letters}-{number}"].append(f"`{path.relative_to(settings.BASE_DIR)}::{name}`")
    lines = []
    for line in text.splitlines():
        if row := re.match(r"\| ([A-Z]{1,2}-\d{2}) ", line):
            first, *_rest = proofs.get(row[1], [""])
            more = len(proofs.get(row[1], [])) - 1
            cells = line.rstrip("| ").split(" | ")[:4]
            line = " | ".join([*cells, first + (f" and {more} more" if more > 0 else "")]) + " |"
        lines.append(line)
    return "\n".join(lines) + "\n"
