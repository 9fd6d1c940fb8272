"""Each condition of principals, looks and what is carried, broken one at a time (see shut.py)."""

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Scene
from typing import Any

import pytest

from tests import rows
from tests.confidentiality.shut import DAY, HOUR, OTHER_SHA, SECOND, SHA, C, Doors, T, db, s, sign_row  # noqa: F401 - fixtures
from tests.confidentiality.test_oracle import hall  # noqa: F401 - a fixture

WAITS = {"status": "prepared", "countersigned_at": None, "countersigned_by_id": None}


def principal(kind: int, a: int, b: int = 0) -> int:
    return (kind << 56) | (a << 28) | b


def inactive(table: str, key: int) -> str:
    return f"UPDATE agencies_{table} SET is_active = false WHERE id = {key}"


def wall(s: Scene, person: int, case: int, ended: str = "NULL") -> str:  # noqa: F811
    return (f"INSERT INTO {C}recusal (case_id, person_id, recorded_by_id, recorded_at, ended_at)"
            f" VALUES ({case}, {person}, {s.hana}, '2020-01-01', {ended})")  # fmt: skip


# --- What is true of a person ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def seated(db: Doors, s: Scene) -> Scene:  # noqa: F811
    """Cora of the police coordinates a team and is acknowledged; Bob is neither seated nor acknowledged."""
    place = db.owner.execute("SELECT jurisdiction_id FROM agencies_agency WHERE id = %s", [s.police]).fetchone()[0]  # type: ignore[index]
    at = Scene(
        team=db.put("agencies_team", jurisdiction_id=place), other=db.put("agencies_team", jurisdiction_id=place)
    )
    at.cora = db.put("agencies_person", agency_id=s.police, takes_referrals=True, is_supervisor=True)
    at.seat = db.put("agencies_seat", team_id=at.team, person_id=at.cora, agency_id=s.police)
    at.known = db.put("agencies_acknowledgement", person_id=at.cora, expires_at=T + DAY, signed_at=T - DAY)
    permission = rows.permission(db.owner, "coordinate_team")
    for team in (at.team, at.other):
        db.put("agencies_teamcoordinator", content_object_id=team, user_id=at.cora, permission_id=permission)
    return at


def test_what_is_true_of_a_person_now(db: Doors, s: Scene, seated: Scene) -> None:  # noqa: F811
    who, at = seated.cora, s.police
    works, leads, answers = principal(1, who, at), principal(2, at), principal(5, at)
    sits, coordinates = principal(3, at, seated.team), principal(4, seated.team)

    def now(*changes: str, at: datetime = T) -> set[int]:
        return set(db.asks(f"SELECT mdt_principals_of({who})", *changes, at=at))

    everything = {works, leads, answers, sits, coordinates}
    unseated = {works, leads, answers}
    person, seat, known = (f"UPDATE agencies_{one} SET {{}} WHERE id = {key}" for one, key in
                           (("person", who), ("seat", seated.seat), ("acknowledgement", seated.known)))  # fmt: skip
    assert now() == everything
    assert now(inactive("person", who)) == now(inactive("agency", at)) == set()
    assert now(person.format("is_supervisor = false")) == everything - {leads}
    assert now(person.format("takes_referrals = false")) == everything - {answers}
    assert now(person.format(f"agency_id = {s.third}")) == {
        principal(1, who, s.third),
        principal(2, s.third),
        principal(5, s.third),
    }
    assert now(at=T + DAY) == now(at=T - DAY - SECOND) == unseated
    assert now(at=T + DAY - SECOND) == now(at=T - DAY) == everything
    assert (
        now("ALTER TABLE agencies_acknowledgement DISABLE TRIGGER USER", known.format(f"person_id = {s.dan}"))
        == unseated
    )
    assert now(inactive("team", seated.team)) == unseated
    for change, left in (
        ("starts_on = '2026-03-10'", everything), ("starts_on = '2026-03-11'", unseated), ("ends_on = '2026-03-10'", everything),
        ("ends_on = '2026-03-09'", unseated), (f"person_id = {s.dan}", unseated), (f"agency_id = {s.third}", unseated),
    ):  # fmt: skip
        assert now(seat.format(change)) == left, change
    other = f"UPDATE agencies_teamcoordinator SET {{}} WHERE content_object_id = {seated.team} AND user_id = {who}"
    assert now(other.format(f"user_id = {s.dan}")) == everything - {coordinates}
    work = rows.permission(db.owner, "change_team")
    assert now(other.format(f"permission_id = {work}")) == everything - {coordinates}
    # Half an hour before midnight there it is the tenth, whatever the day is in the database.
    assert now(seat.format("starts_on = '2026-03-11'"), at=datetime(2026, 3, 11, 4, 30, tzinfo=UTC)) == unseated
    assert now(seat.format("ends_on = '2026-03-10'"), at=datetime(2026, 3, 11, 4, 30, tzinfo=UTC)) == everything


def test_whose_agency_and_which_walls(db: Doors, s: Scene) -> None:  # noqa: F811
    asks = lambda *changes: db.asks("SELECT mdt_agency()", *changes, who=s.dan)  # noqa: E731
    assert asks() == s.police
    assert asks(inactive("person", s.dan)) is asks(inactive("agency", s.police)) is None
    walls = lambda *changes: db.asks(f"SELECT mdt_recused_of({s.dan})", *changes)  # noqa: E731
    assert walls() == walls(wall(s, s.tom, s.case)) == walls(wall(s, s.dan, s.case, "now()")) == []
    assert walls(wall(s, s.dan, s.case)) == [s.case]


def test_C02_who_decides_who_works_on_a_record(db: Doors, s: Scene) -> None:  # noqa: F811
    def may(who: int, *changes: str) -> Any:
        return db.asks(f"SELECT mdt_may_staff({s.case})", *changes, who=who)

    just_now = (
        "ALTER TABLE cases_case DISABLE TRIGGER guard",
        f"UPDATE cases_case SET opened_at = now() WHERE id = {s.case}",
    )
    assert [may(who) for who in (s.hana, s.ada, s.bea, s.tess)] == [True, False, False, False]
    assert [may(who, *just_now) for who in (s.hana, s.ada, s.bea, s.tess)] == [True, True, False, False]
    assert may(s.hana, wall(s, s.hana, s.case)) is False
    assert may(s.hana, inactive("person", s.hana)) is False


# --- Looks -----------------------------------------------------------------------------------------------------
def test_G1_a_look_is_shown_by_a_live_grant_for_a_part_and_no_wall(db: Doors, s: Scene) -> None:  # noqa: F811
    public, made = uuid.uuid4(), Scene()
    made.case = db.put("cases_case", agency_id=s.home, opened_by_id=s.ada, public_id=public)
    made.release = s.release(case_id=made.case, elements=3)

    def look(who: int, elements: int, *changes: str, at: datetime = T) -> Any:
        asked = f"SELECT elements FROM mdt_look({who}, '{uuid.uuid4()}', 't', 't', '{public}', {elements})"
        return db.asks(asked, *changes, at=at, who=who)

    assert [look(s.dan, part) for part in (1, 2, 3, 2 | 512)] == [3, 3, 3, 3]
    assert [look(s.dan, part) for part in (512, 512 | 1, 4, 0)] == [None] * 4
    assert [look(who, 1) for who in (s.tom, s.tess, s.bea, s.hana)] == [None, None, None, 16383]
    assert look(s.dan, 1, at=T + 14 * DAY) is look(s.dan, 1, at=T - DAY - SECOND) is None
    assert look(s.dan, 1, at=T + 14 * DAY - SECOND) == look(s.dan, 1, at=T - DAY) == 3
    assert look(s.dan, 1, wall(s, s.dan, made.case)) is None
    assert look(s.dan, 2, f"UPDATE {C}grant SET elements = 2 WHERE case_id = {made.case}") is None  # no cover, no look
    ledger = "SELECT outcome || ' ' || elements || ' ' || basis || ' ' || (grounds)::text FROM confidentiality_ledger ORDER BY id DESC LIMIT 1"
    for who, elements, says in (
        (s.dan, 2 | 512, f"shown 2 RELEASE {{release:{made.release}}}"), (s.dan, 512, "denied 512  {}"), (s.tess, 1, "denied 1  {}"),
    ):  # fmt: skip
        asked = f"SELECT mdt_look({who}, '{uuid.uuid4()}', 't', 't', '{public}', {elements})"
        assert db.asks(ledger, asked) == says
    assert (
        db.asks(ledger, f"SELECT mdt_look({s.dan}, '{uuid.uuid4()}', 't', 't', '{uuid.uuid4()}', 1)") == "missing 1  {}"
    )


def test_G2_an_element_needs_this_requests_own_committed_look_at_it(db: Doors, s: Scene) -> None:  # noqa: F811
    case = db.put("cases_case", agency_id=s.home, opened_by_id=s.ada)
    request, asked = uuid.uuid4(), "SELECT mdt_looked(2)"

    def looked(**columns: Any) -> Any:
        values = {"request_id": request, "actor_id": s.dan, "elements": 3, "case_ids": [case], **columns}
        at = values.pop("ago", None)
        if at:
            values["at"] = datetime.now(tz=UTC) - at
        one = uuid.uuid4() if "request_id" not in columns else request
        values["request_id"] = columns.get("request_id", one)
        db.put(f"{C}ledger", **values)
        with db.web.transaction(force_rollback=True):
            db.web.execute(
                "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)",
                [str(s.dan), str(one)],
            )
            return db.web.execute(asked).fetchone()[0]  # type: ignore[index]

    assert looked() == [case]
    for broken in ({"elements": 5}, {"elements": 1}, {"actor_id": s.tom}, {"outcome": "denied"}, {"kind": "browse"},
                   {"ago": timedelta(minutes=16)}, {"ago": timedelta(hours=-2)}, {"request_id": uuid.uuid4()}):  # fmt: skip
        assert looked(**broken) == [], broken
    assert looked(ago=timedelta(minutes=14)) == [case]
    assert looked(ago=timedelta(minutes=-10)) == [case]  # a clock that was set back
    with db.owner.transaction(force_rollback=True):  # of the same transaction
        db.claims(db.owner, s.dan)
        db.put(f"{C}ledger", request_id=db.request, actor_id=s.dan, elements=3, case_ids=[case])
        assert db.owner.execute(asked).fetchone()[0] == []  # type: ignore[index]


def test_the_index_of_grants_shows_ones_own_live_ones_alone(db: Doors, s: Scene) -> None:  # noqa: F811
    def shown(who: int, *changes: str, at: datetime = T, case: int = s.case) -> bool:
        return db.sees_after(
            who,
            f"SELECT id FROM {C}grant WHERE case_id = {case} AND source_id = {s.live} AND source = 'release'",
            *changes,
            at=at,
        )

    assert [shown(who) for who in (s.dan, s.pam, s.tom, s.tess, s.hana)] == [True, True, False, False, False]
    assert [shown(s.dan, at=at) for at in (T - DAY - SECOND, T - DAY, T + 14 * DAY - SECOND, T + 14 * DAY)] == [
        False,
        True,
        True,
        False,
    ]
    assert not shown(s.dan, wall(s, s.dan, s.case))
    assert shown(s.dan, wall(s, s.dan, s.unlooked))
    area = db.owner.execute("SELECT min(id) FROM agencies_jurisdiction").fetchone()[0]  # type: ignore[index]
    says = {
        "from_agency_id": s.home,
        "sent_by_id": s.ada,
        "to_agency_id": s.police,
        "area_id": area,
        "sent_at": T - DAY,
    }
    tied, free = (db.put("cases_referral", public_id=uuid.uuid4(), **says) for _ in range(2))
    db.put("cases_referralorigin", referral_id=tied, case_id=s.unlooked)

    def told(referral: int, *changes: str) -> bool:
        return db.sees_after(s.dan, f"SELECT id FROM {C}grant WHERE referral_id = {referral}", *changes)

    assert told(tied)
    assert not told(tied, wall(s, s.dan, s.unlooked))
    assert told(free, wall(s, s.dan, s.unlooked))
    assert shown(s.dan, wall(s, s.dan, s.unlooked))  # and what is of no referral


def test_C02_only_the_permission_to_work_on_it_opens_a_record(db: Doors, s: Scene) -> None:  # noqa: F811
    """Guardian can hold other permissions on a case; none of them is a fact that opens it or what became of it."""
    case = db.put("cases_case", agency_id=s.home, opened_by_id=s.ada)
    referral = db.put("cases_referral", public_id=uuid.uuid4(), from_agency_id=s.home, sent_by_id=s.hana, to_agency_id=s.police,
                      area_id=db.owner.execute("SELECT min(id) FROM agencies_jurisdiction").fetchone()[0], sent_at=T - DAY)  # type: ignore[index] # fmt: skip
    db.put("cases_referralorigin", referral_id=referral, case_id=case)
    held = f"SELECT count(*)::int FROM {C}grant WHERE principal = {principal(1, s.bea, s.home)}"
    before = db.asks(held)
    for codename, more in (("view_case", 0), ("work_case", 2)):
        given = (f"INSERT INTO cases_caseassignment (content_object_id, user_id, permission_id)"
                 f" VALUES ({case}, {s.bea}, {rows.permission(db.owner, codename)})")  # fmt: skip
        assert db.asks(held, given) == before + more, codename


def test_G1_an_element_stays_shut_when_its_basis_ends_after_the_look(db: Doors, s: Scene) -> None:  # noqa: F811
    """What else is open, of the record or of another, does not stand in for it."""
    public, other = uuid.uuid4(), uuid.uuid4()
    one, two = (db.put("cases_case", agency_id=s.home, opened_by_id=s.ada, public_id=key) for key in (public, other))
    row = db.put("cases_identity", case_id=one, agency_id=s.home, updated_by_id=s.ada)
    names_it = s.release(case_id=one, elements=3)
    s.release(case_id=one, elements=5)
    s.release(case_id=two, elements=3)
    db.looks(s.dan, public, 3)
    asked = f"SELECT id FROM cases_identity WHERE id = {row}"
    assert db.sees_after(s.dan, asked)
    assert not db.sees_after(s.dan, asked, f"UPDATE {C}release SET status = 'withdrawn' WHERE id = {names_it}")


def test_C02_an_element_is_written_in_its_own_room_after_a_look_in_ones_own_name(db: Doors, s: Scene) -> None:  # noqa: F811
    cases = Scene()
    for name, at, by, public in (("mine", s.home, s.ada, uuid.uuid4()), ("bare", s.home, s.ada, uuid.uuid4()),
                                 ("unseen", s.home, s.ada, uuid.uuid4()), ("theirs", s.third, s.tess, uuid.uuid4()),
                                 ("strange", s.home, s.ada, uuid.uuid4())):  # fmt: skip
        made = db.put("cases_case", agency_id=at, opened_by_id=by, public_id=public)
        if at == s.home:
            db.put(
                "cases_caseassignment",
                content_object_id=made,
                user_id=by,
                permission_id=rows.permission(db.owner, "work_case"),
            )
        else:
            s.release(case_id=made, agency_id=at, recipient_id=s.home, recipient_person_id=s.ada)
        if name not in ("bare",):
            whose = s.third if name == "strange" else at
            setattr(cases, f"{name}_row", db.put("cases_identity", case_id=made, agency_id=whose, updated_by_id=by))
        if name != "unseen":
            db.looks(s.ada, public, 3)
        setattr(cases, name, made)
    good = {"case_id": cases.bare, "agency_id": s.home, "updated_by_id": s.ada}
    assert db.puts(s.ada, "cases_identity", **good) == "done"
    bare_theirs, bare_unseen = (db.put("cases_case", agency_id=at, opened_by_id=s.ada) for at in (s.third, s.home))
    s.release(case_id=bare_theirs, agency_id=s.third, recipient_id=s.home, recipient_person_id=s.ada)
    db.put(
        "cases_caseassignment",
        content_object_id=bare_unseen,
        user_id=s.ada,
        permission_id=rows.permission(db.owner, "work_case"),
    )
    db.looks(s.ada, db.owner.execute("SELECT public_id FROM cases_case WHERE id = %s", [bare_theirs]).fetchone()[0], 3)  # type: ignore[index]
    for change in (
        {"case_id": bare_theirs},
        {"case_id": bare_unseen},
        {"agency_id": s.third},
        {"updated_by_id": s.bea},
    ):
        assert db.puts(s.ada, "cases_identity", **good | change) == "policy", change
    shown = db.sees(s.ada, "cases_identity")
    assert {cases.mine_row, cases.theirs_row} <= shown
    assert cases.unseen_row not in shown
    assert not {cases.mine_row, cases.unseen_row} & (
        db.sees(s.bea, "cases_identity") | db.sees(s.dan, "cases_identity")
    )
    for statement in (
        f"UPDATE cases_identity SET name = 'x', updated_by_id = {s.ada} WHERE id = %s",
        "DELETE FROM cases_identity WHERE id = %s",
    ):
        keys = (cases.mine_row, cases.theirs_row, cases.unseen_row, cases.strange_row)
        assert [db.tries(s.ada, statement, key) for key in keys] == ["done", "none", "none", "none"]
        assert [db.tries(who, statement, cases.mine_row) for who in (s.bea, s.dan, s.hana)] == ["none"] * 3
    assert (
        db.tries(s.ada, f"UPDATE cases_identity SET updated_by_id = {s.bea} WHERE id = %s", cases.mine_row) == "policy"
    )


def test_C02_a_blind_write_reaches_what_is_looked_at_in_ones_own_room_and_nothing_else(db: Doors, s: Scene) -> None:  # noqa: F811
    """A statement that reads nothing is not held by what may be read."""
    work = rows.permission(db.owner, "work_case")
    mine, bare, theirs = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for public, at, by in ((mine, s.home, s.bea), (bare, s.home, s.bea), (theirs, s.third, s.tess)):
        case = db.put("cases_case", agency_id=at, opened_by_id=by, public_id=public)
        # In the other agency's record stands a row that calls itself ours.
        db.put("cases_identity", case_id=case, agency_id=s.home, updated_by_id=s.bea)
        if at == s.home:
            db.put("cases_caseassignment", content_object_id=case, user_id=s.bea, permission_id=work)
        else:
            s.release(case_id=case, agency_id=at, recipient_id=s.home, recipient_person_id=s.bea)
        if public != bare:
            db.looks(s.bea, public, 3)
    ends = f"""DELETE FROM cases_caseassignment a USING cases_case c WHERE c.id = a.content_object_id AND c.public_id = '{mine}'"""
    leaves = f"UPDATE agencies_person SET agency_id = {s.third} WHERE id = {s.bea}"
    for write in (f"UPDATE cases_identity SET name = 'x', updated_by_id = {s.bea}", "DELETE FROM cases_identity"):
        assert db.touches(s.bea, write) == 1
        assert db.touches(s.bea, write, ends) == 0
        assert db.touches(s.bea, write, leaves) == 0
        assert db.touches(s.bea, write, request=uuid.uuid4()) == 0
        assert db.touches(s.hal, write) == 0


def test_S17_a_referral_is_shown_to_its_sides_and_hidden_behind_each_wall_it_belongs_to(db: Doors, s: Scene) -> None:  # noqa: F811
    area = db.owner.execute("SELECT min(id) FROM agencies_jurisdiction").fetchone()[0]  # type: ignore[index]
    public, again_public = uuid.uuid4(), uuid.uuid4()
    says = {
        "from_agency_id": s.home,
        "sent_by_id": s.ada,
        "to_agency_id": s.police,
        "area_id": area,
        "sent_at": T - DAY,
    }
    sent = db.put("cases_referral", public_id=public, **says)
    db.put("cases_referral", public_id=again_public, redirected_from_id=sent, **says)
    came, became, other = (db.put("cases_case", agency_id=at, opened_by_id=by) for at, by in
                           ((s.home, s.ada), (s.police, s.pam), (s.home, s.ada)))  # fmt: skip
    db.put("cases_referralorigin", referral_id=sent, case_id=came)
    db.put("cases_referralintake", referral_id=sent, case_id=became)

    def look(who: int, *changes: str, at: datetime = T, of: uuid.UUID = public) -> Any:
        asked = f"SELECT own FROM mdt_look_referral({who}, '{uuid.uuid4()}', 't', 't', '{of}')"
        return db.asks(asked, *changes, at=at, who=who)

    assert [look(who) for who in (s.ada, s.hana, s.dan, s.pam, s.tom, s.tess, s.bea)] == [
        True,
        True,
        False,
        False,
        None,
        None,
        None,
    ]
    assert look(s.dan, of=uuid.uuid4()) is look(s.dan, at=T - DAY - SECOND) is None
    ends = f"UPDATE {C}grant SET expires_at = '{T.isoformat()}' WHERE referral_id = {sent}"
    assert look(s.dan, at=T - DAY) is look(s.dan, ends, at=T - SECOND) is False
    assert look(s.dan, ends) is None
    for who, around, which, shown in (
        (s.dan, came, public, False), (s.dan, came, again_public, False), (s.ada, came, public, False), (s.ada, came, again_public, False),
        (s.dan, became, public, False), (s.dan, became, again_public, True), (s.ada, became, public, True), (s.dan, other, public, True),
    ):  # fmt: skip
        assert (look(who, wall(s, who, around), of=which) is not None) is shown, (who, around)
        assert look(who, wall(s, who, around, "now()"), of=which) is not None
        assert look(who, wall(s, s.tess, around), of=which) is not None
    ledger = f"SELECT concat_ws('|', outcome, basis, case_ids, referral_ids) FROM {C}ledger ORDER BY id DESC LIMIT 1"
    for who, of, changes, said in (
        (s.dan, public, [], f"shown|ZERO_IDENTITY|{{}}|{{{sent}}}"), (s.tess, public, [], f"denied||{{}}|{{{sent}}}"),
        (s.dan, public, [wall(s, s.dan, came)], f"denied||{{{came}}}|{{{sent}}}"), (s.dan, uuid.uuid4(), [], "missing||{}|{}"),
    ):  # fmt: skip
        act = f"SELECT mdt_look_referral({who}, '{uuid.uuid4()}', 't', 't', '{of}')"
        assert db.asks(ledger, *changes, act) == said


def test_T01_what_a_referral_carries_is_read_by_its_sender_and_through_a_live_basis(db: Doors, s: Scene) -> None:  # noqa: F811
    area = db.owner.execute("SELECT min(id) FROM agencies_jurisdiction").fetchone()[0]  # type: ignore[index]
    case = db.put("cases_case", agency_id=s.home, opened_by_id=s.ada)
    db.put(
        "cases_caseassignment",
        content_object_id=case,
        user_id=s.ada,
        permission_id=rows.permission(db.owner, "work_case"),
    )
    s.release(case_id=case, elements=3)
    s.release(case_id=case, elements=3, recipient_id=s.third)

    def referral(carried: bool = True, to: int = s.police, by: int = s.ada) -> int:
        with db.owner.transaction():  # «identified» and what is carried come together
            says = {"from_agency_id": s.home, "sent_by_id": by, "to_agency_id": to, "area_id": area, "sent_at": T - DAY}
            one = db.put("cases_referral", identified=carried, **says)
            db.put("cases_referralorigin", referral_id=one, case_id=case)
            return db.put("cases_referralcarried", referral_id=one, case_id=case, elements=2) if carried else one

    mine, bare = referral(), referral(carried=False)
    assert [mine in db.sees(who, "cases_referralcarried") for who in (s.ada, s.hana, s.dan, s.pam)] == [True] * 4
    assert [mine in db.sees(who, "cases_referralcarried") for who in (s.tom, s.bea, s.tess)] == [False] * 3
    assert mine not in db.sees(s.dan, "cases_referralcarried", T + 14 * DAY)
    good = {"referral_id": bare, "case_id": case, "elements": 2}
    assert db.puts(s.ada, "cases_referralcarried", **good) == "done"
    assert db.puts(s.hana, "cases_referralcarried", **good) == "done"
    for who in (s.dan, s.bea, s.tess):
        assert db.puts(who, "cases_referralcarried", **good) == "policy"
    for change in ({"elements": 4}, {"case_id": s.case}, {"case_id": s.foreign}):
        assert db.puts(s.ada, "cases_referralcarried", **good | change) == "policy", change


# --- What travels and what ends --------------------------------------------------------------------------------
def test_T01_what_is_open_there_to_everybody_who_answers(db: Doors, s: Scene) -> None:  # noqa: F811
    case = db.put("cases_case", agency_id=s.home, opened_by_id=s.ada)
    db.put(
        "cases_caseassignment",
        content_object_id=case,
        user_id=s.ada,
        permission_id=rows.permission(db.owner, "work_case"),
    )
    s.release(case_id=case, elements=3)
    s.release(case_id=case, elements=512, recipient_person_id=s.tom)
    s.release(case_id=case, elements=5, recipient_id=s.third)
    asked = f"SELECT json_object_agg(agency_id, elements ORDER BY agency_id) FROM mdt_open_to({case})"

    def there(who: int = s.ada, *changes: str, at: datetime = T) -> Any:
        return db.asks(asked, *changes, who=who, at=at)

    everything = {str(s.police): 3, str(s.third): 5}
    assert there() == there(s.hana) == everything
    assert there(s.bea) is there(s.dan) is there(s.ada, wall(s, s.ada, case)) is None
    assert there(at=T - DAY) == there(at=T + 14 * DAY - SECOND) == everything
    assert there(at=T - DAY - SECOND) is there(at=T + 14 * DAY) is None
    area = db.owner.execute("SELECT min(id) FROM agencies_jurisdiction").fetchone()[0]  # type: ignore[index]

    def referral(to: int = s.police, by: int = s.home) -> int:
        return db.put("cases_referral", from_agency_id=by, sent_by_id=s.ada, to_agency_id=to, area_id=area)

    sent, to_third, by_third, unlinked = referral(), referral(s.third), referral(by=s.third, to=s.police), referral()
    for one in (sent, to_third, by_third):
        db.put("cases_referralorigin", referral_id=one, case_id=case)

    def carries(one: int, elements: int = 2, of: int = case, who: int = s.ada) -> Any:
        return db.asks(f"SELECT mdt_carries({one}, {of}, {elements})", who=who)

    assert carries(sent) is carries(sent, 3) is carries(sent, 1) is carries(to_third, 4) is True
    assert [carries(sent, bits) for bits in (4, 6, 512)] == [False] * 3
    assert [carries(one, bits) for one, bits in ((to_third, 2), (by_third, 2), (unlinked, 2), (0, 2))] == [False] * 4
    assert carries(sent, of=s.case) is carries(sent, who=s.bea) is False


def test_R22_what_ends_soon_is_listed_for_whoever_can_open_it(db: Doors, s: Scene) -> None:  # noqa: F811
    case = db.put("cases_case", agency_id=s.home, opened_by_id=s.ada)
    db.put(
        "cases_caseassignment",
        content_object_id=case,
        user_id=s.ada,
        permission_id=rows.permission(db.owner, "work_case"),
    )
    ends = s.release(case_id=case, expires_at=T + DAY)
    s.release(case_id=case, **WAITS, expires_at=T + DAY)
    received = s.release(case_id=s.foreign, agency_id=s.third, recipient_id=s.home, expires_at=T + DAY)

    def soon(who: int, *changes: str, days: int = 3, at: datetime = T) -> bool:
        asked = f"SELECT array_agg(release_id) FROM mdt_browse_ending({who}, '{uuid.uuid4()}', 't', 't', {days}, 50)"
        found = db.asks(asked, *changes, who=who, at=at) or []
        assert received not in found or who == s.tess
        assert set(found) <= {ends, received}, found
        return ends in found

    others = db.put("cases_case", agency_id=s.home, opened_by_id=s.bea)
    work = rows.permission(db.owner, "work_case")
    db.put("cases_caseassignment", content_object_id=others, user_id=s.bea, permission_id=work)
    assert [soon(who) for who in (s.ada, s.hana, s.bea, s.dan, s.pam)] == [True, True, False, False, False]
    emergency = (f"INSERT INTO {C}emergencyaccess (case_id, person_id, alerted_id, reason, starts_at, expires_at) VALUES"
                 f" ({case}, {s.bea}, {s.hana}, 'danger', '{T.isoformat()}', '{(T + HOUR).isoformat()}')")  # fmt: skip
    times = (T - SECOND, T, T + HOUR - SECOND, T + HOUR)
    assert [soon(s.bea, emergency, at=at) for at in times] == [False, True, True, False]
    assert not soon(s.ada, wall(s, s.ada, case))
    assert [soon(s.ada, at=at) for at in (T + DAY - SECOND, T + DAY)] == [True, False]
    assert [soon(s.ada, days=1, at=at) for at in (T, T + SECOND)] == [False, True]
    note = "SELECT count(*)::int FROM confidentiality_ledger"
    asked = f"SELECT mdt_browse_ending({{}}, '{uuid.uuid4()}', 't', 't', 3, 50)"
    assert db.asks(note, asked.format(s.ada)) == db.asks(note) + 1
    assert db.asks(note, asked.format(s.bea)) == db.asks(note)
