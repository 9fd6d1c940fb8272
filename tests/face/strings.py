"""What the program says and how Spanish says it: strings in the code, read without running it, and the catalogue.

Stricter than xgettext, which makes the catalogue: it does not look into f-strings and knows gettext by few names.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

Key = tuple[str, str, str]  # context, one, many; empty where there is none

CATALOGUE = settings.BASE_DIR / "locale/es/LC_MESSAGES/django.po"
HOLE = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
_APPS = ("agencies", "cases", "confidentiality", "mdt", "meetings", "protocols", "reports")
_CALL = re.compile(r"\b(_|n?p?gettext)\(")


def holes(text: str) -> list[str]:
    """The placeholders, in any order: languages put them in another one."""
    return sorted(HOLE.findall(text))


def catalogue() -> dict[Key, list[str]]:
    """Each string with its translation, or with the translations of its two forms."""
    blocks = (_fields(block) for block in CATALOGUE.read_text().split("\n\n"))
    return {
        (one.pop("msgctxt", ""), one.pop("msgid"), one.pop("msgid_plural", "")): list(one.values())
        for one in blocks if one.get("msgid")
    }  # fmt: skip


def _fields(block: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith('"'):
            found[name] += ast.literal_eval(line)
        elif not line.startswith("#"):
            name, _, text = line.partition(" ")
            found[name] = ast.literal_eval(text)
    return found


@cache
def extracted() -> dict[Key, str]:
    """Every string, with one file that says it."""
    found: dict[Key, str] = {}
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        found.update(dict.fromkeys(_of_template(path), str(path)))
    for app in _APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            found.update(dict.fromkeys(_of_python(ast.parse(path.read_text())), str(path)))
    return found


def _of_template(path: Path) -> Iterator[Key]:
    source = templatize(path.read_text())
    for call in _CALL.finditer(source):
        yield from _of_python(_first_call(source[call.start() :]))


def _first_call(source: str) -> ast.Module:
    """The shortest beginning that is a whole call: what is around it in a template is no Python."""
    for end in re.finditer(r"\)", source):
        try:
            return ast.parse(source[: end.end()])
        except SyntaxError:
            continue
    raise ValueError(f"No call in {source[:80]}")


def _of_python(tree: ast.Module) -> Iterator[Key]:
    names = {"_": "gettext", **{name: name for name in ("gettext", "ngettext", "pgettext", "npgettext")}}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update({a.asname or a.name: a.name for a in node.names if "gettext" in a.name})
    for node in ast.walk(tree):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        if called and isinstance(node.args[0], ast.Constant):  # a variable holds what is marked elsewhere
            yield _key(names[node.func.id].split("_")[0], node)


def _key(kind: str, call: ast.Call) -> Key:
    texts = [str(ast.literal_eval(text)) for text in call.args[: {"gettext": 1, "npgettext": 3}.get(kind, 2)]]
    return {
        "gettext": lambda one: ("", one, ""),
        "ngettext": lambda one, many: ("", one, many),
        "pgettext": lambda context, one: (context, one, ""),
        "npgettext": lambda context, one, many: (context, one, many),
    }[kind](*texts)
