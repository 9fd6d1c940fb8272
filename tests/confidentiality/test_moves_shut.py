"""What moves a release, takes effect and ends: each condition, broken one at a time (see shut.py)."""
# ruff: noqa: F811 - fixtures

import uuid
from datetime import datetime
from types import SimpleNamespace as Scene
from typing import Any

import psycopg

from tests.confidentiality.shut import DAY, HOUR, OTHER_SHA, SECOND, SHA, C, Doors, T, db, s, sign_row  # noqa: F401 - fixtures
from tests.confidentiality.test_oracle import hall  # noqa: F401 - a fixture


# --- What moves a release --------------------------------------------------------------------------------------
def test_R12_each_move_that_there_is_and_no_other(db: Doors, s: Scene) -> None:
    states = ("prepared", "active", "withdrawn", "replaced", "closed", "void")
    may = {
        "prepared": {"prepared", "withdrawn", "closed", "void"},
        "active": {"active", "withdrawn", "replaced", "closed", "void"},
    }
    for before in states:
        one = s.release(
            status=before, **({"countersigned_at": None, "countersigned_by_id": None} if before == "prepared" else {})
        )
        for after in states:
            if (before, after) != ("prepared", "active"):
                said = db.tries(s.ada, f"UPDATE {C}release SET status = %s, channel = 'oral' WHERE id = %s", after, one)
                assert said == ("done" if after in may.get(before, ()) else "release_moves_on"), (before, after)
        assert db.tries(s.ada, f"UPDATE {C}release SET status = status WHERE id = %s", one) == "done"
        at = (
            db.asks(f"UPDATE {C}release SET status = 'void' WHERE id = {one} RETURNING ended_at")
            if before in may
            else T
        )
        assert at == T
        again = db.asks(f"UPDATE {C}release SET status = status WHERE id = {one} RETURNING ended_at", at=T + HOUR)
        assert again is None, before  # nothing ended just now
    kept = db.asks(f"UPDATE {C}release SET channel = 'oral' WHERE id = {s.live} RETURNING ended_at")
    assert kept is None


def test_R06_R21_it_opens_with_every_signature_in_ones_own_name_before_its_end(db: Doors, s: Scene) -> None:
    waits = {"status": "prepared", "countersigned_at": None, "countersigned_by_id": None}
    signed, ends, bare = s.release(**waits), s.release(**waits, expires_at=T), s.release(**waits)
    for one in (signed, ends, bare):
        db.put(f"{C}releasetalk", release_id=one, case_id=s.case)
        if one != bare:
            sign_row(db, one, s.case, witnessed_by_id=s.ada)
    opens = f"UPDATE {C}release SET status = 'active', countersigned_by_id = %s WHERE id = %s"
    refused = "release_signed_by_all"
    assert db.tries(s.ada, opens, s.ada, signed) == "done"
    assert db.tries(s.ada, opens, s.bea, signed) == refused
    assert db.tries(s.ada, opens, s.ada, bare) == refused
    assert db.tries(s.ada, opens, s.ada, ends, at=T - SECOND) == "done"
    assert db.tries(s.ada, opens, s.ada, ends) == refused
    assert db.asks(f"UPDATE {C}release SET status = 'active', countersigned_by_id = {s.ada} WHERE id = {signed} RETURNING countersigned_at",
                   who=s.ada) == T  # fmt: skip
    opened = (
        f"UPDATE {C}release SET status = 'active', countersigned_by_id = {s.ada} WHERE id = {signed} RETURNING ended_at"
    )
    assert db.asks(opened, who=s.ada) is None
    for change in ("countersigned_at = now()", f"countersigned_by_id = {s.bea}", "countersigned_at = NULL"):
        assert db.tries(s.ada, f"UPDATE {C}release SET {change} WHERE id = %s", s.live) == "release_signature_stands"


def test_it_takes_effect_once_on_her_death_and_a_spoken_yes_is_noted_once(db: Doors, s: Scene) -> None:
    lives, waits = (
        {"case_id": s.unlooked, "kind": "after_death"},
        {"status": "prepared", "countersigned_at": None, "countersigned_by_id": None},
    )
    one, done = s.release(**lives), s.release(**lives, takes_effect_at=T - DAY)
    unsigned = s.release(**lives, **waits)
    effect = "UPDATE confidentiality_release SET takes_effect_at = %s WHERE id = {} RETURNING takes_effect_at"
    dead = f"INSERT INTO {C}death (case_id, died_on, known_from, recorded_by_id, recorded_at) VALUES ({{}}, '2026-01-01', 'own', {s.hana}, now()) ON CONFLICT DO NOTHING"
    with db.owner.transaction(force_rollback=True):
        db.claims(db.owner, s.hana)
        db.owner.execute(f"DELETE FROM {C}death WHERE case_id = {s.unlooked}")

        def tried(key: int, at: datetime | None = T - HOUR) -> Any:
            try:
                with db.owner.transaction(force_rollback=True):
                    return db.owner.execute(effect.format(key), [at]).fetchone()[0]  # type: ignore[index]
            except psycopg.errors.CheckViolation as refused:
                return refused.diag.constraint_name

        assert tried(one) == "release_waits_for_death"
        db.owner.execute(dead.format(s.unlooked))
        assert tried(one) == T
        assert [tried(key) for key in (done, unsigned)] == ["release_waits_for_death"] * 2
        assert tried(done, None) == "release_waits_for_death"
    yes = f"UPDATE {C}release SET oral_yes_at = %s, oral_yes_by_id = %s WHERE id = %s"
    noted = s.release(**waits, oral_yes_at=T - DAY, oral_yes_by_id=s.ada)
    tries = [db.tries(s.ada, yes, T, s.ada, key) for key in (s.waits, s.live, noted)]
    assert tries == ["done", "release_oral_yes_stands", "release_oral_yes_stands"]
    assert db.tries(s.ada, yes, T - DAY, s.bea, noted) == "release_oral_yes_stands"
    with db.web.transaction(force_rollback=True):  # when it was said is the database's word
        db.claims(db.web, s.ada)
        db.web.execute(yes, [T - DAY, s.ada, s.waits])  # type: ignore[arg-type]
        assert db.web.execute(f"SELECT oral_yes_at FROM {C}release WHERE id = %s", [s.waits]).fetchone() == (T,)


PARENT = "UPDATE cases_involvedperson SET harmed_her = '{}', harmed_parent = '{}' WHERE id = {}"


def test_C07_R21_all_who_have_to_signed_these_words_and_nobody_who_harmed_her(db: Doors, s: Scene) -> None:
    def person(case: int, **columns: Any) -> int:
        return db.put(
            "cases_involvedperson",
            case_id=case,
            agency_id=s.home,
            updated_by_id=s.ada,
            **{"harmed_her": "no", "harmed_parent": "no", **columns},
        )

    mother, elsewhere, unasked = person(s.case), person(s.unlooked), person(s.case, harmed_parent="")
    waits = {"status": "prepared", "countersigned_at": None, "countersigned_by_id": None}

    def signed(needed: list[str], *signatures: dict[str, Any], sha: str = SHA) -> bool:
        one = s.release(**waits)
        db.put(f"{C}releasetalk", release_id=one, case_id=s.case, needed=needed)
        for signature in signatures:
            sign_row(db, one, s.case, witnessed_by_id=s.ada, **signature)
        return bool(db.asks(f"SELECT mdt_release_signed({one}, '{sha}')"))

    hers, parents = {"capacity": "survivor"}, {"capacity": "parent", "signer_id": mother}
    guardians = {"capacity": "guardian", "signer_id": mother}
    assert signed(["survivor"], hers)
    assert signed(["survivor", "parent"], hers, parents)
    assert signed(["guardian"], guardians | {"signer_id": unasked})  # whose other parent is nobody's question
    assert not signed(["survivor", "parent"], hers)
    assert not signed(["survivor", "parent"], parents)
    assert not signed(["survivor"], parents)
    assert not signed(["survivor"])
    assert not signed(["survivor"], hers, sha=OTHER_SHA)
    assert not signed(["survivor"], hers | {"sha256": OTHER_SHA})
    assert not signed(["parent"], parents | {"signer_id": elsewhere})
    assert not signed(["parent"], parents | {"signer_id": unasked})
    assert not db.asks(f"SELECT mdt_release_signed({s.release(**waits)}, '{SHA}')")  # nobody talked with her
    for capacity, bad in (("parent", [("", "no"), ("no", "")]), ("guardian", [("", "no")])):
        for her, other in bad:
            assert not signed(
                [capacity], {"capacity": capacity, "signer_id": person(s.case, harmed_her=her, harmed_parent=other)}
            )
    for capacity in ("parent", "guardian"):
        one, keys = s.release(**waits), (person(s.case), person(s.case))
        db.put(f"{C}releasetalk", release_id=one, case_id=s.case, needed=[capacity])
        sign_row(db, one, s.case, capacity=capacity, signer_id=keys[0], witnessed_by_id=s.ada)
        opened, over, other = s.release(), s.release(status="withdrawn", ended_at=T), s.release()
        sign_row(db, opened, s.case, capacity=capacity, signer_id=keys[0], witnessed_by_id=s.ada)
        sign_row(db, over, s.case, capacity=capacity, signer_id=keys[0], witnessed_by_id=s.ada)
        sign_row(db, other, s.case, capacity=capacity, signer_id=keys[1], witnessed_by_id=s.ada)
        asked = (
            f"SELECT array_agg(status::text ORDER BY id) FROM {C}release WHERE id IN ({one}, {opened}, {over}, {other})"
        )
        before = ["prepared", "active", "withdrawn", "active"]
        assert db.asks(asked) == before
        assert db.asks(asked, PARENT.format("", "no", keys[0])) == before
        for her, theirs in (("yes", "no"), ("no", "yes"), ("yes", "yes")):
            assert db.asks(asked, PARENT.format(her, theirs, keys[0])) == ["void", "void", "withdrawn", "active"]
        off = "ALTER TABLE cases_involvedperson DISABLE TRIGGER void_releases"
        for her, theirs in (("yes", "no"), ("no", "yes")):
            assert not db.asks(f"SELECT mdt_release_signed({one}, '{SHA}')", off, PARENT.format(her, theirs, keys[0]))


def test_R08_S17_who_takes_it_back_by_the_code(db: Doors, s: Scene) -> None:
    code = db.asks(f"SELECT code FROM cases_case WHERE id = {s.case}")
    asked = f"SELECT string_agg(status, ' ' ORDER BY id) FROM {C}release WHERE id IN ({s.live}, {s.waits}, {s.live_unlooked}, {s.lets_in})"
    order = f"SELECT array_agg(id ORDER BY id) FROM {C}release WHERE id IN ({s.live}, {s.waits}, {s.live_unlooked}, {s.lets_in})"
    assert db.asks(order) == sorted([s.live, s.waits, s.live_unlooked, s.lets_in])
    kept, taken = "active prepared active active", "withdrawn withdrawn active active"  # live, waits, lets_in, unlooked

    def after(who: int, *changes: str, of: str = code) -> Any:
        return db.asks(asked, *changes, f"SELECT mdt_withdraw({who}, '{uuid.uuid4()}', 't', '{of}', 'oral')")

    wall = f"INSERT INTO {C}recusal (case_id, person_id, recorded_by_id, recorded_at) VALUES ({s.case}, {s.bea}, {s.hana}, now())"
    assert [after(who) for who in (s.ada, s.bea, s.dan, s.tess)] == [taken, taken, kept, kept]
    assert after(s.bea, of="NO-SUCH") == kept
    assert after(s.bea, wall) == kept
    assert after(s.bea, f"UPDATE agencies_person SET is_active = false WHERE id = {s.bea}") == kept
    assert after(s.bea, f"UPDATE agencies_agency SET is_active = false WHERE id = {s.home}") == kept
    ledger = f"SELECT concat_ws('|', kind, outcome, case_ids) FROM {C}ledger ORDER BY id DESC LIMIT 1"
    for who, of, said in ((s.bea, code, f"withdraw|done|{{{s.case}}}"), (s.bea, "NO-SUCH", "withdraw|missing|{}"),
                          (s.dan, code, "withdraw|missing|{}")):  # fmt: skip
        assert db.asks(ledger, f"SELECT mdt_withdraw({who}, '{uuid.uuid4()}', 't', '{of}', 'oral')") == said
