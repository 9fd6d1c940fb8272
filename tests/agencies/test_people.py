"""Managing accounts: whose one may, what happens at once, what is on record, and whom nobody may touch."""

import pytest
from django.urls import reverse

from agencies.actions import people as actions
from agencies.models import Invitation, Person, StaffSession
from agencies.policy.people import may, may_see_people
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies import doors
from tests.agencies.doors import browser, has_factor, sign_in, signed_in, with_app

ACTIONS = ("change_roles", "deactivate", "reactivate", "reset_second_factor")


class House:
    """An agency with a manager and a member of staff; its component; another agency; who runs the installation."""

    def __init__(self):
        self.agency = rooms.agency()
        self.component = rooms.agency(parent_id=self.agency.pk)
        self.elsewhere = rooms.agency()
        self.hana = doors.person(self.agency, manages_people=True)
        self.ada = doors.person(self.agency)
        self.vic = doors.person(self.component)
        self.olga = doors.person(self.elsewhere, manages_people=True)
        self.root = doors.person(None)


@pytest.fixture
def house():
    return House()


def fresh(person):
    return Person.objects.get(pk=person.pk)


def page(person):
    return reverse("people_account", args=[person.public_id])


def changes(owner_db, actor):
    """What the record of changes holds of this actor: model and names of fields."""
    return owner_db.execute(
        "SELECT t.model, c.changes FROM confidentiality_changeentry c JOIN django_content_type t"
        " ON t.id = c.content_type_id WHERE c.actor_id = %s ORDER BY c.id", [actor.pk],
    ).fetchall()  # fmt: skip


# --- Who may -------------------------------------------------------------------------------------------------


def test_managers_manage_their_own_agency_and_no_other(house):
    outsiders = (house.olga, house.ada, house.vic, fresh(house.hana))
    for action in ACTIONS:
        for actor in outsiders[:3]:
            assert may(actor, action, house.ada) is not None, (action, actor)
    assert may(house.hana, "deactivate", house.ada) is None
    assert may(house.hana, "change_roles", house.ada) is None


def test_C09_a_parents_manager_has_no_right_in_the_component_nor_the_other_way_round(house):
    boss = doors.person(house.component, manages_people=True)
    for action in ACTIONS:
        assert may(house.hana, action, house.vic) is not None
        assert may(boss, action, house.ada) is not None
    assert not may_see_people(house.hana, house.component)
    assert not may_see_people(boss, house.agency)


def test_who_runs_the_installation_ends_accounts_and_changes_nothing_else(house):
    assert may(house.root, "deactivate", house.ada) is None
    for action in ("change_roles", "reactivate", "reset_second_factor"):
        assert may(house.root, action, house.ada) is not None


def test_nobody_does_it_to_themselves(house):
    for action in ACTIONS:
        assert may(house.hana, action, house.hana) is not None
    assert may(house.root, "deactivate", house.root) is not None


def test_a_deactivated_manager_manages_nothing(house):
    house.hana.is_active = False
    for action in ACTIONS:
        assert may(house.hana, action, house.ada) is not None
    house.root.is_active = False
    assert may(house.root, "deactivate", house.ada) is not None
    assert not may_see_people(house.root, house.agency)


def test_hidden_and_missing_are_one_answer(house):
    client = signed_in(house.hana)
    missing = client.get("/people/00000000-0000-4000-8000-000000000000/")
    for person in (house.vic, house.olga, house.root):
        hidden = client.get(page(person))
        assert (hidden.status_code, len(hidden.content)) == (404, len(missing.content))
        for name in ("deactivate_person", "reactivate_person", "reset_second_factor"):
            assert client.post(reverse(name, args=[person.public_id])).status_code == 404
    for agency in (house.component, house.elsewhere):
        assert client.get(reverse("agency_people", args=[agency.public_id])).status_code == 404
    assert all(fresh(person).is_active for person in (house.vic, house.olga, house.root))


def test_staff_without_the_role_have_no_such_pages(house):
    client = signed_in(house.ada)
    for path in (
        "/people/",
        page(house.ada),
        page(house.hana),
        reverse("agency_people", args=[house.agency.public_id]),
    ):
        assert client.get(path).status_code == 404


# --- What happens --------------------------------------------------------------------------------------------


def test_deactivating_ends_everything_at_once_and_is_on_record(house, owner_db):
    ada_here, ada_there, hana = signed_in(house.ada), signed_in(house.ada), signed_in(house.hana)
    answer = hana.post(reverse("deactivate_person", args=[house.ada.public_id]))
    assert answer.url == page(house.ada)
    for client in (ada_here, ada_there):
        assert client.get("/account/").url.startswith("/account/login/")
    assert not StaffSession.objects.filter(person=house.ada).exists()
    assert sign_in(browser(), house.ada).url == "/account/inactive/"
    assert changes(owner_db, house.hana) == [("person", {"is_active": True})]
    held = owner_db.execute("SELECT mdt_principals_of(%s)", [house.ada.pk]).fetchone()
    assert held == ([],)
    assert "cannot sign in any more" in hana.get(answer.url).content.decode()


def test_the_invitations_that_a_person_sent_end_with_the_account(house, acting_as):
    from agencies.actions.invitations import invite

    with acting_as(house.hana):
        sent = invite(agency=house.agency, by=house.hana, email=f"x{house.ada.pk}@rooms.example", name="X")
    with acting_as(house.root):
        actions.deactivate_person(person=house.hana, by=house.root)
    assert Invitation.objects.get(pk=sent.pk).withdrawn_at is not None


def test_twice_is_once(house, acting_as, owner_db):
    with acting_as(house.hana):
        actions.deactivate_person(person=house.ada, by=house.hana)
        with pytest.raises(Refused, match="already"):
            actions.deactivate_person(person=house.ada, by=house.hana)
        actions.reactivate_person(person=house.ada, by=house.hana)
        with pytest.raises(Refused, match="already"):
            actions.reactivate_person(person=house.ada, by=house.hana)
    assert len(changes(owner_db, house.hana)) == 2
    assert sign_in(browser(), house.ada).status_code == 302


def test_what_is_stale_in_hand_is_read_again(house, acting_as):
    """The actor's page was opened before the person was moved out of reach."""
    before = fresh(house.ada)
    with acting_as(house.root):
        actions.deactivate_person(person=house.ada, by=house.root)
    with acting_as(house.hana), pytest.raises(Refused):
        actions.change_roles(
            person=before, by=house.hana, is_supervisor=True, takes_referrals=False, manages_people=False
        )


def test_roles_count_at_once_and_are_on_record(house, owner_db):
    client, ada = signed_in(house.hana), signed_in(house.ada)
    assert ada.get("/people/").status_code == 404
    assert client.post(page(house.ada), {"roles": ["is_supervisor", "manages_people"]}).status_code == 302
    now = fresh(house.ada)
    assert (now.is_supervisor, now.manages_people, now.takes_referrals) == (True, True, False)
    assert ada.get("/people/").status_code == 200
    assert changes(owner_db, house.hana) == [("person", {"is_supervisor": True, "manages_people": True})]
    again = client.post(page(house.ada), {"roles": ["is_supervisor", "manages_people"]})
    assert "Nothing has changed" in again.content.decode()


def test_roles_that_do_not_exist_cannot_be_given(house):
    client = signed_in(house.hana)
    for role in ("runs_installation", "is_superuser", "is_active"):
        assert client.post(page(house.ada), {"roles": [role], role: "on"}).status_code == 200
    now = fresh(house.ada)
    assert not (now.runs_installation or now.is_superuser)


def test_a_lost_phone(house, owner_db):
    with_app(house.ada)
    client = signed_in(house.hana)
    client.post(reverse("reset_second_factor", args=[house.ada.public_id]))
    assert not has_factor(house.ada)
    assert [model for model, _ in changes(owner_db, house.hana)] == ["authenticator", "authenticator"]
    answer = client.post(reverse("reset_second_factor", args=[house.ada.public_id]), follow=True)
    assert "no second factor yet" in answer.content.decode()


def test_sensitive_pages_ask_once_more_who_it_is(house, monkeypatch):
    clock = doors.Clock(monkeypatch)
    client = signed_in(house.hana)
    assert client.get(page(house.ada)).status_code == 200
    clock.pass_(minutes=6)
    assert client.get(page(house.ada)).url.startswith("/account/reauthenticate/")
    client.post(page(house.ada), {"roles": ["is_supervisor"]})  # opened while fresh: may still be sent
    assert fresh(house.ada).is_supervisor
    clock.pass_(minutes=9, seconds=30)
    url = reverse("deactivate_person", args=[house.ada.public_id])
    answer = client.post(url, headers={"Referer": f"http://testserver{page(house.ada)}"})
    assert answer.url.startswith("/account/reauthenticate/?next=%2Fpeople%2F")
    assert fresh(house.ada).is_active


def test_who_runs_the_installation_sees_agencies_and_only_ends_accounts(house):
    client = signed_in(house.root)
    assert house.agency.name in client.get("/people/").content.decode()
    text = client.get(page(house.ada)).content.decode()
    assert "Deactivate" in text
    assert "Save the roles" not in text
    assert "Take the second factor off" not in text
    client.post(page(house.ada), {"roles": ["is_supervisor"]})
    assert not fresh(house.ada).is_supervisor


def test_the_list_costs_the_same_for_few_and_for_many(house, django_assert_num_queries):
    from tests.counting import Asked

    client = signed_in(house.hana)
    client.get("/people/")
    counted = []
    for _ in range(2):
        with Asked() as queries:
            assert client.get("/people/").status_code == 200
        counted.append(len(queries))
        for _more in range(3):
            doors.person(house.agency, is_supervisor=True)
    assert counted[0] == counted[1]


def test_every_action_leaves_an_entry_or_nothing(house, acting_as, monkeypatch):
    """A change that the record does not take is undone (architecture 6)."""
    from auditlog.context import disable_auditlog

    from mdt.kit.acting import UnrecordedChange

    with acting_as(house.hana), disable_auditlog(), pytest.raises(UnrecordedChange):
        actions.deactivate_person(person=house.ada, by=house.hana)
    assert fresh(house.ada).is_active
