"""The wall, tried as the web role with raw SQL: no basis, no row (G1); no record, no look (G2)."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, models, transaction

from cases import models as case_models
from cases.models import Identity
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.protected import ProtectedModel, UngatedRead
from confidentiality.wall import WALL, difference
from mdt.kit.acting import Acting, UnrecordedChange, acting
from tests import rooms

ELEMENTS = [
    m for m in vars(case_models).values()
    if isinstance(m, type) and issubclass(m, case_models.ElementModel) and m is not case_models.ElementModel
]  # fmt: skip


@pytest.fixture
def bait() -> Iterator[tuple[object, object]]:
    harbor = rooms.agency()
    ada = rooms.person(harbor)
    return ada, rooms.case(ada, name="Testa Person-901")


def ask(web: psycopg.Connection, actor: object, request: object, sql: str) -> list[tuple[object, ...]]:
    with web.transaction():
        web.execute(
            "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)",
            [str(actor), str(request)],
        )
        return web.execute(sql).fetchall()


@pytest.mark.parametrize("actor", ["", "garbage", "-1", "0", "99999999999999999999", "1 OR 1=1", "null"])
def test_G1_unset_empty_or_garbage_actor_sees_nothing(web_db, bait, actor) -> None:
    protected = [t.name for t in WALL.tables.values() if t.protected and "SELECT" in t.web]
    assert len(protected) > 15
    for name in protected:
        assert ask(web_db, actor, actor, f"SELECT count(*) FROM {name}") == [(0,)], name
        assert web_db.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,), name


def test_G2_element_comes_back_only_after_its_look_is_committed(web_db, bait) -> None:
    ada, case = bait
    request = uuid.uuid4()
    read = f"SELECT name FROM cases_identity WHERE case_id = {case.pk}"
    look = "SELECT case_id FROM mdt_look(%s, %s, 'test', 'test', %s, %s)"
    assert ask(web_db, ada.pk, request, read) == []
    with web_db.transaction():  # look and read in one transaction
        web_db.execute(
            "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)",
            [str(ada.pk), str(request)],
        )
        assert web_db.execute(look, [ada.pk, request, case.public_id, int(Element.IDENTITY)]).fetchall() == [(case.pk,)]
        assert web_db.execute(read).fetchall() == []
        with web_db.transaction():  # nor behind a savepoint
            assert web_db.execute(read).fetchall() == []
    assert ask(web_db, ada.pk, request, read) == [("Testa Person-901",)]
    assert ask(web_db, ada.pk, uuid.uuid4(), read) == []  # another request
    assert ask(web_db, rooms.person(ada.agency).pk, request, read) == []  # another person


def test_G2_look_at_one_element_opens_no_other(web_db, bait) -> None:
    ada, case = bait
    request = uuid.uuid4()
    web_db.execute(
        "SELECT * FROM mdt_look(%s, %s, 't', 't', %s, %s)",
        [ada.pk, request, case.public_id, int(Element.CONTACT)],
    )
    assert ask(web_db, ada.pk, request, f"SELECT 1 FROM cases_identity WHERE case_id = {case.pk}") == []


def test_G2_denied_look_is_kept_and_opens_nothing(web_db, owner_db, bait) -> None:
    _ada, case = bait
    stranger = rooms.person(rooms.agency(), is_supervisor=True)
    request = uuid.uuid4()
    assert (
        web_db.execute(
            "SELECT * FROM mdt_look(%s, %s, 't', 't', %s, %s)",
            [stranger.pk, request, case.public_id, int(Element.IDENTITY)],
        ).fetchall()
        == []
    )
    assert ask(web_db, stranger.pk, request, f"SELECT 1 FROM cases_identity WHERE case_id = {case.pk}") == []
    kept = owner_db.execute(
        "SELECT outcome, actor_id, elements, case_ids FROM confidentiality_ledger WHERE request_id = %s",
        [request],
    )
    assert kept.fetchall() == [("denied", stranger.pk, int(Element.IDENTITY), [case.pk])]


def test_C20_web_role_cannot_touch_the_ledger(web_db, bait) -> None:
    for sql in (
        "SELECT * FROM confidentiality_ledger", "DELETE FROM confidentiality_ledger", "UPDATE confidentiality_ledger SET kind = 'look'",
        "TRUNCATE confidentiality_ledger", "INSERT INTO confidentiality_ledger (request_id, kind, outcome, purpose, route)"
        " VALUES (gen_random_uuid(), 'look', 'shown', 't', 't')", "UPDATE confidentiality_changeentry SET changes = '{}'",
        "DELETE FROM confidentiality_changeentry", "INSERT INTO confidentiality_grant DEFAULT VALUES", "DELETE FROM confidentiality_grant",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web_db.execute(sql)


@pytest.mark.parametrize(
    "table", ["confidentiality_ledger", "confidentiality_changeentry", "confidentiality_checkpoint"]
)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_C20_not_even_the_owner_changes_a_record_by_mistake(owner_db, bait, table, change) -> None:
    column = {
        "confidentiality_ledger": "route",
        "confidentiality_changeentry": "object_pk",
        "confidentiality_checkpoint": "rows",
    }[table]
    if table == "confidentiality_checkpoint":
        from confidentiality import sealing

        if not owner_db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
            sealing_role_seal(sealing)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only be added to"):
        owner_db.execute(change.format(table, column, column) + (" CASCADE" if change.startswith("TRUNC") else ""))


def sealing_role_seal(sealing: object) -> None:
    from tests.database import manage

    manage("shell", "-v0", "-c", "from confidentiality import sealing; sealing.seal()")


def test_T01_supervisor_of_one_room_is_nobody_in_another(bait, acting_as) -> None:
    _ada, case = bait
    for role in ({"is_supervisor": True}, {"takes_referrals": True}, {"manages_people": True}):
        other = rooms.person(rooms.agency(), **role)
        with (
            acting_as(other),
            pytest.raises(gate.RecordNotFound),
            gate.open(other, case.public_id, purpose="test"),
        ):
            pass


def test_C09_component_and_parent_are_two_rooms(acting_as) -> None:
    sheriff = rooms.agency(sector="local_police", discipline="law_enforcement")
    component = rooms.agency(parent_id=sheriff.pk, sector="victim_services")
    vic = rooms.person(component)
    case = rooms.case(vic)
    for lead in (rooms.person(sheriff, is_supervisor=True), rooms.person(sheriff, manages_people=True)):
        with (
            acting_as(lead),
            pytest.raises(gate.RecordNotFound),
            gate.open(lead, case.public_id, purpose="test"),
        ):
            pass


def test_C02_agency_of_record_cannot_be_moved(bait, owner_db) -> None:
    _ada, case = bait
    with pytest.raises(psycopg.errors.CheckViolation, match="does not change"):
        owner_db.execute(f"UPDATE cases_case SET agency_id = {rooms.agency().pk} WHERE id = {case.pk}")
    with pytest.raises(psycopg.errors.NotNullViolation):
        owner_db.execute("INSERT INTO cases_case (public_id, code, status, opened_at, opened_by_id)"
                         f" VALUES (gen_random_uuid(), 'X', 'open', now(), {_ada.pk})")  # fmt: skip


def test_reading_outside_the_gate_is_loud(bait, acting_as) -> None:
    ada, case = bait
    with acting_as(ada):
        for read in (
            lambda: list(Identity.objects.all()), lambda: Identity.objects.count(), lambda: Identity.objects.exists(),
            lambda: list(Identity.objects.values_list("name")), lambda: list(case.people.all()), lambda: Identity.objects.first(),
            lambda: list(Identity._base_manager.all()), lambda: Identity.objects.aggregate(n=models.Count("pk")),
        ):  # fmt: skip
            with pytest.raises(UngatedRead):
                read()


def test_without_row_security_the_seal_still_rings(bait) -> None:
    """The bell is there even where the wall is not: read as the owner, whom no policy stops."""
    with pytest.raises(UngatedRead):
        list(Identity.objects.using("owner").all())


def test_gate_refuses_inside_a_transaction(bait, acting_as) -> None:
    ada, case = bait
    with acting_as(ada), transaction.atomic(), pytest.raises(RuntimeError, match="not be committed"):
        with gate.open(ada, case.public_id, purpose="test"):
            pass


def test_gate_refuses_for_somebody_else(bait, acting_as) -> None:
    ada, case = bait
    with acting_as(rooms.person(ada.agency)), pytest.raises(RuntimeError, match="not the one acting"):
        with gate.open(ada, case.public_id, purpose="test"):
            pass


def test_unrecorded_change_is_rolled_back(bait, acting_as, owner_db) -> None:
    ada, case = bait
    with (
        acting_as(ada),
        pytest.raises(UnrecordedChange),
        gate.action(ada, case.public_id, Element.IDENTITY, purpose="t") as opened,
    ):
        Identity.objects.filter(case=opened.case).update(name="changed in the dark")
    kept = owner_db.execute(f"SELECT name FROM cases_identity WHERE case_id = {case.pk}").fetchone()
    assert kept == ("Testa Person-901",)


def test_C01_who_may_look_but_not_change_is_answered_like_a_stranger(bait, acting_as, owner_db) -> None:
    _ada, case = bait
    reader = rooms.person(rooms.agency())
    owner_db.execute(
        "INSERT INTO confidentiality_grant (source, principal, case_id, subject_at, elements, own, basis, source_id,"
        " starts_at, expires_at) SELECT 'test', mdt_principal(1, %s, %s), %s, now(), 1, false, 'OWN_AGENCY', 0, now(), 'infinity'",
        [reader.pk, reader.agency_id, case.pk],
    )
    try:
        with acting_as(reader):
            with gate.open(reader, case.public_id, purpose="test") as opened:
                assert not opened.own
            with pytest.raises(gate.RecordNotFound), gate.action(reader, case.public_id, purpose="test"):
                pass
    finally:
        owner_db.execute("DELETE FROM confidentiality_grant WHERE source = 'test'")


def test_actor_does_not_outlive_the_transaction(bait, acting_as) -> None:
    """A pooled connection carries nobody over, after success or after an error in the middle."""
    ada, case = bait
    with acting_as(ada):
        with gate.open(ada, case.public_id, Element.IDENTITY, purpose="test"):
            pass
        with pytest.raises(ZeroDivisionError), gate.open(ada, case.public_id, purpose="test"):
            1 / 0  # noqa: B018
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('mdt.user_id', true), (SELECT count(*) FROM cases_case)")
        assert cursor.fetchone() == ("", 0)


def test_streaming_after_the_gate_closed_is_loud(bait, acting_as) -> None:
    ada, case = bait
    with acting_as(ada):
        with gate.open(ada, case.public_id, Element.IDENTITY, purpose="test"):
            late = Identity.objects.all()
        with pytest.raises(UngatedRead):
            list(late)


def test_grants_are_the_facts_told_again(bait) -> None:
    assert difference(using="owner") == []


def test_every_model_is_a_protected_one_where_it_must_be() -> None:
    for model in ELEMENTS:
        assert issubclass(model, ProtectedModel)
        assert WALL.tables[model._meta.db_table].protected


def test_changes_carry_no_value(bait, owner_db) -> None:
    _ada, case = bait
    rows = owner_db.execute(
        "SELECT changes::text, object_repr, actor_email FROM confidentiality_changeentry WHERE case_id = %s",
        [case.pk],
    ).fetchall()
    assert rows and any('"name"' in changes for changes, _, _ in rows)
    assert not any("Person-901" in "".join(map(str, row)) for row in rows)
    assert {row[1:] for row in rows} == {("", None)}


def test_acting_without_a_person_changes_nothing(bait) -> None:
    _ada, case = bait
    with acting(Acting()), pytest.raises(RuntimeError), gate.action(_ada, case.public_id, purpose="t"):
        pass
