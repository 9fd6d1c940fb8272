"""What the web role may write and read of releases, orders and disclosures: each condition, broken one at a time."""
# ruff: noqa: F811 - fixtures

import uuid
from datetime import UTC, datetime
from types import SimpleNamespace as Scene
from typing import Any

from tests import rows
from tests.confidentiality.shut import DAY, HOUR, OTHER_SHA, SECOND, SHA, C, Doors, T, db, s, sign_row  # noqa: F401 - fixtures
from tests.confidentiality.test_oracle import hall  # noqa: F401 - a fixture


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
    paper, device = (sign_row(db, s.release(), s.case, way=way, witnessed_by_id=s.ada) for way in ("paper", "device"))
    theirs = sign_row(db, s.lets_in, s.foreign, way="paper", witnessed_by_id=s.tess)
    unlooked = sign_row(db, s.live_unlooked, s.unlooked, way="paper", witnessed_by_id=s.ada)
    _all(db, s.ada, f"{C}releasescan", {"case_id": s.case, "signature_id": paper, "added_by_id": s.ada}, [
        {"added_by_id": s.bea}, {"signature_id": device}, {"signature_id": unlooked}, {"case_id": s.unlooked, "signature_id": unlooked},
        {"case_id": s.foreign, "signature_id": theirs},
    ])  # fmt: skip
    looked_too = s.another_looked_case()
    assert db.puts(s.ada, f"{C}releasescan", case_id=looked_too, signature_id=paper, added_by_id=s.ada) == "policy"


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
        {"recipient_id": s.police}, {"statute_id": law(state="YY")}, {"statute_id": law(elements=1 | 8), "elements": 2 | 8},
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
                  {"at": T - DAY - SECOND}, {key: make(expires_at=T - HOUR)}, {key: make(elements=1 | 4)}]  # fmt: skip
        broken += [{key: s.waits}] if key == "release_id" else [{key: s.order_over, "at": T - HOUR}]
        _all(db, s.ada, f"{C}disclosure", good, broken, "disclosure_within_its_basis")
        _all(db, s.ada, f"{C}disclosure", good | {"at": T - DAY}, [{"agency_id": s.third}], "disclosure_of_record")
        assert db.puts(s.ada, f"{C}disclosure", **good | {key: make(expires_at=T - HOUR + SECOND)}) == "done"
        assert db.puts(s.ada, f"{C}disclosure", **good | {"recorded_by_id": s.bea}) == "policy"
        # A colleague who does not work on the record, and the recipient by a way that is not hers.
        assert db.puts(s.bea, f"{C}disclosure", **good | {"recorded_by_id": s.bea}) == "policy"
        assert db.puts(s.dan, f"{C}disclosure", **good | {"recorded_by_id": s.dan, "what": "x"}) == "policy"
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
    by_law = good | law | {"recipient_id": None, "method": "phone"}
    assert db.puts(s.ada, f"{C}disclosure", **by_law) == "done"
    for broken in (
        {"statute_id": db.put(f"{C}statute", effect="permits")},
        {"statute_id": db.put(f"{C}statute", elements=1 | 8)},
    ):
        assert db.puts(s.ada, f"{C}disclosure", **by_law | broken) == "disclosure_law_compels"
    lous = {
        "case_id": s.lous,
        "agency_id": s.loose,
        "recorded_by_id": s.lou,
        "statute_id": db.put(f"{C}statute", effect="permits"),
    }
    assert db.puts(s.lou, f"{C}disclosure", **by_law | lous) == "done"
    # Whom a release names binds who writes it down there; here anybody who works on it does.
    to_tom = good | {"recorded_by_id": s.ada, "release_id": s.toms, "method": "phone"}
    assert db.puts(s.ada, f"{C}disclosure", **to_tom) == "done"


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
        signature = sign_row(db, release, case, way="paper", witnessed_by_id=s.ada)
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
    back = f"UPDATE {C}mandate SET ended_at = NULL WHERE id = %s"
    assert db.tries(s.ada, back, s.order_over) == "mandate_ended_stays"
    as_a_purge = f"{back} AND set_config('mdt.purging', 'on', true) = 'on'"  # law K-04: the owner's word alone
    assert db.tries(s.ada, as_a_purge, s.order_over) == "mandate_ended_stays"
    at = db.asks(f"UPDATE {C}mandate SET ended_at = now() WHERE id = {s.order} RETURNING ended_at")
    assert at == T


def test_R08_a_blind_write_reaches_the_releases_and_orders_of_the_records_she_works_on(db: Doors, s: Scene) -> None:
    """A statement that reads nothing is not held by what may be read."""
    for table, change in (("release", "channel = 'oral'"), ("mandate", "ended_at = now()")):
        bare = "SET LOCAL session_replication_role = replica"  # without the guards: they would stop at the first that is over
        blind, reached = f"UPDATE {C}{table} SET {change}", []
        for who in (s.ada, s.hana, s.bea, s.dan, s.pam):
            reached.append(db.touches(who, blind, bare) > 0)
        assert reached == [True, True, False, False, False]
        strange = f"UPDATE {C}{table} SET agency_id = {s.loose} WHERE agency_id = {s.home}"
        assert db.touches(s.ada, blind, bare, strange) == 0


def test_when_something_was_written_is_the_databases_word(db: Doors, s: Scene) -> None:
    """Whoever could set it back would have a basis that was in force before it was there."""
    public = uuid.uuid4()
    another = db.put("cases_case", agency_id=s.home, opened_by_id=s.ada, public_id=public)
    db.looks(s.hana, public, 1)
    of, to = {"case_id": s.case}, {"agency_id": s.home, "recipient_id": s.police, "expires_at": T + DAY}
    for who, table, column, values in (
        (s.ada, "release", "prepared_at", of | to | {"prepared_by_id": s.ada}),
        (s.ada, "releasesignature", "signed_at", of | {"release_id": s.waits, "witnessed_by_id": s.ada}),
        (s.ada, "mandate", "recorded_at", of | to | {"recorded_by_id": s.ada}),
        (s.ada, "disclosure", "recorded_at", of | {"agency_id": s.home, "recorded_by_id": s.ada, "statute_id": db.put(f"{C}statute")}),
        (s.hana, "death", "recorded_at", {"case_id": another, "recorded_by_id": s.hana}),
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
