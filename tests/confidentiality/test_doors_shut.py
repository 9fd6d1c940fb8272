"""Each condition of each door, broken one at a time, in plain SQL past the application: all others hold, and it stays shut.

The clock is the test's, so that bounds are tried at their very second. Every try is rolled back.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Scene
from typing import Any

import psycopg
import pytest

from tests import rows
from tests.confidentiality.test_oracle import hall  # noqa: F401 - a fixture
from tests.copies import Connection, Copy

T = datetime(2026, 3, 10, 15, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
C = "confidentiality_"
SHA, OTHER_SHA = "0" * 64, "1" * 64
CLAIM = "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true), set_config('mdt.test_now', %s, true)"


class Doors:
    """The facts, and tries as somebody at some instant, always undone."""

    def __init__(self, owner: Connection, web: Connection, root: Connection) -> None:
        self.owner, self.web, self.root, self.request = owner, web, root, uuid.uuid4()

    def put(self, table: str, **columns: Any) -> int:
        return rows.put(self.owner, table, **columns)

    def claims(self, db: Connection, who: int, at: datetime = T) -> None:
        db.execute(CLAIM, [str(who), str(self.request), at.isoformat()])

    def tries(self, who: int, statement: str, *values: Any, at: datetime = T) -> str:
        """done, none (no row), policy, or the name of the rule that refuses."""
        try:
            with self.web.transaction(force_rollback=True):
                self.claims(self.web, who, at)
                return "done" if self.web.execute(statement, values).rowcount else "none"  # type: ignore[arg-type]
        except psycopg.errors.InsufficientPrivilege:
            return "policy"
        except psycopg.IntegrityError as refused:
            return refused.diag.constraint_name or "?"

    def puts(self, who: int, table: str, now: datetime = T, **columns: Any) -> str:
        row = {name: value() if callable(value) else value for name, value in rows.SAMPLES[table].items()} | columns
        marks = ", ".join(["%s"] * len(row))
        return self.tries(who, f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values(), at=now)

    def looks(self, who: int, case: uuid.UUID, elements: int) -> None:
        with self.web.transaction():
            self.claims(self.web, who)
            look = self.web.execute(
                "SELECT * FROM mdt_look(%s, %s, 't', 't', %s, %s)", [who, self.request, case, elements]
            )
            assert look.fetchall()

    def sees(self, who: int, table: str, at: datetime = T) -> set[int]:
        with self.web.transaction(force_rollback=True):
            self.claims(self.web, who, at)
            return {row[0] for row in self.web.execute(f"SELECT id FROM {table}")}  # type: ignore[misc]

    def asks(self, question: str, *changes: str, at: datetime = T, who: int = 0) -> Any:
        """What the owner is answered after these changes; the first column of the first row."""
        with self.owner.transaction(force_rollback=True):
            self.claims(self.owner, who, at)
            for change in changes:
                self.owner.execute(change)  # type: ignore[arg-type]
            found = self.owner.execute(question).fetchone()  # type: ignore[arg-type]
            return found and found[0]

    def sees_after(self, who: int, question: str, *changes: str, at: datetime = T) -> bool:
        """Whether the web role is shown a row after these changes, which the superuser makes."""
        with self.root.transaction(force_rollback=True):
            for change in changes:
                self.root.execute(change)  # type: ignore[arg-type]
            self.root.execute("SET LOCAL ROLE mdt_web")
            self.claims(self.root, who, at)
            return self.root.execute(question).fetchone() is not None  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def db(hall: Copy) -> Iterator[Doors]:  # noqa: F811
    with hall.owner() as owner, hall.web() as web, hall.superuser() as root:
        yield Doors(owner, web, root)


@pytest.fixture(scope="module")
def s(db: Doors) -> Scene:
    """Home's case and others around it; police and a third agency; what was released and ordered, in each state."""
    put, s = db.put, Scene()
    place = put("agencies_jurisdiction")
    for name, sector, regimes in (("home", "advocacy", ["VAWA"]), ("police", "local_police", ["CJIS"]), ("third", "advocacy", ["VAWA"]),
                                  ("child", "child_welfare", ["CAPTA"]), ("loose", "local_police", ["CJIS"])):  # fmt: skip
        setattr(s, name, put("agencies_agency", jurisdiction_id=place, sector=sector, regimes=regimes))
    for name, at, extra in (
        ("ada", "home", {}), ("bea", "home", {}), ("hana", "home", {"is_supervisor": True}), ("hal", "home", {"is_supervisor": True}),
        ("dan", "police", {"takes_referrals": True}), ("tom", "police", {}), ("pam", "police", {"is_supervisor": True}),
        ("tess", "third", {"is_supervisor": True}), ("lou", "loose", {"is_supervisor": True}),
    ):  # fmt: skip
        setattr(s, name, put("agencies_person", agency_id=getattr(s, at), **extra))
    work = rows.permission(db.owner, "work_case")
    for name, at, by in (
        ("case", "home", "ada"),
        ("unlooked", "home", "ada"),
        ("foreign", "third", "tess"),
        ("lous", "loose", "lou"),
    ):
        public, by = uuid.uuid4(), getattr(s, by)
        made = put("cases_case", agency_id=getattr(s, at), opened_by_id=by, public_id=public)
        put("cases_caseassignment", content_object_id=made, user_id=by, permission_id=work)
        setattr(s, name, made)
        setattr(s, f"{name}_public", public)
    s.release = lambda **columns: put(f"{C}release", **{
        "case_id": s.case, "agency_id": s.home, "recipient_id": s.police, "prepared_by_id": s.ada, "prepared_at": T - 2 * DAY,
        "countersigned_at": T - DAY, "countersigned_by_id": s.ada, "expires_at": T + 14 * DAY, "status": "active",
        "methods": ["here", "phone", "copy", "paper"], **columns,
    })  # fmt: skip
    waits = {"status": "prepared", "countersigned_at": None, "countersigned_by_id": None}
    s.live, s.waits, s.ends = s.release(), s.release(**waits), s.release(**waits, expires_at=T)
    s.elsewhere, s.toms = s.release(recipient_id=s.third), s.release(recipient_person_id=s.tom)
    s.lets_in = s.release(case_id=s.foreign, agency_id=s.third, recipient_id=s.home)
    s.lets_ada = s.release(case_id=s.foreign, agency_id=s.third, recipient_id=s.home, recipient_person_id=s.ada)
    s.waits_foreign = s.release(**waits, case_id=s.foreign, agency_id=s.third, recipient_id=s.police)
    s.waits_unlooked, s.waits_third = s.release(**waits, case_id=s.unlooked), s.release(**waits, agency_id=s.third)
    s.live_unlooked = s.release(case_id=s.unlooked)
    s.mandate = lambda **columns: put(f"{C}mandate", **{
        "case_id": s.case, "agency_id": s.home, "recipient_id": s.police, "recorded_by_id": s.ada, "recorded_at": T - DAY,
        "expires_at": T + 14 * DAY, "methods": ["here", "paper"], **columns,
    })  # fmt: skip
    s.order, s.order_over = s.mandate(), s.mandate(ended_at=T - HOUR)
    s.order_third, s.order_by_third = s.mandate(recipient_id=s.third), s.mandate(agency_id=s.third)
    s.order_foreign = s.mandate(case_id=s.foreign, agency_id=s.third, recipient_id=s.home)
    s.order_unlooked = s.mandate(case_id=s.unlooked)
    for who, case in ((s.ada, s.case_public), (s.ada, s.foreign_public), (s.hana, s.case_public), (s.hana, s.foreign_public),
                      (s.dan, s.case_public)):  # fmt: skip
        db.looks(who, case, 1)
    return s


def _sign(db: Doors, release: int, case: int, **columns: Any) -> int:
    return db.put(
        f"{C}releasesignature",
        **{"release_id": release, "case_id": case, "signed_at": T - DAY, "sha256": SHA, **columns},
    )


# --- What the web role may write -------------------------------------------------------------------------------
def _all(
    db: Doors, who: int, table: str, good: dict[str, Any], broken: list[dict[str, Any]], says: str = "policy"
) -> None:
    assert db.puts(who, table, **good) == "done"
    for change in broken:
        assert db.puts(who, table, **good | change) == says, change


def test_R12_a_release_is_prepared_by_who_works_on_it_for_her_own_agency_and_opens_nothing(db: Doors, s: Scene) -> None:
    good = {
        "case_id": s.case,
        "agency_id": s.home,
        "recipient_id": s.police,
        "prepared_by_id": s.ada,
        "expires_at": T + DAY,
    }
    _all(db, s.ada, f"{C}release", good, [
        {"case_id": s.foreign}, {"case_id": s.foreign, "agency_id": s.third}, {"agency_id": s.third}, {"prepared_by_id": s.bea},
        {"status": "active"}, {"countersigned_at": T}, {"ended_at": T}, {"takes_effect_at": T},
        {"kind": "after_death", "takes_effect_at": T},
    ])  # fmt: skip
    _all(
        db,
        s.ada,
        f"{C}release",
        good | {"expires_at": T + 90 * DAY},
        [{"expires_at": T + 90 * DAY + SECOND}],
        "release_not_too_long",
    )
    ten = datetime(2036, 3, 10, 15, tzinfo=UTC)
    _all(
        db,
        s.ada,
        f"{C}release",
        good | {"kind": "after_death", "expires_at": ten},
        [{"expires_at": ten + SECOND}],
        "release_not_too_long",
    )
    assert db.puts(s.bea, f"{C}release", **good | {"prepared_by_id": s.bea}) == "policy"


def _waiting(s: Scene) -> list[dict[str, Any]]:
    """What is hung on a release must be of a record of one's own that was looked at, and on one that waits and is not over."""
    return [
        {"case_id": s.foreign, "release_id": s.waits_foreign}, {"case_id": s.unlooked, "release_id": s.waits_unlooked},
        {"release_id": s.waits_unlooked}, {"release_id": s.live}, {"release_id": s.ends},
    ]  # fmt: skip


def test_R14_what_was_talked_about_is_written_while_it_waits(db: Doors, s: Scene) -> None:
    good = {"case_id": s.case, "release_id": s.waits}
    _all(db, s.ada, f"{C}releasetalk", good, _waiting(s))
    assert db.puts(s.ada, f"{C}releasetalk", **good | {"release_id": s.ends}, now=T - SECOND) == "done"
    death = s.release(kind="after_death", status="prepared", countersigned_at=None, countersigned_by_id=None)
    assert db.puts(s.ada, f"{C}releasetalk", **good | {"release_id": death}) == "done"
    assert (
        db.puts(s.ada, f"{C}releasetalk", **good | {"release_id": death, "withheld": "x"})
        == "release_death_withholds_nothing"
    )
    assert db.puts(s.ada, f"{C}releasetalk", **good | {"withheld": "x"}) == "done"


def test_R20_a_signature_is_witnessed_in_ones_own_name_and_one_by_link_is_not_written_here(db: Doors, s: Scene) -> None:
    good = {"case_id": s.case, "release_id": s.waits, "witnessed_by_id": s.ada}
    _all(db, s.ada, f"{C}releasesignature", good, [*_waiting(s), {"witnessed_by_id": s.bea}])
    assert db.puts(s.ada, f"{C}releasesignature", **good | {"release_id": s.ends}, now=T - SECOND) == "done"
    linked = {"way": "link", "check_way": "voice", "checked_by_id": s.ada}
    _all(db, s.ada, f"{C}releasesignature", good, [linked], "signature_by_a_checked_link")
    waits = s.release(status="prepared", countersigned_at=None, countersigned_by_id=None)
    db.put(
        f"{C}releaselink",
        release_id=waits,
        case_id=s.case,
        checked_by_id=s.ada,
        made_at=T - SECOND,
        expires_at=T,
        used_at=T,
    )
    assert db.puts(s.ada, f"{C}releasesignature", **good | linked | {"release_id": waits}) == "policy"


def test_R20_a_link_is_made_in_ones_own_name_for_what_waits_here(db: Doors, s: Scene) -> None:
    good = {"case_id": s.case, "release_id": s.waits, "checked_by_id": s.ada}
    broken = [*_waiting(s), {"checked_by_id": s.bea}, {"release_id": s.waits_third}]
    _all(db, s.ada, f"{C}releaselink", good, broken)
    assert db.puts(s.ada, f"{C}releaselink", **good | {"release_id": s.ends}, now=T - SECOND) == "done"


def test_a_scan_is_hung_on_a_signature_on_paper_of_this_record(db: Doors, s: Scene) -> None:
    paper, device = (_sign(db, s.release(), s.case, way=way, witnessed_by_id=s.ada) for way in ("paper", "device"))
    theirs = _sign(db, s.lets_in, s.foreign, way="paper", witnessed_by_id=s.tess)
    unlooked = _sign(db, s.live_unlooked, s.unlooked, way="paper", witnessed_by_id=s.ada)
    _all(db, s.ada, f"{C}releasescan", {"case_id": s.case, "signature_id": paper, "added_by_id": s.ada}, [
        {"added_by_id": s.bea}, {"signature_id": device}, {"signature_id": unlooked}, {"case_id": s.unlooked, "signature_id": unlooked},
        {"case_id": s.foreign, "signature_id": theirs},
    ])  # fmt: skip


def test_her_death_is_written_down_by_who_supervises_the_agency_of_record(db: Doors, s: Scene) -> None:
    good = {"case_id": s.case, "recorded_by_id": s.hana}
    _all(db, s.hana, f"{C}death", good, [{"recorded_by_id": s.hal}, {"case_id": s.foreign}, {"case_id": s.unlooked}])
    assert db.puts(s.ada, f"{C}death", **good | {"recorded_by_id": s.ada}) == "policy"


def test_C06_a_mandate_and_its_care_are_written_by_the_agency_of_record(db: Doors, s: Scene) -> None:
    good = {
        "case_id": s.case,
        "agency_id": s.home,
        "recipient_id": s.police,
        "recorded_by_id": s.ada,
        "expires_at": T + DAY,
    }
    _all(db, s.ada, f"{C}mandate", good, [
        {"case_id": s.foreign}, {"agency_id": s.third}, {"recorded_by_id": s.bea}, {"ended_at": T},
    ])  # fmt: skip
    bare = s.mandate()
    _all(db, s.ada, f"{C}mandatecare", {"case_id": s.case, "mandate_id": bare}, [
        {"case_id": s.foreign, "mandate_id": s.order_foreign}, {"case_id": s.unlooked, "mandate_id": s.order_unlooked},
        {"mandate_id": s.order_unlooked},
    ])  # fmt: skip


def test_C05_a_law_opens_what_it_compels_to_whom_it_names_in_its_state(db: Doors, s: Scene) -> None:
    law = lambda **columns: db.put(f"{C}statute", **columns)  # noqa: E731
    good = {"case_id": s.case, "agency_id": s.home, "recipient_id": s.child, "recorded_by_id": s.ada, "expires_at": T + DAY,
            "basis": "STATUTORY_MANDATE", "statute_id": law(), "elements": 3}  # fmt: skip
    _all(db, s.ada, f"{C}mandate", good, [
        {"statute_id": law(verified=False)}, {"statute_id": law(effect="permits")}, {"elements": 2 | 4}, {"elements": 4},
        {"recipient_id": s.police}, {"statute_id": law(state="YY")},
    ], "mandate_law_compels")  # fmt: skip
    lous = {"case_id": s.lous, "agency_id": s.loose, "recorded_by_id": s.lou}
    assert db.puts(s.lou, f"{C}mandate", **good | lous | {"statute_id": law(effect="permits")}) == "done"
    made = {"basis": "LE_PROS_GENERATED", "statute_id": None, "recipient_id": s.police}
    assert db.puts(s.lou, f"{C}mandate", **good | lous | made) == "done"
    assert db.puts(s.ada, f"{C}mandate", **good | made) == "mandate_generated_there"
    for regimes, strict in (
        ("{}", True),
        ("{CJIS,VAWA}", True),
        ("{FVPSA}", True),
        ("{VOCA}", True),
        ("{CJIS,HIPAA}", False),
    ):
        assert (
            db.asks(
                f"SELECT mdt_strict({s.loose})",
                f"UPDATE agencies_agency SET regimes = '{regimes}' WHERE id = {s.loose}",
            )
            is strict
        )
    assert db.asks("SELECT mdt_strict(0)") is True


# --- Disclosures -----------------------------------------------------------------------------------------------
def test_R05_a_disclosure_stays_within_its_basis(db: Doors, s: Scene) -> None:
    for basis, key, live in (("RELEASE", "release_id", s.live), ("COURT_MANDATE", "mandate_id", s.order)):
        good = {"case_id": s.case, "agency_id": s.home, "recipient_id": s.police, "recorded_by_id": s.ada, "basis": basis, key: live,
                "elements": 3, "method": "paper", "at": T - HOUR}  # fmt: skip
        make = s.release if key == "release_id" else s.mandate
        of_other = s.live_unlooked if key == "release_id" else s.order_unlooked
        broken = [{key: of_other}, {"recipient_id": s.third}, {"elements": 4}, {"elements": 7}, {"method": "fax"},
                  {"at": T - DAY - SECOND}, {key: make(expires_at=T - HOUR)}]  # fmt: skip
        broken += [{key: s.waits}] if key == "release_id" else [{key: s.order_over, "at": T - HOUR}]
        _all(db, s.ada, f"{C}disclosure", good, broken, "disclosure_within_its_basis")
        _all(db, s.ada, f"{C}disclosure", good | {"at": T - DAY}, [{"agency_id": s.third}], "disclosure_of_record")
        assert db.puts(s.ada, f"{C}disclosure", **good | {key: make(expires_at=T - HOUR + SECOND)}) == "done"
        assert db.puts(s.ada, f"{C}disclosure", **good | {"recorded_by_id": s.bea}) == "policy"
    over = s.release(status="withdrawn", ended_at=T - HOUR)
    good |= {"basis": "RELEASE", "mandate_id": None, "release_id": over}
    assert db.puts(s.ada, f"{C}disclosure", **good) == "disclosure_within_its_basis"
    assert db.puts(s.ada, f"{C}disclosure", **good | {"at": T - HOUR - SECOND}) == "done"
    assert db.puts(s.ada, f"{C}disclosure", **good | {"release_id": s.live, "at": T + 59 * SECOND}) == "done"
    assert (
        db.puts(s.ada, f"{C}disclosure", **good | {"release_id": s.live, "at": T + 60 * SECOND})
        == "disclosure_not_to_come"
    )


def test_R05_the_recipient_writes_down_her_copy_or_her_paper_and_no_words(db: Doors, s: Scene) -> None:
    good = {"case_id": s.case, "agency_id": s.home, "recipient_id": s.police, "recorded_by_id": s.dan, "basis": "RELEASE",
            "release_id": s.live, "elements": 3, "method": "copy", "at": T}  # fmt: skip
    _all(db, s.dan, f"{C}disclosure", good, [
        {"method": "phone"}, {"what": "x"}, {"recorded_by_id": s.pam}, {"recipient_id": s.third, "release_id": s.elsewhere},
    ])  # fmt: skip
    assert db.puts(s.dan, f"{C}disclosure", **good | {"method": "paper"}) == "done"
    assert db.puts(s.dan, f"{C}disclosure", **good | {"release_id": s.toms}) == "disclosure_within_its_basis"
    assert db.puts(s.tom, f"{C}disclosure", **good | {"release_id": s.toms, "recorded_by_id": s.tom}) == "done"
    of_foreign = {
        "case_id": s.foreign,
        "agency_id": s.third,
        "recipient_id": s.home,
        "release_id": s.lets_in,
        "recorded_by_id": s.ada,
    }
    assert db.puts(s.ada, f"{C}disclosure", **good | of_foreign) == "done"
    assert db.puts(s.ada, f"{C}disclosure", **good | of_foreign | {"method": "phone"}) == "policy"
    assert db.puts(s.bea, f"{C}disclosure", **good | of_foreign | {"recorded_by_id": s.bea}) == "policy"
    law = {
        "basis": "STATUTORY_MANDATE",
        "release_id": None,
        "statute_id": db.put(f"{C}statute"),
        "recorded_by_id": s.ada,
    }
    assert db.puts(s.ada, f"{C}disclosure", **good | law | {"recipient_id": None, "method": "phone"}) == "done"


# --- What is read ----------------------------------------------------------------------------------------------
def test_what_a_recipient_reads_of_releases_and_orders(db: Doors, s: Scene) -> None:
    dies = s.release(kind="after_death", takes_effect_at=T)
    to_come = s.release(kind="after_death", takes_effect_at=T + DAY)
    silent, over = s.release(kind="after_death"), s.release(expires_at=T)
    withdrawn = s.release(status="withdrawn", ended_at=T)
    mine = {s.live, s.toms, dies}
    hidden = {silent, to_come, over, withdrawn, s.waits, s.elsewhere, s.lets_in, s.live_unlooked} - {s.live_unlooked}
    seen = db.sees(s.dan, f"{C}release")
    assert mine <= seen
    assert not hidden & seen
    assert over in db.sees(s.dan, f"{C}release", T - SECOND)
    assert not (mine | hidden) & db.sees(s.tess, f"{C}release") - {s.elsewhere, s.lets_in}
    assert not (mine | {silent}) & db.sees(s.bea, f"{C}release")
    assert mine | {silent, to_come, over, withdrawn, s.waits, s.elsewhere} <= db.sees(s.ada, f"{C}release")
    assert s.waits_foreign not in db.sees(s.ada, f"{C}release")
    order_ends = s.mandate(expires_at=T)
    for who in (s.dan, s.pam):
        assert s.order in db.sees(who, f"{C}mandate")
        assert not {s.order_over, order_ends, s.order_third, s.order_foreign} & db.sees(who, f"{C}mandate")
    assert order_ends in db.sees(s.dan, f"{C}mandate", T - SECOND)
    assert {s.order, s.order_over, s.order_third, order_ends} <= db.sees(s.ada, f"{C}mandate")
    # Whose agency is named sees the row only with a basis of her own.
    assert not {s.live, s.order} & db.sees(s.lou, f"{C}release") | db.sees(s.bea, f"{C}mandate")
    toms_alone = s.release(case_id=s.foreign, agency_id=s.third, recipient_person_id=s.tom)
    assert toms_alone in db.sees(s.tom, f"{C}release")
    assert toms_alone not in db.sees(s.dan, f"{C}release")
    order_toms = s.mandate(case_id=s.foreign, agency_id=s.third, recipient_person_id=s.tom)
    assert order_toms in db.sees(s.tom, f"{C}mandate")
    assert order_toms not in db.sees(s.dan, f"{C}mandate")


def test_what_was_talked_about_stays_in_the_room_and_behind_a_look(db: Doors, s: Scene) -> None:
    def each(release: int, order: int, case: int) -> dict[str, int]:
        by = {"release_id": release, "case_id": case}
        signature = _sign(db, release, case, way="paper", witnessed_by_id=s.ada)
        return {
            "releasetalk": db.put(f"{C}releasetalk", **by), "releasesignature": signature,
            "releaselink": db.put(f"{C}releaselink", **by, checked_by_id=s.ada),
            "releasescan": db.put(f"{C}releasescan", signature_id=signature, case_id=case, added_by_id=s.ada),
            "mandatecare": db.put(f"{C}mandatecare", mandate_id=order, case_id=case),
            "death": db.put(f"{C}death", case_id=case, recorded_by_id=s.hana),
            "disclosure": db.put(f"{C}disclosure", case_id=case, agency_id=s.third if case == s.foreign else s.home,
                                 recorded_by_id=s.ada, statute_id=db.put(f"{C}statute"), recorded_at=T, at=T),
        }  # fmt: skip

    mine, unlooked = (
        each(s.release(), s.mandate(), s.case),
        each(s.release(case_id=s.unlooked), s.mandate(case_id=s.unlooked), s.unlooked),
    )
    theirs = each(
        s.release(case_id=s.foreign, agency_id=s.third), s.mandate(case_id=s.foreign, agency_id=s.third), s.foreign
    )
    for name, key in mine.items():
        shown = db.sees(s.ada, f"{C}{name}")
        assert key in shown, name
        assert unlooked[name] not in shown, name
        assert theirs[name] not in shown, name  # looked at, and another agency's
        assert not {key, unlooked[name]} & db.sees(s.dan, f"{C}{name}"), name


def test_only_the_releasing_agency_moves_a_release_or_ends_an_order(db: Doors, s: Scene) -> None:
    ends = f"UPDATE {C}release SET status = 'withdrawn', ended_by_id = prepared_by_id WHERE id = %s"
    over = f"UPDATE {C}mandate SET ended_at = now(), ended_by_id = recorded_by_id WHERE id = %s"
    assert [db.tries(s.ada, ends, one) for one in (s.live, s.lets_in, s.waits_third)] == ["done", "none", "none"]
    assert [db.tries(s.ada, over, one) for one in (s.order, s.order_foreign, s.order_by_third)] == [
        "done",
        "none",
        "none",
    ]
    assert [db.tries(who, ends, s.live) for who in (s.hana, s.dan, s.bea)] == ["done", "none", "none"]
    assert [db.tries(who, over, s.order) for who in (s.hana, s.dan, s.bea)] == ["done", "none", "none"]
    assert (
        db.tries(s.ada, f"UPDATE {C}mandate SET ended_at = NULL WHERE id = %s", s.order_over) == "mandate_ended_stays"
    )
    at = db.asks(f"UPDATE {C}mandate SET ended_at = now() WHERE id = {s.order} RETURNING ended_at")
    assert at == T


def test_when_something_was_written_is_the_databases_word(db: Doors, s: Scene) -> None:
    """Whoever could set it back would have a basis that was in force before it was there."""
    of, to = {"case_id": s.case}, {"agency_id": s.home, "recipient_id": s.police, "expires_at": T + DAY}
    for who, table, column, values in (
        (s.ada, "release", "prepared_at", of | to | {"prepared_by_id": s.ada}),
        (s.ada, "releasesignature", "signed_at", of | {"release_id": s.waits, "witnessed_by_id": s.ada}),
        (s.ada, "mandate", "recorded_at", of | to | {"recorded_by_id": s.ada}),
        (s.ada, "disclosure", "recorded_at", of | {"agency_id": s.home, "recorded_by_id": s.ada, "statute_id": db.put(f"{C}statute")}),
        (s.hana, "death", "recorded_at", of | {"recorded_by_id": s.hana}),
    ):  # fmt: skip
        row = {
            name: value() if callable(value) else value for name, value in rows.SAMPLES[f"{C}{table}"].items()
        } | values
        row[column] = T - 2 * DAY
        marks = ", ".join(["%s"] * len(row))
        with db.web.transaction(force_rollback=True):
            db.claims(db.web, who)
            kept = db.web.execute(
                f"INSERT INTO {C}{table} ({', '.join(row)}) VALUES ({marks}) RETURNING {column}", list(row.values())
            )
            assert kept.fetchone() == (T,), table
    noop = f"UPDATE {C}mandate SET ended_by_id = ended_by_id WHERE id = %s"
    assert db.tries(s.ada, noop, s.order_over) == "done"
    assert (
        db.tries(s.ada, f"UPDATE {C}mandate SET ended_at = now() WHERE id = %s", s.order_over) == "mandate_ended_stays"
    )


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
    kept = db.asks(f"UPDATE {C}release SET channel = 'oral' WHERE id = {s.live} RETURNING ended_at")
    assert kept is None


def test_R06_R21_it_opens_with_every_signature_in_ones_own_name_before_its_end(db: Doors, s: Scene) -> None:
    waits = {"status": "prepared", "countersigned_at": None, "countersigned_by_id": None}
    signed, ends, bare = s.release(**waits), s.release(**waits, expires_at=T), s.release(**waits)
    for one in (signed, ends, bare):
        db.put(f"{C}releasetalk", release_id=one, case_id=s.case)
        if one != bare:
            _sign(db, one, s.case, witnessed_by_id=s.ada)
    opens = f"UPDATE {C}release SET status = 'active', countersigned_by_id = %s WHERE id = %s"
    refused = "release_signed_by_all"
    assert db.tries(s.ada, opens, s.ada, signed) == "done"
    assert db.tries(s.ada, opens, s.bea, signed) == refused
    assert db.tries(s.ada, opens, s.ada, bare) == refused
    assert db.tries(s.ada, opens, s.ada, ends, at=T - SECOND) == "done"
    assert db.tries(s.ada, opens, s.ada, ends) == refused
    assert db.asks(f"UPDATE {C}release SET status = 'active', countersigned_by_id = {s.ada} WHERE id = {signed} RETURNING countersigned_at",
                   who=s.ada) == T  # fmt: skip
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
            _sign(db, one, s.case, witnessed_by_id=s.ada, **signature)
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
        _sign(db, one, s.case, capacity=capacity, signer_id=keys[0], witnessed_by_id=s.ada)
        opened, over, other = s.release(), s.release(status="withdrawn", ended_at=T), s.release()
        _sign(db, opened, s.case, capacity=capacity, signer_id=keys[0], witnessed_by_id=s.ada)
        _sign(db, over, s.case, capacity=capacity, signer_id=keys[0], witnessed_by_id=s.ada)
        _sign(db, other, s.case, capacity=capacity, signer_id=keys[1], witnessed_by_id=s.ada)
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
