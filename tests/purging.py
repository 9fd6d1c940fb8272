"""A record full of words that are found again by searching for them, and purges as two people decide on them."""

import os
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from agencies.models import Person
from confidentiality import backing_up, purging, retention
from confidentiality.models import Certificate, Purge
from mdt.kit import clock
from tests import rooms, rows
from tests.copies import Connection, as_owner
from tests.database import renamed

BAIT = "Baitova"  # a test that looks for it in all of a database has one of its own: ``alone``
# Codes that a constraint or a key holds to what they are; their rows go.
_CODES = {"content_type", "sha256", "language", "wording", "token_hash", "code_hash", "form"}


@dataclass
class Room:
    """An agency with two who supervise and one who works there."""

    db: Connection
    agency: Any
    lead: Any
    second: Any
    worker: Any

    def approved(self, record_class: str = "identity") -> int:
        return approved(self.db, self.lead, self.second, record_class)

    def one(self, sql: str, *params: Any) -> Any:
        return self.db.execute(sql, params).fetchone()[0]  # type: ignore[index]


def room(db: Connection) -> Room:
    agency = rooms.agency()
    people = [rooms.person(agency, is_supervisor=True) for _n in range(2)]
    return Room(db, agency, *people, rooms.person(agency))


@contextmanager
def alone() -> Iterator[str]:
    """Inside, the bait is a word that nobody has planted before."""
    with pytest.MonkeyPatch.context() as patch:
        word = f"Bait{uuid.uuid4().hex[:8]}"
        patch.setattr("tests.purging.BAIT", word)
        yield word


def closed(db: Connection, *, agency: Any, by: Person, days_ago: int = 4_000) -> tuple[int, Any]:
    """A record that was closed long ago: its key and its id."""
    case = rows.put(
        db, "cases_case", agency_id=agency.pk, opened_by_id=by.pk, status="closed",
        closed_at=clock.now() - timedelta(days=days_ago),
    )  # fmt: skip
    return case, db.execute("SELECT public_id FROM cases_case WHERE id = %s", [case]).fetchone()[0]  # type: ignore[index]


def full(db: Connection, *, agency: Any, by: Person, days_ago: int = 4_000) -> tuple[int, Any]:
    """One with words in each column that a purge speaks of. ``BAIT`` is in each, and nowhere else."""
    case, public_id = closed(db, agency=agency, by=by, days_ago=days_ago)
    element = {"case_id": case, "agency_id": agency.pk, "updated_by_id": by.pk}
    for table in (
        "cases_narrative", "cases_victimization", "cases_identity", "cases_contactplan", "cases_contactmethod", "cases_location",
        "cases_demographics", "cases_involvedperson",
    ):  # fmt: skip
        rows.put(db, table, **element, **planted(table))
    rows.put(db, "cases_draft", case_id=case, owner_id=by.pk, **planted("cases_draft"))
    db.execute("UPDATE cases_identity SET date_of_birth = '1990-05-05' WHERE case_id = %s", [case])
    elsewhere = rows.put(db, "agencies_agency", jurisdiction_id=agency.jurisdiction_id)
    link = {"case_id": case}
    release = rows.put(
        db, "confidentiality_release", **link, agency_id=agency.pk, recipient_id=elsewhere, prepared_by_id=by.pk
    )
    rows.put(db, "confidentiality_releasetalk", **link, release_id=release, **planted("confidentiality_releasetalk"))
    signed = rows.put(
        db, "confidentiality_releasesignature", **link, release_id=release, witnessed_by_id=by.pk,
        **planted("confidentiality_releasesignature"),
    )  # fmt: skip
    rows.put(
        db, "confidentiality_releasescan", **link, signature_id=signed, added_by_id=by.pk,
        **planted("confidentiality_releasescan"),
    )  # fmt: skip
    rows.put(
        db, "confidentiality_releaselink", **link, release_id=release, checked_by_id=by.pk,
        **planted("confidentiality_releaselink"),
    )  # fmt: skip
    mandate = rows.put(
        db, "confidentiality_mandate", **link, agency_id=agency.pk, recipient_id=elsewhere, recorded_by_id=by.pk,
        **planted("confidentiality_mandate"),
    )  # fmt: skip
    db.execute(
        "UPDATE confidentiality_release SET status = 'withdrawn', ended_by_id = %s WHERE id = %s", [by.pk, release]
    )
    db.execute("UPDATE confidentiality_mandate SET ended_at = now(), ended_by_id = %s WHERE id = %s", [by.pk, mandate])
    care = planted("confidentiality_mandatecare") | {"notice_at": rows.LONG_AGO, "notice_way": "phone"}
    rows.put(db, "confidentiality_mandatecare", **link, mandate_id=mandate, **care)
    law = rows.put(db, "confidentiality_statute")
    told = {"agency_id": agency.pk, "statute_id": law, "recorded_by_id": by.pk}
    rows.put(db, "confidentiality_disclosure", **link, **told, **planted("confidentiality_disclosure"))
    rows.put(db, "confidentiality_death", **link, recorded_by_id=by.pk)
    return case, public_id


def planted(table: str) -> dict[str, Any]:
    """The bait for each column of words of the table that does not stay."""
    model = next(one for one in apps.get_models() if one._meta.db_table == table)
    kept = retention.KEPT.stays.get(table, set()) | _CODES
    return {name: _bait(model, name) for name in retention.words_of(model) if name not in kept and "birth" not in name}


def _bait(model: Any, name: str) -> Any:
    kind = model._meta.get_field(name).get_internal_type()
    if kind == "BinaryField":
        return BAIT.encode()
    return rows.psycopg.types.json.Jsonb({"wants": [BAIT]}) if kind == "JSONField" else BAIT


def ruled(db: Connection, agency: Any, by: Person, record_class: str, **fields: Any) -> None:
    rows.put(
        db, "confidentiality_retentionrule", agency_id=agency.pk, set_by_id=by.pk, record_class=record_class, **fields
    )


def approved(db: Connection, asker: Person, approver: Person, record_class: str) -> int:
    """Asked and approved, put there by the owner."""
    return rows.put(
        db, "confidentiality_purge", agency_id=asker.agency_id, record_class=record_class, asked_by_id=asker.pk,
        approved_by_id=approver.pk, approved_at=clock.now(), due_before=clock.now(),
    )  # fmt: skip


def purged(purge: int) -> Certificate:
    """Carried out as the owner's command does it."""
    with as_owner():
        asked = Purge.objects.select_related("agency", "asked_by", "approved_by").get(pk=purge)
        made = purging.carry_out(asked)
        purging.finish(asked)
        return made


def everybody_goes(db: Connection, agency: Any, lead: Person) -> Certificate:
    """All who are in the records of the agency, as if all were closed long ago."""
    db.execute("UPDATE cases_case SET status = 'closed', closed_at = '2026-03-01' WHERE agency_id = %s", [agency.pk])
    ruled(db, agency, lead, "identity", after=1, unit="months")
    return purged(approved(db, lead, rooms.person(agency, is_supervisor=True), "identity"))


def dump(database: str) -> bytes:
    """All that the database says, as plain text."""
    admin = renamed(os.environ["MDT_TEST_ADMIN_URL"], database)
    return subprocess.run([backing_up.program("pg_dump"), admin], capture_output=True, check=True).stdout


def said(database: str) -> int:
    """How often the bait is said in the dump; bytes are written in hex there."""
    text = dump(database)
    return text.count(BAIT.encode()) + text.count(BAIT.encode().hex().encode())


def in_files(database: str) -> set[str]:
    """Relations in whose files the bait lies, read as they lie on the disk."""
    with psycopg.connect(renamed(os.environ["MDT_TEST_ADMIN_URL"], database), autocommit=True) as db:
        db.execute("CHECKPOINT")
        found = db.execute(
            "SELECT c.relname FROM pg_class c WHERE pg_relation_filepath(c.oid) IS NOT NULL AND c.relkind IN ('r', 'i', 't')"
            " AND position(%s::bytea IN pg_read_binary_file(pg_relation_filepath(c.oid), true)) > 0",
            [BAIT.encode()],
        ).fetchall()
    return {str(name) for (name,) in found}


def here() -> str:
    return str(connection.settings_dict["NAME"])
