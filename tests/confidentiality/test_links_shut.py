"""One-time links: each condition, broken one at a time (see shut.py)."""
# ruff: noqa: F811 - fixtures

import uuid
from datetime import datetime
from types import SimpleNamespace as Scene
from typing import Any

import psycopg
import pytest

from tests import rows
from tests.confidentiality.shut import DAY, HOUR, OTHER_SHA, SECOND, SHA, C, Doors, T, db, s, sign_row  # noqa: F401 - fixtures
from tests.confidentiality.test_looks_shut import WAITS, inactive, wall
from tests.confidentiality.test_oracle import hall  # noqa: F401 - a fixture


# --- Links -----------------------------------------------------------------------------------------------------
def test_R20_C07_a_link_lives_while_every_condition_holds(db: Doors, s: Scene) -> None:
    person = lambda case, **harmed: db.put("cases_involvedperson", case_id=case, agency_id=s.home, updated_by_id=s.ada,  # noqa: E731
                                           **{"harmed_her": "no", "harmed_parent": "no", **harmed})  # fmt: skip

    def link(release: int, capacity: str = "survivor", signer: int | None = None) -> int:
        return db.put(f"{C}releaselink", release_id=release, case_id=s.case, checked_by_id=s.ada, capacity=capacity, signer_id=signer,
                      made_at=T - DAY, expires_at=T - DAY + HOUR / 2)  # fmt: skip

    now = T - DAY + HOUR / 4
    one, waits = s.release(**WAITS), s.release(**WAITS)
    key = link(one)

    def lives(*changes: str, key: int = key, at: datetime = now) -> Any:
        return db.asks(f"SELECT mdt_link_lives({key})", *changes, at=at)

    of_link = f"UPDATE {C}releaselink SET {{}} WHERE id = {key}"
    more = (f"INSERT INTO {C}releaselink (release_id, case_id, capacity, signer_id, check_way, checked_by_id, contact, asked_again,"
            " token_hash, code_hash, sealed, made_at, expires_at, tries) SELECT {}, case_id, {}, {}, check_way, checked_by_id, contact,"
            f" asked_again, 'x', code_hash, sealed, made_at, expires_at, 0 FROM {C}releaselink WHERE id = {key}")  # fmt: skip
    mother = person(s.case)
    signs = (f"INSERT INTO {C}releasesignature (release_id, case_id, capacity, signer_id, name, way, sha256, signed_at, witnessed_by_id,"
             f" check_way) VALUES ({{}}, {s.case}, {{}}, {{}}, 'x', 'device', '{'0' * 64}', now(), {s.ada}, '')")  # fmt: skip
    assert lives() is True
    assert lives(at=T - DAY + HOUR / 2 - SECOND) is True
    assert lives(at=T - DAY + HOUR / 2) is False
    assert lives(of_link.format("tries = 4")) is True
    for change in (
        of_link.format("used_at = now()"), of_link.format("tries = 5"), f"UPDATE {C}release SET status = 'void' WHERE id = {one}",
        inactive("person", s.ada), f"UPDATE agencies_person SET agency_id = {s.third} WHERE id = {s.ada}", wall(s, s.ada, s.case),
        more.format(one, "'survivor'", "NULL"), signs.format(one, "'survivor'", "NULL"),
    ):  # fmt: skip
        assert lives(change) is False, change
    for change in (
        wall(s, s.bea, s.case), wall(s, s.ada, s.unlooked), more.format(waits, "'survivor'", "NULL"), more.format(one, "'parent'", mother),
        signs.format(waits, "'survivor'", "NULL"), signs.format(one, "'parent'", mother),
    ):  # fmt: skip
        assert lives(change) is True, change
    assert lives(key=0) is False
    over = link(s.release(**WAITS, expires_at=now))
    assert [lives(key=over, at=at) for at in (now - SECOND, now)] == [True, False]
    for capacity, harmed, alive in (
        ("parent", ("no", "no"), True), ("parent", ("", "no"), False), ("parent", ("no", ""), False), ("parent", ("no", "yes"), False),
        ("parent", ("yes", "no"), False), ("guardian", ("no", "no"), True), ("guardian", ("no", ""), True), ("guardian", ("no", "yes"), False),
        ("guardian", ("", "no"), False), ("guardian", ("yes", "no"), False),
    ):  # fmt: skip
        signer = person(s.case, harmed_her=harmed[0], harmed_parent=harmed[1])
        assert lives(key=link(s.release(**WAITS), capacity, signer)) is alive, (capacity, harmed)
    assert lives(key=link(s.release(**WAITS), "parent", person(s.unlooked))) is False


def test_R20_what_a_link_signs_is_what_was_checked_with_it(db: Doors, s: Scene) -> None:
    release, other = s.release(**WAITS), s.release(**WAITS)
    mother, father = (
        db.put("cases_involvedperson", case_id=s.case, agency_id=s.home, updated_by_id=s.ada) for _ in range(2)
    )
    db.put(
        f"{C}releaselink",
        release_id=release,
        case_id=s.case,
        checked_by_id=s.ada,
        capacity="parent",
        signer_id=mother,
        made_at=T,
        expires_at=T,
        used_at=T,
    )
    db.put(
        f"{C}releaselink",
        release_id=other,
        case_id=s.case,
        checked_by_id=s.ada,
        capacity="parent",
        signer_id=mother,
        made_at=T,
        expires_at=T,
    )
    good = {"release_id": release, "case_id": s.case, "capacity": "parent", "signer_id": mother, "way": "link", "check_way": "voice",
            "checked_by_id": s.ada, "witnessed_by_id": s.ada}  # fmt: skip
    assert db.puts(s.ada, f"{C}releasesignature", **good) == "policy"  # past the guard, and stopped behind it
    for change in (
        {"release_id": other}, {"signer_id": father}, {"capacity": "guardian"}, {"check_way": "video"}, {"checked_by_id": s.bea},
        {"checked_by_id": s.bea, "witnessed_by_id": s.bea}, {"witnessed_by_id": s.bea},
    ):  # fmt: skip
        assert db.puts(s.ada, f"{C}releasesignature", **good | change) == "signature_by_a_checked_link", change


def test_E08_a_link_is_used_once_and_its_times_are_the_databases(db: Doors, s: Scene) -> None:
    with db.web.transaction(force_rollback=True):
        db.claims(db.web, s.ada)
        row = {name: value() if callable(value) else value for name, value in rows.SAMPLES[f"{C}releaselink"].items()}
        row |= {"release_id": s.waits, "case_id": s.case, "checked_by_id": s.ada, "used_at": T, "tries": 3}
        db.web.execute(
            f"INSERT INTO {C}releaselink ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values())
        )
        kept = db.web.execute(
            f"SELECT made_at, expires_at, used_at, tries FROM {C}releaselink WHERE release_id = %s", [s.waits]
        )
        assert kept.fetchall() == [(T, T + HOUR / 2, None, 0)]


def test_E08_when_a_link_was_used_is_written_once(db: Doors, s: Scene) -> None:
    made = {"case_id": s.case, "checked_by_id": s.ada, "made_at": T, "expires_at": T}
    fresh, used = (db.put(f"{C}releaselink", release_id=s.release(**WAITS), used_at=at, **made) for at in (None, T))
    change = f"UPDATE {C}releaselink SET {{}} WHERE id = {{}} RETURNING tries"
    for key, columns in ((fresh, "used_at = now()"), (fresh, "tries = 7"), (used, "tries = 7")):
        assert db.asks(change.format(columns, key)) is not None
    for again in ("now()", "NULL"):
        with pytest.raises(psycopg.errors.CheckViolation, match="a link is used once"):
            db.asks(change.format(f"used_at = {again}", used))


def test_R20_R21_a_link_signs_with_its_code_a_name_and_the_words_that_were_shown(db: Doors, s: Scene) -> None:
    release, token, code = s.release(**WAITS, sha256="a" * 64), uuid.uuid4().hex, "c" * 64
    key = db.put(f"{C}releaselink", release_id=release, case_id=s.case, checked_by_id=s.ada, check_way="video", token_hash=token,
                 code_hash=code, sealed=b"page", made_at=T, expires_at=T + HOUR / 2)  # fmt: skip

    def sign(token: str = token, code: str = code, name: str = " Testa ", sha: str = "a" * 64) -> str:
        return f"SELECT mdt_link_sign('{token}', '{code}', '{name}', '{sha}', '{uuid.uuid4()}', 't')"

    assert db.asks(sign()) is True
    for refused in (sign(code="x"), sign(name="  "), sign(sha="b" * 64), sign(token="x")):
        assert db.asks(refused) is False
        assert db.asks(f"SELECT used_at FROM {C}releaselink WHERE id = {key}", refused) is None
    assert db.asks(sign(), sign()) is False
    assert (
        db.asks(f"SELECT used_at = mdt_now() AND sealed IS NULL FROM {C}releaselink WHERE id = {key}", sign()) is True
    )
    written = (f"SELECT concat_ws(' ', name, capacity, way, sha256 = repeat('a', 64), signed_at = mdt_now(), witnessed_by_id, check_way,"
               f" checked_by_id) FROM {C}releasesignature WHERE release_id = {release}")  # fmt: skip
    assert db.asks(written, sign()) == f"Testa survivor link t t {s.ada} video {s.ada}"
    entry = (f"SELECT string_agg(t.app_label || '.' || t.model, ' ') FROM {C}changeentry e JOIN django_content_type t ON"
             f" t.id = e.content_type_id WHERE e.case_id = {s.case} AND e.changes ? 'used_at'")  # fmt: skip
    assert db.asks(entry, sign()) == "confidentiality.releasesignature"
    opened = f"SELECT outcome || ' ' || coalesce(encode(sealed, 'escape'), '') FROM mdt_link_open('{token}', '{{}}', '{uuid.uuid4()}', 't')"
    assert [db.asks(opened.format(given)) for given in (code, "x")] == ["right page", "wrong "]


def test_E08_what_each_try_with_a_link_says_and_counts(db: Doors, s: Scene) -> None:
    token, code = "t" * 64, "c" * 64
    key = db.put(f"{C}releaselink", release_id=s.release(**WAITS), case_id=s.case, checked_by_id=s.ada, token_hash=token, code_hash=code,
                 made_at=T, expires_at=T + HOUR / 2)  # fmt: skip
    tries = f"SELECT outcome || ' ' || (SELECT tries FROM {C}releaselink WHERE id = {key}) FROM mdt_link_try('{{}}', '{{}}', '{uuid.uuid4()}', 't')"
    rows_of = (
        f"SELECT count(*)::int FROM {C}ledger WHERE purpose = 'release.link' AND case_ids = ARRAY[{s.case}::bigint]"
    )
    before = db.asks(rows_of)

    def after(tried: int, given: str, at: datetime = T) -> tuple[Any, Any, Any]:
        setup = f"UPDATE {C}releaselink SET tries = {tried} WHERE id = {key}"
        act = f"SELECT * FROM mdt_link_try('{token}', '{given}', '{uuid.uuid4()}', 't')"
        return (db.asks(act, setup, at=at), db.asks(f"SELECT tries FROM {C}releaselink WHERE id = {key}", setup, act, at=at),
                db.asks(rows_of, setup, act, at=at) - before)  # fmt: skip

    assert after(0, code) == ("right", 0, 1)
    assert after(4, code) == ("right", 4, 1)
    assert after(0, "x") == ("wrong", 1, 1)
    assert after(3, "x") == ("wrong", 4, 1)
    assert after(4, "x") == ("gone", 5, 1)
    assert after(5, code) == ("gone", 6, 1)
    assert after(19, code) == ("gone", 20, 1)
    assert after(20, code) == ("gone", 20, 0)
    assert after(0, code, at=T + HOUR / 2) == ("gone", 1, 1)
    ledger = f"SELECT concat_ws('|', kind, outcome) FROM {C}ledger ORDER BY id DESC LIMIT 1"
    for given, said in ((code, "look|shown"), ("x", "refused|denied")):
        assert db.asks(ledger, f"SELECT * FROM mdt_link_try('{token}', '{given}', '{uuid.uuid4()}', 't')") == said
    assert db.asks(tries.format("nothing", code)) is None
