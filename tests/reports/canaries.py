"""A word of its own in every field of every model that can hold one: a word that leaves says where it came from.

What is planted is read off the models: a field that is added is planted too. What cannot be planted is named, with its reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg import sql

OURS = ("agencies", "confidentiality", "protocols", "cases", "meetings", "reports")
WORD = re.compile(r"qx(\d{3})z", re.IGNORECASE)
BIRTH = date(1931, 2, 3)  # the first odd day; each field of days has its own

CODE, COUNTED = "a code of a closed list", "decides whether, when or where a thing is counted"
DOOR, SHORT = "without it nobody could open the page", "two letters, the code of a state"
# Not planted, each with its reason.
KEPT = {
    **dict.fromkeys((
        "agencies_jurisdiction.time_zone", "agencies_team.time_zone", "agencies_person.language", "agencies_award.form",
        "agencies_award.version", "agencies_award.services", "agencies_award.choices",
    ), CODE),
    **dict.fromkeys((
        "agencies_jurisdiction.state", "confidentiality_selfconsentrule.state", "confidentiality_statute.state",
    ), SHORT),
    **dict.fromkeys(("cases_agethen.on", "cases_holiday.day", "reports_partnertotals.starts_on"), "one row of each day"),
    **dict.fromkeys(("agencies_seat.starts_on", "agencies_seat.ends_on"), DOOR),
    **dict.fromkeys((
        "agencies_award.starts_on", "agencies_award.ends_on", "cases_contactlink.linked_on", "cases_demographics.age_told_on",
        "cases_knownbarrier.learned_on", "cases_primaryvictimization.from_on", "cases_protectionorder.granted_on",
        "cases_protectionorder.requested_on", "cases_reportedunder.starts_on", "cases_servicecontact.on", "cases_serviceevent.on",
        "cases_servicerequest.asked_on", "cases_servicerequest.settled_on", "protocols_version.ends_on", "protocols_version.starts_on",
        "reports_policywork.on", "reports_product.on", "reports_run.ends_on", "reports_run.starts_on",
        "reports_staffassignment.ends_on", "reports_staffassignment.starts_on", "reports_tracked.from_on", "reports_tracked.to_on",
        "reports_training.on", "reports_typedfigure.starts_on",
    ), COUNTED),
}  # fmt: skip
LEADS = {"agencies_agency.name": "=", "agencies_award.number": "@"}  # what a spreadsheet could take for a formula
TYPES_KEPT = {
    models.DateTimeField: "a moment that the house notes itself; no moment stands in an export, which is looked for apart",
    models.TimeField: "an hour of the clock",
    models.GenericIPAddressField: "no letters fit in it",
}


@dataclass(frozen=True)
class Planted:
    """One field with its word; of a field of days the day instead."""

    table: str
    column: str
    number: int
    field: Any

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    @property
    def word(self) -> str:
        return f"Qx{self.number:03}z"

    @property
    def is_day(self) -> bool:
        return isinstance(self.field, models.DateField)

    @property
    def day(self) -> date:
        return BIRTH + timedelta(days=self.number)


def columns() -> Iterator[tuple[str, Any]]:
    """Every field of ours that holds letters or a day."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OURS and model._meta.managed:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, models.CharField | models.TextField | models.JSONField | ArrayField | models.DateField | models.BinaryField | models.TimeField | models.GenericIPAddressField):  # fmt: skip
                    yield model._meta.db_table, field


def closed(field: Any) -> str:
    """Why a field takes no word, read off the model; nothing where it takes one."""
    base = field.base_field if isinstance(field, ArrayField) else field
    if base.choices:
        return CODE
    if isinstance(field, ArrayField) and not isinstance(base, models.CharField | models.TextField):
        return "numbers"
    return next((why for kind, why in TYPES_KEPT.items() if isinstance(field, kind)), "")


def plan() -> list[Planted]:
    open_ = [
        (table, field) for table, field in columns() if not closed(field) and f"{table}.{field.column}" not in KEPT
    ]
    return [Planted(table, field.column, n, field) for n, (table, field) in enumerate(open_)]


CHECKS = """SELECT conrelid::regclass::text, conname FROM pg_constraint
  WHERE contype = 'c' AND conrelid::regclass::text = ANY (%s)"""


def plant(db: Any, ours: list[Planted]) -> dict[str, int]:
    """Into every row of every table, past the triggers and the rules that say when a field holds nothing; how many rows."""
    with db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        for table, name in db.execute(CHECKS, [[one.table for one in ours]]).fetchall():
            db.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
        return {one.name: db.execute(_statement(one)).rowcount for one in ours}


def _statement(one: Planted) -> sql.Composable:
    return sql.SQL("UPDATE {} SET {} = {}").format(sql.Identifier(one.table), sql.Identifier(one.column), _value(one))


def _value(one: Planted) -> sql.Composable:
    column, word = sql.Identifier(one.column), one.word
    if isinstance(one.field, models.JSONField):
        return sql.SQL("CASE jsonb_typeof({0}) WHEN 'object' THEN {0} || jsonb_build_object({1}, {1}) WHEN 'array' THEN {0} || to_jsonb({1}::text) ELSE {0} END").format(column, sql.Literal(word))  # fmt: skip
    if isinstance(one.field, ArrayField):
        return sql.SQL("array_append({}, {})").format(column, sql.Literal(word))
    if isinstance(one.field, models.BinaryField):
        return sql.SQL("convert_to({}, 'UTF8')").format(sql.Literal(word))
    if isinstance(one.field, models.DateField):
        return sql.Literal(one.day)
    if isinstance(one.field, models.EmailField):
        return sql.SQL("lower({}) || id || '@rooms.example'").format(sql.Literal(word))
    said = LEADS.get(one.name, "") + word
    room = (one.field.max_length or 99) - len(said)
    assert room >= 2, f"{one.name} is too short for a word: name it among KEPT, with its reason"
    return sql.SQL("{} || right(id::text, {})").format(sql.Literal(said), sql.Literal(min(room, 9)))
