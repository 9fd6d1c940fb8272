"""Tension points: who names one, who speaks for a discipline, what the team made of it (law 5.4)."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from mdt.kit.errors import Refused
from protocols.actions import tensions as actions
from protocols.models import TensionPoint
from protocols.queries import tensions as queries
from protocols.vocabulary import Tension
from tests import rooms
from tests.protocols.agreeing import Table, as_


@pytest.fixture
def table() -> Table:
    made = Table()
    made.nora = rooms.person(made.harbor)  # type: ignore[attr-defined]
    rooms.seat(made.team, made.nora, discipline="medical")  # type: ignore[attr-defined]
    return made


def named(table: Table, key: str = "reporting", title: str = "", by: Any = None) -> TensionPoint:
    by = by or table.ada
    with as_(by):
        return actions.open_point(team=table.team, key=key, title=title, by=by)


def say(point: TensionPoint, who: Any, text: str = "We see it so", discipline: str = "advocacy", seen: str = "") -> Any:
    with as_(who):
        return actions.say(point=point, discipline=discipline, text=text, seen=seen, by=who)


def test_six_are_named_and_one_can_be_of_the_teams_own(table: Table) -> None:
    assert len(queries.unnamed(table.team)) == 7
    named(table)
    with pytest.raises(Refused, match="taken this one up"):
        named(table)
    with pytest.raises(Refused, match="own words"):
        named(table, "own", " ")
    for title in ("Who pays for taxis", "Who drives"):
        assert named(table, "own", title).title == title
    assert Tension.REPORTING not in queries.unnamed(table.team)
    assert Tension.OWN in queries.unnamed(table.team)
    with pytest.raises(Refused, match="no such team"):
        named(table, "words", by=table.olga)


def test_a_discipline_speaks_through_who_sits_for_it_and_has_one_text(table: Table, owner_db: Any) -> None:
    point = named(table)
    first = say(point, table.ada)
    assert (first.agency, first.discipline) == (table.harbor, "advocacy")
    with pytest.raises(Refused, match="wrote meanwhile"):
        say(point, table.dan, "Otherwise")
    second = say(point, table.dan, "Otherwise", seen="We see it so")
    assert (second.pk, second.agency) == (first.pk, table.sheriff)
    with pytest.raises(Refused, match="Nothing has changed"):
        say(point, table.dan, "Otherwise", seen="Otherwise")
    for who, discipline in ((table.ada, "medical"), (table.olga, "advocacy")):
        with pytest.raises(Refused, match=r"sits for it|no such point"):
            say(point, who, discipline=discipline)
    say(point, table.nora, discipline="medical")  # type: ignore[attr-defined]
    assert {one.discipline for one in queries.told(table.cora).get().positions.all()} == {"advocacy", "medical"}
    with pytest.raises(psycopg.errors.CheckViolation, match="does not sit for it"):
        owner_db.execute(
            "UPDATE protocols_position SET by_id = %s, agency_id = %s WHERE id = %s",
            [table.olga.pk, table.olga.agency_id, second.pk],
        )


def test_the_outcome_is_written_by_who_coordinates_and_may_stay_open(table: Table) -> None:
    point, again = named(table), table.today + timedelta(days=90)
    with as_(table.ada), pytest.raises(Refused, match="Only a coordinator"):
        actions.settle(point=point, outcome="So", review_on=again, by=table.ada)
    for outcome, review in (("", again), ("We try it for a year", again), ("", None)):
        with as_(table.cora):
            actions.settle(point=point, outcome=outcome, review_on=review, by=table.cora)
        point.refresh_from_db()
        assert (point.outcome, point.outcome_on, point.review_on) == (outcome, table.today if outcome else None, review)
    with as_(table.cora), pytest.raises(Refused, match="Nothing has changed"):
        actions.settle(point=point, outcome="", review_on=None, by=table.cora)


def test_who_changed_it_and_when_stays_in_the_record_of_changes_without_its_words(table: Table, owner_db: Any) -> None:
    point = named(table)
    said = say(point, table.ada, "One way of words")
    say(point, table.dan, "Then another", seen="One way of words")
    entries = owner_db.execute(
        "SELECT e.changes, e.actor_id FROM confidentiality_changeentry e JOIN django_content_type t ON t.id = e.content_type_id"
        " WHERE t.model = 'position' AND e.object_pk = %s ORDER BY e.id", [str(said.pk)],
    ).fetchall()  # fmt: skip
    assert [actor for _changes, actor in entries] == [table.ada.pk, table.dan.pk]
    assert entries[-1][0]["text"] is True
    assert "words" not in str(entries)
