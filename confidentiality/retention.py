"""Record classes: what belongs together when it is destroyed, when its time begins, and what of it goes (law K-01, K-02).

Apps declare theirs in ``<app>/retention.py``. How long a class is kept is no code: each agency sets it (``RetentionRule``).
A table with row security that belongs to no class, and a column of words that nobody speaks for, stop ``manage.py check``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from confidentiality.wall import WALL

GONE = "—"  # what stands where a column may not be empty
Words = str | Promise


@dataclass(frozen=True)
class Step:
    """One statement about the rows of ``table`` that belong to the records ``%(ids)s``; ``clears`` are its columns, none: all."""

    table: str
    sql: str
    clears: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordClass:
    """``kind`` is what is counted and named in a certificate: the owner agency is that of the record. Without ``trigger``
    the class is not destroyed at all, and ``why`` says for what it stays."""

    key: str
    label: Words
    goes: Words = ""
    stays: Words = ""
    kind: str = ""
    trigger: Words = ""
    why: Words = ""
    includes: tuple[str, ...] = ()
    steps: list[Step] = field(default_factory=list)


@dataclass
class _Kept:
    classes: dict[str, RecordClass] = field(default_factory=dict)
    of: dict[str, list[str]] = field(default_factory=dict)  # table → keys of classes that speak for it
    stays: dict[str, set[str]] = field(default_factory=dict)  # table → columns of words that stay, each for a reason


KEPT = _Kept()


def record_class(one: RecordClass) -> RecordClass:
    KEPT.classes[one.key] = one
    return one


def deletes(one: RecordClass, *tables: str, column: str = "case_id") -> None:
    """The rows go."""
    for name in tables:
        _speaks(one, name)
        one.steps.append(Step(name, f"DELETE FROM {name} WHERE {column} = ANY (%(ids)s)"))


def clears(one: RecordClass, table: str, *, column: str = "case_id", stays: Iterable[str] = (), **values: str) -> None:
    """The rows stay with their codes and days; these columns are set to a value in SQL. ``stays`` names words that are codes."""
    _speaks(one, table)
    KEPT.stays.setdefault(table, set()).update(stays)
    sets = ", ".join(f"{name} = {value}" for name, value in values.items())
    one.steps.append(Step(table, f"UPDATE {table} SET {sets} WHERE {column} = ANY (%(ids)s)", tuple(values)))


def stays(one: RecordClass, *tables: str) -> None:
    """Tables of a class that is not destroyed; their words are codes, numbers and ids, or no words of a survivor."""
    for name in tables:
        _speaks(one, name)
        KEPT.stays[name] = {*KEPT.stays.get(name, set()), "*"}


def _speaks(one: RecordClass, table: str) -> None:
    if one.key not in KEPT.of.setdefault(table, []):
        KEPT.of[table].append(one.key)


OFFICE = record_class(RecordClass(
    "office", _("Work of the agencies"),
    why=_("No survivor stands there: about a case there are codes of closed lists, and words are about the work."),
))  # fmt: skip
stays(OFFICE, "confidentiality_retentionrule", "confidentiality_purge", "confidentiality_certificate")


def destroyed() -> list[RecordClass]:
    """The classes that a rule can be set for, in the order in which they were declared."""
    return [one for one in KEPT.classes.values() if one.trigger]


def steps_of(key: str) -> list[Step]:
    one = KEPT.classes[key]
    return [step for part in (*one.includes, key) for step in KEPT.classes[part].steps]


def tables_of(key: str) -> list[str]:
    return list(dict.fromkeys(step.table for step in steps_of(key)))


@register()
def classified(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Law K-01: nothing is deployed that nobody has said about when it goes, or why it stays."""
    return [Error(sentence, id="mdt.E040") for sentence in faults()]


def faults() -> Iterator[str]:
    models = {model._meta.db_table: model for model in apps.get_models()}
    for one in KEPT.classes.values():
        if bool(one.trigger) != bool(one.steps) or bool(one.trigger) == bool(one.why):
            yield f"The record class {one.key} says neither when it goes nor why it stays."
    for name, table in WALL.tables.items():
        said = KEPT.of.get(name, [])
        if table.protected and len(said) != 1:
            yield f"{name} belongs to {len(said)} record classes, and to one it must (law K-01)."
        elif table.protected and name in models:
            yield from _unspoken(name, models[name], KEPT.classes[said[0]])


def _unspoken(name: str, model: Any, one: RecordClass) -> Iterator[str]:
    """Columns of words that neither go nor are said to stay."""
    mine = [step for step in one.steps if step.table == name]
    if any(not step.clears for step in mine) or "*" in KEPT.stays.get(name, ()):
        return
    spoken = KEPT.stays.get(name, set()) | {column for step in mine for column in step.clears}
    for column in words_of(model):
        if column not in spoken:
            yield f"{name}.{column} holds words, and {one.key} does not say what becomes of them (law K-01)."


def words_of(model: Any) -> list[str]:
    """Columns in which anything can stand: no keys, numbers, times of the database, or choices of a closed list."""
    return [
        one.column for one in model._meta.concrete_fields
        if (one.get_internal_type() in ("CharField", "TextField", "JSONField", "BinaryField") and not one.choices)
        or (one.get_internal_type() == "DateField" and "birth" in one.name)
    ]  # fmt: skip
