"""A team takes referrals to its pool by an agreement in force, and somebody answers when it may not (law A-01, G6)."""

from datetime import timedelta
from typing import Any

import pytest

from agencies.models import Team
from agencies.queries.teams import today_of
from cases.actions import answers
from cases.queries.recipients import Recipients, recipients_for
from mdt.kit.errors import Refused
from protocols.queries.capabilities import Able, abilities
from protocols.vocabulary import Capability
from tests import rooms
from tests.cases.referring import Scene, as_
from tests.counting import Asked


@pytest.fixture
def scene() -> Scene:
    return Scene()


def team_of(scene: Scene) -> Team:
    team = rooms.team(jurisdiction=scene.county)
    rooms.coordinator(team, rooms.person(scene.cac))
    return team


def key(place: Any) -> str:
    return f"{'team' if isinstance(place, Team) else 'agency'}:{place.public_id}"


def label(found: Recipients, place: Any) -> str | None:
    return next((one.label for one in found.found if one.key == key(place)), None)


def said(found: Recipients) -> str:
    return " ".join(one.said for one in found.closed)


def test_A01_without_an_agreement_in_force_a_team_takes_none(scene: Scene) -> None:
    team = team_of(scene)
    assert label(recipients_for(scene.ada), scene.team) == scene.team.name  # one that has an agreement
    assert label(recipients_for(scene.ada), team) is None
    assert f"{team.name} takes no referrals: no agreement of its agencies is in force." in said(
        recipients_for(scene.ada)
    )
    with pytest.raises(Refused, match="takes no referrals"):
        scene.send(to=key(team))
    rooms.agreed(team, scene.cora)
    assert scene.send(to=key(team))


def test_G6_lapsed_it_takes_them_for_its_grace_and_then_who_is_named_answers(scene: Scene) -> None:
    team = rooms.agreed(team_of(scene), scene.cora, days_left=-30, fallback=scene.sheriff)
    assert "its agreement has lapsed; until" in (label(recipients_for(scene.ada), team) or "")
    assert scene.send(to=key(team))
    late = rooms.agreed(team_of(scene), scene.cora, days_left=-31, fallback=scene.sheriff)
    found = recipients_for(scene.ada)
    assert label(found, late) is None
    assert label(found, scene.sheriff) == f"{scene.sheriff.name} (answers for {late.name})"
    assert f"{late.name} takes no referrals: its agreement has lapsed. {scene.sheriff.name} answers instead." in said(
        found
    )
    with pytest.raises(Refused, match="takes no referrals"):
        scene.send(to=key(late))
    assert scene.send(to=key(scene.sheriff))


def test_an_agency_in_which_nobody_answers_is_not_named(scene: Scene) -> None:
    empty = rooms.agency(jurisdiction=scene.county)
    team = rooms.agreed(team_of(scene), scene.cora, days_left=-31, fallback=empty)
    assert f"{team.name} takes no referrals: no agreement of its agencies is in force." in said(
        recipients_for(scene.ada)
    )
    own = rooms.agreed(team_of(scene), scene.cora, days_left=-31, fallback=scene.harbor)
    assert f"{own.name} takes no referrals: its agreement has lapsed. {scene.harbor.name} answers" in said(
        recipients_for(scene.ada)
    )


def test_of_two_agreements_the_one_in_force_counts(scene: Scene) -> None:
    for order in ((-400, 100), (100, -400)):
        team = team_of(scene)
        for left in order:
            rooms.agreed(team, scene.cora, days_left=left, fallback=scene.sheriff)
        assert abilities([team], Capability.POOL_REFERRALS) == {team.pk: Able(True)}


def test_the_form_says_which_team_is_closed_and_who_answers(scene: Scene, as_person: Any) -> None:
    team = rooms.agreed(team_of(scene), scene.cora, days_left=-31, fallback=scene.sheriff)
    page = as_person(scene.ada).get("/referrals/new/").content.decode()
    assert f"{team.name} takes no referrals: its agreement has lapsed." in page
    assert f"(answers for {team.name})" in page


def test_recipients_ask_as_much_for_one_team_as_for_three(scene: Scene) -> None:
    counts = list[int]()
    assert scene.ada.agency  # read once for all
    for _ in range(2):
        with as_(scene.ada), Asked() as asked:
            recipients_for(scene.ada)
        counts.append(len(asked))
        for left in (300, -10, -300):
            rooms.agreed(team_of(scene), scene.cora, days_left=left, fallback=scene.sheriff)
    assert counts[0] == counts[1]


def test_a_referral_that_is_in_the_pool_is_answered_after_the_lapse(scene: Scene, owner_db: Any) -> None:
    sent = scene.send(to=scene.to_team())
    owner_db.execute("ALTER TABLE protocols_version DISABLE TRIGGER guard")
    day = today_of(scene.team) - timedelta(days=400)
    owner_db.execute(
        "UPDATE protocols_version SET starts_on = %s, ends_on = %s FROM protocols_agreement a WHERE a.id = agreement_id AND a.team_id = %s",
        [day - timedelta(days=9), day, scene.team.pk],
    )
    owner_db.execute("ALTER TABLE protocols_version ENABLE TRIGGER guard")
    assert label(recipients_for(scene.ada), scene.team) is None
    with as_(scene.cora):
        assert answers.accept(referral=sent, coordinator=scene.fay, by=scene.cora)
