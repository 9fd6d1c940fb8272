"""Law C-12: what can be signed or agreed, all of it, moves no record: everybody, every case, every element."""

from typing import Any

from tests import rows
from tests.copies import Connection, database_copy

SEEN = """SELECT case_id, bit_or(elements), bool_or(own) FROM confidentiality_grant WHERE case_id IS NOT NULL GROUP BY case_id"""
Matrix = dict[int, dict[int, tuple[Any, ...]]]


CAST = "(SELECT * FROM agencies_person WHERE position('+' IN email) = 0)"  # not the rooms of other tests


def matrix(owner: Connection, web: Connection) -> Matrix:
    """Person → case → parts and whose room, as the wall gives it to each."""
    found: Matrix = {}
    for (person,) in owner.execute(f"SELECT id FROM {CAST} p ORDER BY id").fetchall():
        with web.transaction():
            web.execute("SELECT set_config('mdt.user_id', %s, true)", [str(person)])
            covers = {row[0] for row in web.execute("SELECT id FROM cases_case")}
            found[person] = {case: (bits, own) for case, bits, own in web.execute(SEEN)}  # type: ignore[misc]
            assert found[person].keys() == covers
    return found


def pools(owner: Connection, web: Connection) -> int:
    """How many referrals are seen, by everybody together."""
    seen = 0
    for (person,) in owner.execute(f"SELECT id FROM {CAST} p").fetchall():
        with web.transaction():
            web.execute("SELECT set_config('mdt.user_id', %s, true)", [str(person)])
            seen += web.execute("SELECT count(*) FROM cases_referral").fetchone()[0]  # type: ignore[index,operator]
    return seen


def sign_everything(owner: Connection) -> None:
    """Everybody is acknowledged, signs for every agency, sits at every table that takes her, and coordinates every one."""
    right = {name: rows.permission(owner, name) for name in ("sign_for_agency", "coordinate_team")}
    owner.execute("DELETE FROM agencies_agencysigner; DELETE FROM agencies_teamcoordinator; DELETE FROM agencies_seat")
    for (person,) in owner.execute(f"SELECT id FROM {CAST} p").fetchall():
        rows.put(owner, "agencies_acknowledgement", person_id=person)
    owner.execute("INSERT INTO agencies_agencysigner (content_object_id, user_id, permission_id)"
                  f" SELECT DISTINCT a.agency_id, p.id, %s::int FROM {CAST} p, {CAST} a WHERE a.agency_id IS NOT NULL", [right["sign_for_agency"]])  # fmt: skip
    owner.execute("INSERT INTO agencies_seat (public_id, team_id, person_id, agency_id, discipline, role, starts_on)"
                  " SELECT gen_random_uuid(), t.id, p.id, p.agency_id, 'advocacy', 'member', '2020-01-03'"
                  f" FROM agencies_team t, {CAST} p JOIN agencies_agency a ON a.id = p.agency_id"
                  " WHERE t.purpose = 'systems' OR NOT mdt_systems_only(a.sector)")  # fmt: skip
    owner.execute("INSERT INTO agencies_teamcoordinator (content_object_id, user_id, permission_id)"
                  f" SELECT t.id, p.id, %s FROM agencies_team t, {CAST} p", [right["coordinate_team"]])  # fmt: skip


def test_C12_signing_everything_that_can_be_signed_moves_no_record(world: Any) -> None:
    with database_copy("agreed") as copy, copy.owner() as owner, copy.web() as web:
        before = matrix(owner, web)
        assert sum(map(len, before.values())) > 50
        assert (
            len({bits for cases in before.values() for bits, _own in cases.values()}) > 1
        )  # released parts are among them
        sent = pools(owner, web)
        sign_everything(owner)
        assert pools(owner, web) > sent  # a seat leads to referrals without identity, so these seats were real
        assert matrix(owner, web) == before
        case = owner.execute(
            "SELECT id, agency_id, opened_by_id FROM cases_case WHERE agency_id <> %s LIMIT 1", [world.dan.agency_id]
        ).fetchone()
        assert case is not None
        rows.put(owner, "confidentiality_release", case_id=case[0], agency_id=case[1], recipient_id=world.dan.agency_id, prepared_by_id=case[2],
                 recipient_person_id=world.dan.pk, status="active", countersigned_at=rows.LONG_AGO, prepared_at="2038-12-01",
                 expires_at=rows.FAR_AHEAD, elements=16385)  # fmt: skip
        assert matrix(owner, web) != before  # a fact that opens something would have been noticed
