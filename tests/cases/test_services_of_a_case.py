"""Services on the page of a record: needs and what came of them, what was done, how she is counted; what a release opens of it
and what it never opens.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Award
from agencies.queries.awards import paying
from cases.forms.needs import NeedForm
from cases.master_lists import HerReason, Outcome, ProgramReason
from confidentiality.elements import Element
from mdt.kit import clock
from tests import rooms
from tests.cases.serving import award, events, row, sent, today
from tests.cases.test_case_elements import save
from tests.cases.working import Room, posted, room_fixture  # noqa: F401
from tests.examples import tried
from tests.rows import put


def need(ada: Any, room: Room, **answers: Any) -> Any:
    given = {"service": "counseling", "asked_on": str(today() - timedelta(days=9)), "outcome": "waiting", **answers}
    return save(ada, room.url("row_add", "services"), **given)


def test_GR12_a_need_from_asked_to_provided(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    need(ada, room)
    (public,) = owner_db.execute(
        "SELECT public_id FROM cases_servicerequest WHERE case_id = %s", [room.case.pk]
    ).fetchone()
    page = ada.get(room.url("case_show", "services")).content.decode()
    assert "Individual counseling" in page
    assert "Waiting" in page
    asked = {"service": "counseling", "asked_on": str(today() - timedelta(days=9))}
    save(ada, room.url("row_edit", "services", public), **asked, outcome="provided", offered_on=str(today()))
    found = owner_db.execute("SELECT outcome, offered_on, settled_on FROM cases_servicerequest").fetchall()
    assert ("provided", today(), today()) in found
    changes = owner_db.execute(
        "SELECT count(*) FROM confidentiality_changeentry WHERE case_id = %s", [room.case.pk]
    ).fetchone()
    assert changes[0] >= 3


@pytest.mark.parametrize("outcome", ["partly", "not"])
def test_GR13_falling_short_needs_a_reason_of_the_program(room: Room, as_person, owner_db, outcome: str) -> None:
    ada = as_person(room.ada)
    page = need(ada, room, outcome=outcome).content.decode()
    assert "Say why the program could not" in page
    page = need(ada, room, outcome=outcome, reasons=["moved"]).content.decode()
    assert "Select a valid choice" in page
    assert owner_db.execute(
        "SELECT count(*) FROM cases_servicerequest WHERE case_id = %s", [room.case.pk]
    ).fetchone() == (0,)
    assert need(ada, room, outcome=outcome, reasons=["capacity", "language"]).status_code == 302


def test_GR13_reasons_of_hers_are_not_offered_among_the_programs() -> None:
    offered = {value for value, _label in NeedForm().fields["reasons"].choices}
    assert offered == set(ProgramReason.values)
    assert not offered & set(HerReason.values)


def test_GR12_what_she_ended_carries_no_reason_of_the_program(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    need(ada, room, outcome="ended", her_reason="moved", reasons=["capacity"])
    kept = owner_db.execute(
        "SELECT outcome, her_reason, reasons FROM cases_servicerequest WHERE case_id = %s", [room.case.pk]
    ).fetchone()
    assert kept == ("ended", "moved", [])


@pytest.mark.parametrize(
    ("field", "sentence"),
    [("settled_on", "before she asked"), ("offered_on", "before she asked"), ("asked_on", "not come yet")],
)
def test_days_of_a_need_in_their_order(room: Room, as_person, field: str, sentence: str) -> None:
    day = today() + timedelta(days=1) if field == "asked_on" else today() - timedelta(days=10)
    page = need(as_person(room.ada), room, outcome="provided", **{field: str(day)}).content.decode()
    assert sentence in page


@given(
    outcome=st.sampled_from(Outcome.values),
    reasons=st.lists(st.sampled_from(ProgramReason.values), unique=True, max_size=3),
)
@tried(40)
def test_GR12_GR13_the_form_takes_exactly_what_the_table_takes(outcome: str, reasons: list[str]) -> None:
    form = NeedForm(
        {"service": "counseling", "asked_on": str(today()), "outcome": outcome, "reasons": reasons, "seen": ""}
    )
    assert form.is_valid() == (bool(reasons) or outcome not in ("partly", "not"))
    if form.is_valid():
        assert bool(form.cleaned_data["reasons"]) == (outcome in ("partly", "not"))
        assert (form.cleaned_data["settled_on"] is None) == (outcome == "waiting")


@given(
    starts=st.integers(-40, 40),
    length=st.integers(0, 40),
    services=st.lists(st.sampled_from(["counseling", "hotline"]), unique=True),
)
@tried(40)
def test_GR11_an_award_pays_in_its_term_for_what_it_names(starts: int, length: int, services: list[str]) -> None:
    first = today() + timedelta(days=starts)
    one = Award(starts_on=first, ends_on=first + timedelta(days=length), services=services)
    expected = starts <= 0 <= starts + length and (services == [] or "counseling" in services)
    assert bool(paying([one], "counseling", today())) == expected


def recorded(room: Room, as_person: Any, db: Any) -> Any:
    """A case with all that is written of services, each with a word of its own to look for."""
    ada = as_person(room.ada)
    award(db, room.ada.agency, room.hana, title="Award of the bait")
    need(ada, room, service="relocation")
    sent(ada, row(0, record=room.case.code, service="transportation"))
    counted(ada, room, "barrier", code="deaf", learned_on=str(today()), learned_from="in_service")
    counted(ada, room, "primary", kind="stalking", from_on=str(today()))
    sent(ada, row(0, kind="outreach", service="material_assistance"))
    (call,) = db.execute("SELECT public_id FROM cases_servicecontact WHERE by_id = %s", [room.ada.pk]).fetchone()
    counted(ada, room, "contact", contact=str(call), linked_on=str(today()))
    return ada


def counted(client: Any, room: Room, what: str, **fields: str) -> Any:
    data = {f"{what}-{name}": value for name, value in fields.items()}
    return posted(client, room.url("case_counting"), **{f"{what}-what": what, **data})


def test_GR19_a_release_of_services_opens_needs_and_what_was_done_and_never_the_rest(
    room: Room, as_person, owner_db
) -> None:
    ada = recorded(room, as_person, owner_db)
    own = ada.get(room.url("case_show", "services")).content.decode()
    bait = ("Award of the bait", "Deaf or hard of hearing", "Counted under it", "Outreach")
    assert all(word in own for word in bait)
    open_to(owner_db, room, room.olga)
    theirs = as_person(room.olga).get(room.url("case_show", "services")).content.decode()
    assert "Help with relocation" in theirs
    assert "Transportation" in theirs
    assert all(word not in theirs for word in bait)
    olga = as_person(room.olga)
    assert olga.get(room.url("case_counting")).status_code == 404
    assert olga.post(room.url("case_counting"), {"remove": "barrier deaf"}).status_code == 404
    (event,) = owner_db.execute(
        "SELECT public_id FROM cases_serviceevent WHERE case_id = %s", [room.case.pk]
    ).fetchone()
    for method in ("get", "post"):
        assert getattr(olga, method)(room.url("service_change", event)).status_code == 404


def open_to(db: Any, room: Room, person: Any) -> None:
    """A release of the services to the person's agency, signed yesterday and in force for a fortnight."""
    now = clock.now()
    put(db, "confidentiality_release", case_id=room.case.pk, agency_id=room.case.agency_id, recipient_id=person.agency_id,
        prepared_by_id=room.ada.pk, prepared_at=now - timedelta(days=2), countersigned_at=now - timedelta(days=1),
        countersigned_by_id=room.ada.pk, status="active", elements=int(Element.COVER | Element.SERVICES),
        expires_at=now + timedelta(days=14), methods=["here"])  # fmt: skip


def test_T09_GR19_barriers_stand_with_source_and_day_and_are_asked_in_no_other_form(
    room: Room, as_person, owner_db
) -> None:
    ada = as_person(room.ada)
    page = counted(ada, room, "barrier", code="deaf", learned_on=str(today()), learned_from="").content.decode()
    assert "How: this needs an answer" in page
    assert (
        counted(ada, room, "barrier", code="deaf", learned_on=str(today()), learned_from="she_said").status_code == 302
    )
    page = counted(ada, room, "barrier", code="deaf", learned_on=str(today()), learned_from="she_said").content.decode()
    assert "written down already" in page
    for word in ("identity", "background", "people", "services"):
        name = "row_add" if word in ("people", "services") else "element_edit"
        form = ada.get(room.url(name, word)).content.decode()
        assert "Deaf or hard of hearing" not in form
        assert "Immigrant" not in form


def test_GR14_under_which_crime_is_chosen_from_a_day_on_and_never_guessed(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    save(ada, room.url("element_edit", "events"), kinds=["stalking"])
    assert "under which crime she is counted" in room.page(ada).content.decode()
    counted(ada, room, "primary", kind="stalking", from_on=str(today() - timedelta(days=9)))
    counted(ada, room, "primary", kind="domestic_violence", from_on=str(today()))
    page = counted(ada, room, "primary", kind="arson", from_on=str(today())).content.decode()
    assert "from that day on already" in page
    assert "under which crime she is counted" not in room.page(ada).content.decode()
    assert posted(ada, room.url("case_counting"), remove=f"primary {today()}").status_code == 302
    left = owner_db.execute("SELECT kind FROM cases_primaryvictimization WHERE case_id = %s", [room.case.pk]).fetchall()
    assert left == [("stalking",)]
    for nonsense in ("primary x", "under x", "contact x", "nothing 1", ""):
        assert ada.post(room.url("case_counting"), {"remove": nonsense}).status_code == 404


def test_another_record_of_the_agency_is_named_by_code_and_hidden_from_who_has_no_part_in_it(
    room: Room, as_person, owner_db
) -> None:
    ada, hana = as_person(room.ada), as_person(room.hana)
    first = rooms.case(room.bea, name="Testa Person-945")
    far = rooms.case(room.olga, name="Testa Person-946")
    for code in (first.code, far.code, room.case.code):  # Bea's, another agency's, and the record itself
        assert counted(ada, room, "related", kind="same", record=code).status_code == 200
    assert counted(hana, room, "related", kind="same", record=first.code).status_code == 302
    assert first.code in hana.get(room.url("case_counting")).content.decode()
    page = ada.get(room.url("case_counting")).content.decode()
    assert first.code not in page
    assert "A record that you do not work on" in page


def test_GR22_a_contact_belongs_to_a_record_from_a_day_on_and_to_one_alone(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    sent(ada, row(0, kind="hotline", service="hotline"))
    (call,) = owner_db.execute("SELECT public_id FROM cases_servicecontact WHERE by_id = %s", [room.ada.pk]).fetchone()
    page = counted(ada, room, "contact", contact=str(call), linked_on=str(today() - timedelta(days=1))).content.decode()
    assert "the day of the contact or a later one" in page
    assert counted(ada, room, "contact", contact=str(call), linked_on=str(today())).status_code == 302
    linked = owner_db.execute("SELECT linked_on FROM cases_contactlink WHERE case_id = %s", [room.case.pk]).fetchall()
    assert linked == [(today(),)]
    assert f'value="{call}"' not in ada.get(room.url("case_counting")).content.decode()
    olga, theirs = as_person(room.olga), rooms.case(room.olga, name="Testa Person-947")
    url = reverse("case_counting", args=[theirs.public_id])
    assert f'value="{call}"' not in olga.get(url).content.decode()
    answer = olga.post(
        url, {"contact-what": "contact", "contact-contact": str(call), "contact-linked_on": str(today())}
    )
    assert "Select a valid choice" in answer.content.decode()
    assert owner_db.execute("SELECT count(*) FROM cases_contactlink").fetchone()[0] >= 1


def test_a_service_is_put_right_with_what_it_was_paid_from_and_not_over_anothers_change(
    room: Room, as_person, owner_db
) -> None:
    ada, one = as_person(room.ada), award(owner_db, room.ada.agency, room.hana)
    sent(ada, row(0, record=room.case.code))
    (event,) = owner_db.execute(
        "SELECT public_id FROM cases_serviceevent WHERE case_id = %s", [room.case.pk]
    ).fetchone()
    url = room.url("service_change", event)
    changed = {"service": "support_group", "on": str(today()), "units": "2"}
    page = posted(ada, url, seen="2020-01-01", paid="none", **changed).content.decode()
    assert "Somebody changed this meanwhile" in page
    assert (
        save(ada, url, paid="split", **{f"share-{one.public_id}": "40", "share-other": "60"}, **changed).status_code
        == 302
    )
    assert events(owner_db, room.case.pk) == [("support_group", 2, [40, 60])]
    (shown,) = re.findall(rf'<input[^>]*name="share-{one.public_id}"[^>]*>', ada.get(url).content.decode())
    assert 'value="40"' in shown
    assert posted(ada, url, remove="1").status_code == 302
    assert events(owner_db, room.case.pk) == []


@pytest.mark.parametrize("who", ["bea", "olga"])
def test_services_of_a_record_are_not_there_for_who_has_no_part_in_it(
    room: Room, as_person, owner_db, who: str
) -> None:
    recorded(room, as_person, owner_db)
    client = as_person(getattr(room, who))
    (event,) = owner_db.execute(
        "SELECT public_id FROM cases_serviceevent WHERE case_id = %s", [room.case.pk]
    ).fetchone()
    for url in (
        room.url("case_counting"),
        room.url("service_change", event),
        room.url("case_show", "services"),
        room.url("case_show", "justice"),
    ):
        assert client.get(url).status_code == 404
    assert "Deaf" not in client.get("/services/missing/").content.decode()


def test_who_looked_says_each_of_it_in_words(room: Room, as_person, owner_db) -> None:
    ada = recorded(room, as_person, owner_db)
    ada.get(room.url("case_counting"))
    page = ada.get(room.url("who_looked")).content.decode()
    wrote = ("Service", "A barrier that came up", "A contact that was hers", "What a service was paid from")
    for words in ("Opened how she is counted", *(f"Wrote: {thing}" for thing in wrote)):
        assert words in page
    assert "Deaf" not in page
