"""Each small mistake in the SQL of facts is noticed by one of the three crowds (``bin/test --all``)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError

from tests import purging as bait
from tests.confidentiality.sql_mutants import changed
from tests.reports import random_work
from tests.reports.test_facts import Recorded
from tests.reports.test_facts_known import crowd

FACTS = Path("reports/sql/facts.sql")
_IN_ROOM = "guards keep rows, awards and links in the room of their file; asking for the agency lets an index be used"
_KIND = "only persons have facts in these ways, or their facts are not written yet"
# Changes of which nobody could see anything, each with the reason. A name stands for every place that it fits.
EQUIVALENT = {
    r"mdt_age .*\[>=\] p_told_on": "on the very day both ways give the age that was told",
    r"without «.*agency_id = (p_agency|r\.agency_id)( AND)?»": _IN_ROOM,
    r"without «AND \w\.kind = 'person'»": _KIND,
    r"without «AND a\.dim = 'age'»": "of her other facts only the number of a file is a number, and none is that small here",
}


def functions() -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"CREATE OR REPLACE FUNCTION (\w+)\(.*?\$\$.*?\$\$", FACTS.read_text(), re.S):
        yield found[1], re.sub(r"--.*", "", found[0])


@pytest.mark.slow
def test_GR10_to_GR22_each_small_change_of_the_facts_is_noticed(owner_db: Any) -> None:
    known, _persons, _contacts = crowd(owner_db)
    counted = Recorded(owner_db, random_work.crowd(7, 240))
    gone = Recorded(owner_db, random_work.crowd(9, 120))
    bait.everybody_goes(owner_db, gone.agency, gone.director)

    def read() -> object:
        return known.counted(), *(crowd.counted(award) for crowd in (counted, gone) for award in ("one", "two"))

    right, alive, tried = read(), list[str](), 0
    for name, text in functions():
        for how, mutant in changed(text):
            tried += 1
            try:
                owner_db.execute(mutant)
                same = read() == right
            except (psycopg.Error, DatabaseError, AssertionError, ValueError):
                same = False
            finally:
                owner_db.execute(text)
            if same and not any(re.search(one, f"{name} {how}") for one in EQUIVALENT):
                alive.append(f"{name} {how}")
    assert read() == right
    assert tried > 150
    assert not alive, "\n".join(alive)
