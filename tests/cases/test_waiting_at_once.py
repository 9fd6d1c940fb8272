"""What waits is found in one question: the same three lists as asked for one by one, and a row of the ledger for each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psycopg

from agencies.models import Person
from cases.lifecycle import ANSWERABLE, RUNNING
from cases.queries.referrals import MOST, waiting_for
from cases.vocabulary import ReferralStatus
from confidentiality import gate
from confidentiality.asking import asked
from mdt.kit.acting import Acting
from tests.counting import Asked
from tests.world import World

ActingAs = Callable[[Person], AbstractContextManager[Acting]]
# At most, transactions included: of what waits (23 before), and of Today for a supervisor (51 before) and for who coordinates.
MOST_SENT = {("hana", "/referrals/"): 11, ("ada", "/referrals/"): 11, ("hana", "/"): 34, ("cora", "/"): 54}
LISTS = ((False, ANSWERABLE), (True, {ReferralStatus.CONSULTING}), (False, RUNNING))


def test_C01_everybody_is_told_the_same_as_by_three_questions(world: World, acting_as: ActingAs) -> None:
    found = 0
    for person in world.people():
        if person.agency_id is None:
            continue
        with acting_as(person):
            each = [
                [
                    one.pk
                    for one in gate.browse_referrals(
                        person, purpose="test", own=own, statuses=[*statuses], limit=MOST
                    ).rows
                ]
                for own, statuses in LISTS
            ]
            words = [[*statuses] for _own, statuses in LISTS]
            with asked(person, "mdt_browse_waiting", *words, MOST, gate.CAP, purpose="test") as rows:
                at_once = [[pk for number, pk, _total in rows if number == one] for one in (1, 2, 3)]
        assert at_once == each, person.email
        found += sum(map(len, each))
    assert found > 10


def test_C21_each_list_leaves_a_row_of_its_own(
    world: World, acting_as: ActingAs, owner_db: psycopg.Connection[tuple[object, ...]]
) -> None:
    counted = "SELECT count(*), count(DISTINCT request_id) FROM confidentiality_ledger WHERE purpose = 'referral.waiting' AND actor_id = %s"
    before = owner_db.execute(counted, [world.hana.pk]).fetchone()
    with acting_as(world.hana):
        waiting_for(world.hana)
    after = owner_db.execute(counted, [world.hana.pk]).fetchone()
    assert before and after
    assert (after[0] - before[0], after[1] - before[1]) == (3, 1)  # type: ignore[operator]


def test_pages_of_what_waits_ask_little(world: World, as_person: Any) -> None:
    for (name, path), most in MOST_SENT.items():
        browser = as_person(getattr(world, name))
        browser.get(path)
        with Asked() as sent:
            assert browser.get(path).status_code == 200
        assert len(sent.captured_queries) <= most, (name, path, [one["sql"][:90] for one in sent.captured_queries])
