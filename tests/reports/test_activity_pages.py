"""Pages on which an agency writes down its work: who may, what is refused above its question, and that nothing is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from agencies.models import Award
from reports.models import AwardAgreement, PolicyWork, Product, StaffAssignment, Tracked, Training
from reports.policy.reports import today_at
from tests import rooms
from tests.access.trying import signed_in
from tests.counting import Asked
from tests.reports.teamwork import Working

WORK = "/reports/work/"


@pytest.fixture
def here(owner_db: Any) -> Working:
    return Working(owner_db)


@pytest.fixture
def client(here: Working) -> Client:
    return signed_in(here.director)


def award(here: Working, key: int | None = None) -> str:
    return Award.objects.get(pk=key or here.stop).public_id.hex


def uuid_of(here: Working, key: int | None = None) -> str:
    return str(Award.objects.get(pk=key or here.stop).public_id)


def training(here: Working, **more: Any) -> dict[str, Any]:
    return {
        "title": "Stalking and the law", "on": "2026-03-03", "paid": award(here), "people_law_enforcement": "12",
        "people_unknown": "4", "topics": ["stalking", "protection_orders"], **more,
    }  # fmt: skip


def kept(here: Working) -> set[tuple[int | None, str, int]]:
    one = Training.objects.using("owner").get(agency=here.agency)
    return {(row.award_id, row.discipline, row.people) for row in one.people.all()}


def changes_by(here: Working) -> int:
    asked = "SELECT count(*) FROM confidentiality_changeentry WHERE actor_id = %s"
    return here.db.execute(asked, [here.director.pk]).fetchone()[0]


# --- Who may --------------------------------------------------------------------------------------------------


def test_GR06_who_reports_or_supervises_writes_and_others_of_the_agency_get_a_plain_no(here: Working) -> None:
    named = rooms.person(here.agency)
    here.db.execute(
        "INSERT INTO agencies_awardreporter (award_id, person_id, named_by_id, named_at) VALUES (%s, %s, %s, now())",
        [here.stop, named.pk, here.director.pk],
    )
    for person, status in ((here.director, 200), (named, 200), (here.advocate, 302), (rooms.person(None), 404)):
        assert signed_in(person).get(WORK).status_code == status
    no = signed_in(here.advocate).post(f"{WORK}trainings/new/", training(here), follow=True)
    assert "This is written down by people who report on a grant of your agency" in no.content.decode()
    assert not Training.objects.using("owner").filter(agency=here.agency).exists()


def test_GR06_another_agency_s_work_is_not_there(here: Working, client: Client) -> None:
    client.post(f"{WORK}trainings/new/", training(here))
    one = Training.objects.using("owner").get(agency=here.agency)
    stranger = signed_in(rooms.person(rooms.agency(), is_supervisor=True))
    for address in (f"trainings/{one.public_id}/", f"awards/{uuid_of(here)}/"):
        assert client.get(f"{WORK}{address}").status_code == 200
        assert stranger.get(f"{WORK}{address}").status_code == 404
    assert stranger.post(f"{WORK}trainings/{one.public_id}/remove/").status_code == 404
    assert "Stalking" not in stranger.get(f"{WORK}trainings/").content.decode()
    assert Training.objects.using("owner").filter(pk=one.pk).exists()


# --- Trainings ------------------------------------------------------------------------------------------------


def test_GR34_only_rows_with_a_number_are_kept_and_the_unknown_are_shown(here: Working, client: Client) -> None:
    assert client.post(f"{WORK}trainings/new/", training(here, people_court="0")).status_code == 302
    assert kept(here) == {(here.stop, "law_enforcement", 12), (here.stop, "", 4)}
    page = client.get(f"{WORK}trainings/").content.decode()
    assert "16 people" in page and "4 of them not known" in page


def test_GR34_a_split_that_does_not_add_up_is_refused_above_it_and_nothing_is_lost(
    here: Working, client: Client
) -> None:
    other = here.award("ovc.pmt", "2015")
    split = training(here, paid="several")
    asked = client.post(f"{WORK}trainings/new/", split).content.decode()
    assert "0 of 12 people are shared out. The numbers must add up." in asked
    mine, theirs = award(here), award(here, other)
    split |= {
        f"share_law_enforcement_{mine}": "7",
        f"share_law_enforcement_{theirs}": "4",
        f"share_unknown_{mine}": "4",
    }
    wrong = client.post(f"{WORK}trainings/new/", split).content.decode()
    assert "11 of 12 people are shared out" in wrong and "of 4 people" not in wrong
    assert 'value="7"' in wrong and 'value="Stalking and the law"' in wrong and 'value="2026-03-03"' in wrong
    assert not Training.objects.using("owner").filter(agency=here.agency).exists()
    assert client.post(f"{WORK}trainings/new/", split | {f"share_law_enforcement_{theirs}": "5"}).status_code == 302
    assert kept(here) == {(here.stop, "law_enforcement", 7), (other, "law_enforcement", 5), (here.stop, "", 4)}


def test_a_training_is_changed_row_by_row_on_record_and_removed(here: Working, client: Client) -> None:
    client.post(f"{WORK}trainings/new/", training(here))
    one = Training.objects.using("owner").get(agency=here.agency)
    before = {row.discipline: row.pk for row in one.people.all()}
    address = f"{WORK}trainings/{one.public_id}/"
    page = client.get(address).content.decode()
    assert 'value="12"' in page
    changes = changes_by(here)
    client.post(address, training(here, people_law_enforcement="13", people_unknown="4", people_court="1"))
    assert kept(here) == {(here.stop, "law_enforcement", 13), (here.stop, "", 4), (here.stop, "court", 1)}
    assert {row.discipline: row.pk for row in one.people.all()}[""] == before[""]
    assert changes_by(here) == changes + 3  # a row with another number is taken away and made anew; one is new
    assert client.post(address, training(here, people_law_enforcement="13", people_court="1")).status_code == 302
    assert changes_by(here) == changes + 3, "nothing changed, and nothing is on record"
    client.post(f"{address}remove/")
    assert not Training.objects.using("owner").filter(agency=here.agency).exists()


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"on": "2039-01-01"}, "This day is still to come."),
    ({"on": "2019-12-31"}, "The award does not run on this day."),
    ({"people_law_enforcement": "", "people_unknown": ""}, "Say how many people came."),
    ({"people_law_enforcement": "-1"}, "greater than or equal to 0"),
    ({"paid": ""}, "this needs an answer"),
])  # fmt: skip
def test_what_is_wrong_with_a_training_is_said(
    here: Working, client: Client, changed: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"{WORK}trainings/new/", training(here, **changed))
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert not Training.objects.using("owner").filter(agency=here.agency).exists()


def test_a_form_that_is_sent_twice_makes_one_thing(here: Working, client: Client) -> None:
    once = "6f1f5a0e-6c1c-4f0f-9a54-000000000001"
    for _turn in range(2):
        assert client.post(f"{WORK}trainings/new/", training(here, once=once)).status_code == 302
    assert Training.objects.using("owner").filter(agency=here.agency).count() == 1


# --- Products, staff, policies --------------------------------------------------------------------------------


def test_products_staff_and_policies_are_written_down_changed_and_removed(here: Working, client: Client) -> None:
    paid = uuid_of(here)
    said: dict[str, tuple[Any, dict[str, str], dict[str, str]]] = {
        "products": (Product, {"kind": "manual", "title": "Safe housing", "on": "2026-02-01", "number": "2", "award": "none"},
                     {"number": "3"}),
        "staff": (StaffAssignment, {"job": "victim_advocate", "percent": "50", "starts_on": "2026-01-01", "award": paid,
                                    "person": str(here.advocate.public_id)}, {"ends_on": "2026-06-30"}),
        "policies": (PolicyWork, {"topic": "victim_services.confidentiality", "action": "revised", "on": "2026-02-01", "award": paid},
                     {"action": "developed"}),
    }  # fmt: skip
    for part, (model, answers, changed) in said.items():
        assert client.post(f"{WORK}{part}/new/", answers).status_code == 302, part
        one = model.objects.using("owner").get(agency=here.agency)
        assert client.get(f"{WORK}{part}/{one.public_id}/").status_code == 200
        assert client.post(f"{WORK}{part}/{one.public_id}/", answers | changed).status_code == 302
        (name, value), *_none = changed.items()
        assert str(getattr(model.objects.using("owner").get(pk=one.pk), name)) == value
        assert client.get(f"{WORK}{part}/").status_code == 200
        assert client.post(f"{WORK}{part}/{one.public_id}/remove/").status_code == 302
        assert not model.objects.using("owner").filter(agency=here.agency).exists()


def test_GR25_the_list_says_what_a_position_makes_in_this_period_and_how(here: Working, client: Client) -> None:
    year = today_at(here.agency).year
    half = {"starts_on": date(year, 1, 1), "ends_on": date(year, 6, 30)}
    here.wrote("staffassignment", award_id=here.stop, job="prosecutor", **half)
    page = client.get(f"{WORK}staff/").content.decode()
    assert "0.5 FTE" in page and "100 % × 6 of 12 months" in page


def test_the_same_policy_work_twice_is_refused_above_its_topic(here: Working, client: Client) -> None:
    answers = {"topic": "courts.docket", "action": "revised", "on": "2026-02-01", "award": uuid_of(here)}
    client.post(f"{WORK}policies/new/", answers)
    again = client.post(f"{WORK}policies/new/", answers)
    assert "This is written down already." in again.content.decode()
    assert PolicyWork.objects.using("owner").filter(agency=here.agency).count() == 1


def test_staff_of_another_agency_cannot_be_named(here: Working, client: Client) -> None:
    answers = {"job": "prosecutor", "percent": "50", "starts_on": "2026-01-01", "award": uuid_of(here)}
    answer = client.post(f"{WORK}staff/new/", answers | {"person": str(here.deputy.public_id)})
    assert answer.status_code == 200 and not StaffAssignment.objects.using("owner").filter(agency=here.agency).exists()
    late = client.post(f"{WORK}staff/new/", answers | {"ends_on": "2025-12-31"}).content.decode()
    assert "The last day comes before the first." in late


# --- What serves an award -------------------------------------------------------------------------------------


def test_GR31_only_what_the_agency_is_a_party_to_is_offered_and_linked(here: Working, client: Client) -> None:
    page = f"{WORK}awards/{uuid_of(here)}/"
    ours = here.agrees(date(2020, 1, 1), date(2038, 1, 1))
    over = here.agrees(date(2019, 1, 1), date(2020, 1, 1))
    theirs = here.agrees(date(2020, 1, 1), date(2038, 1, 1), here.sheriff, rooms.agency())
    ids = dict(here.db.execute("SELECT id, public_id FROM protocols_agreement").fetchall())
    shown = client.get(page).content.decode()
    assert str(ids[ours]) in shown and str(ids[over]) in shown and str(ids[theirs]) not in shown
    assert shown.count("Not in force in this period") == 1 and here.sheriff.name in shown
    assert client.post(f"{page}agreements/{ids[theirs]}/", {"how": "on"}).status_code == 404
    assert client.post(f"{page}agreements/{ids[ours]}/", {"how": "on"}).status_code == 302
    assert (
        AwardAgreement.objects.using("owner").filter(award=here.stop).values_list("agreement", flat=True).get() == ours
    )
    assert "Counts" in client.get(page).content.decode()
    client.post(f"{page}agreements/{ids[ours]}/", {"how": "off"})
    assert not AwardAgreement.objects.using("owner").filter(award=here.stop).exists()


def test_a_protocol_stands_for_a_line_until_that_is_taken_back(here: Working, client: Client) -> None:
    page = f"{WORK}awards/{uuid_of(here)}/"
    protocol = here.agrees(date(2026, 2, 3), date(2038, 1, 1), kind="protocol")
    public = here.db.execute("SELECT public_id FROM protocols_agreement WHERE id = %s", [protocol]).fetchone()[0]
    answers = {"protocol": str(public), "topic": "courts.docket"}
    assert client.post(f"{page}protocols/", answers).status_code == 302
    assert "stands for this line already" in client.post(f"{page}protocols/", answers).content.decode()
    assert "Feb. 3, 2026" in client.get(page).content.decode()
    assert "Courts: dockets" not in client.get(f"{WORK}policies/").content.decode()
    one = PolicyWork.objects.using("owner").get(protocol=protocol)
    assert client.post(f"{page}protocols/{one.public_id}/remove/").status_code == 302
    assert not PolicyWork.objects.using("owner").filter(protocol=protocol).exists()


# --- What is written down at all ------------------------------------------------------------------------------


def test_GR26_a_source_is_switched_on_and_off_and_on_again(here: Working, client: Client) -> None:
    here.never_wrote_down()
    address = f"{WORK}written-down/trainings/"
    assert "still to come" in client.post(address, {"day": "2038-12-31"}).content.decode()
    client.post(address, {"day": "2026-01-01"})
    assert "comes before the first" in client.post(address, {"day": "2025-12-31"}).content.decode()
    client.post(address, {"day": "2026-03-31"})
    assert "switched on already" in client.post(address, {"day": "2026-03-31"}).content.decode()
    client.post(address, {"day": "2026-04-01"})  # the next day: one span, and nothing between
    assert [(one.from_on, one.to_on) for one in Tracked.objects.using("owner").filter(agency=here.agency)] == [
        (date(2026, 1, 1), None)
    ]
    client.post(f"{address}2026-01-01/remove/")
    assert not Tracked.objects.using("owner").filter(agency=here.agency).exists()
    assert client.get(f"{WORK}written-down/gossip/").status_code == 404
    assert client.get(f"{WORK}written-down/meetings/").status_code == 404, "the system notes these by itself"
    assert client.post(f"{address}yesterday/remove/").status_code == 404


def test_lists_ask_the_same_for_one_row_and_for_three(here: Working, client: Client) -> None:
    here.never_wrote_down()

    def write(n: int) -> None:
        one = here.wrote("training")
        here.trained(one, 3, "court", here.stop)
        here.trained(one, 3, "", here.stop)
        here.wrote("product", award_id=here.stop)
        here.wrote("staffassignment", award_id=here.stop)
        here.wrote("policywork", award_id=here.stop, on=date(2026, 1, 1 + n))
        here.links(here.agrees(date(2020, 1, 1), date(2038, 1, 1)))
        protocol = here.agrees(date(2020, 1, 1), date(2038, 1, 1), kind="protocol")
        here.wrote("policywork", award_id=here.stop, topic="courts.docket", protocol_id=protocol, action="", on=None)
        here.wrote_down(date(2020, 1 + 2 * n, 1), date(2020, 2 + 2 * n, 1))

    counts: list[list[int]] = []
    pages = ["", "trainings/", "products/", "staff/", "policies/", f"awards/{uuid_of(here)}/", "written-down/"]
    for many in (1, 2):
        for n in range(many):
            write(n + many)
        client.get(WORK)
        counts.append([])
        for page in pages:
            with Asked() as asked:
                assert client.get(WORK + page).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1], dict(zip(pages, zip(*counts, strict=True), strict=True))
    assert max(counts[0]) <= 16, counts


def test_a_long_list_comes_in_pages_of_fifty(here: Working, client: Client) -> None:
    for n in range(51):
        here.wrote("product", award_id=here.stop, title=f"Number {n}", on=date(2025, 1, 1) + timedelta(days=n))
    first, last = (client.get(f"{WORK}products/{asked}").content.decode() for asked in ("", "?page=2"))
    assert "Number 50" in first and "Number 0<" not in first and "?page=2" in first
    assert "Number 0<" in last and "?page=1" in last
