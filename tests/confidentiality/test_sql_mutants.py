"""Each mistake in the SQL that decides is noticed by a test: every mutant of ``sql_mutants.py`` dies (``bin/test --all``).

One mutant, one copy of the database, one child process that runs the tests nearest to what was changed, and stops at the
first that fails. ``MDT_MUTANTS=<regular expression>`` takes some of them; ``MDT_MUTANTS_REPORT`` names a file for the list, ``MDT_MUTANTS_OUTPUT``
one for what the last child said; ``MDT_MUTANTS_HURRIED=1`` leaves survivors of the two quick files at that.
"""

import os
import re
import sys
import time
import traceback
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import teardown_test_environment

from tests.confidentiality.sql_mutants import EQUIVALENT, Mutant, mutants
from tests.copies import Copy, database_copy
from tests.database import URLS

HERE, CASES = "tests/confidentiality/", "tests/cases/"
WANTED = os.environ.get("MDT_MUTANTS", "")
QUICK = [f"{HERE}test_{name}_shut.py" for name in ("doors", "moves", "looks", "links")]
# By words of a rule's name, the one of them that meets it first.
FIRST = {
    "_link_": "links",
    "principals|agency|recused|walls|look|may_staff|ending|derive|open_to|carrie|grant|cases_": "looks",
    "release_guard|signed|void|withdraw": "moves",
    "": "doors",
}
HURRIED = os.environ.get("MDT_MUTANTS_HURRIED") == "1"
# The tests nearest to a rule, by words of its name; the first line that fits counts.
NEAREST = {
    "link|releasesignature": ["test_signing_link", "test_releases"],
    "scan": ["test_scans"],
    "derive": [
        "test_after_death",
        "test_mandates",
        "test_referral_answers",
        "test_identified_referrals",
        "test_releases",
    ],
    "death": ["test_after_death"],
    "ending": ["test_ending", "test_conversation"],
    "mandate|disclosure|strict": ["test_mandates", "test_disclosures", "test_accounting", "test_copying"],
    "carrie|open_to": ["test_identified_referrals"],
    "release|talk|void|withdraw": ["test_releases", "test_after_death", "test_conversation"],
    "": ["test_wall", "test_walls", "test_attacks", "test_releases", "test_oracle"],
}


def quick(mutant: Mutant) -> list[str]:
    first = next(f"{HERE}test_{name}_shut.py" for words, name in FIRST.items() if re.search(words, mutant.where))
    return sorted(QUICK, key=lambda one: one != first)


def nearest(mutant: Mutant) -> list[str]:
    names = next(names for words, names in NEAREST.items() if re.search(words, mutant.where))
    places = [Path(f"{folder}{name}.py") for name in names for folder in (HERE, CASES)]
    return [str(place) for place in places if place.exists()]


def test_nothing_is_noticed_where_nothing_is_wrong() -> None:
    """Or each mutant would count as killed by tests that fail anyway."""
    everything = [Mutant(words.split("|")[0], "", "") for words in NEAREST]
    with database_copy("mutant") as copy:
        assert not run(copy, [*QUICK, *sorted({test for one in everything for test in nearest(one)})])


def test_every_mistake_in_the_rules_is_noticed() -> None:
    chosen = [one for one in mutants() if re.search(WANTED, str(one)) and str(one) not in EQUIVALENT]
    assert chosen
    assert WANTED or not set(EQUIVALENT) - {str(one) for one in mutants()}, "an equivalent that is no mutant any more"
    told = {str(one): outcome(one) for one in chosen}
    assert [name for name, said in told.items() if said == "survived"] == []


def outcome(mutant: Mutant) -> str:
    began = time.monotonic()
    with database_copy("mutant") as copy:
        try:
            with copy.owner() as owner:
                owner.execute(mutant.sql.replace("%%", "%"))
        except Exception as refused:  # noqa: BLE001 - the database does not take it
            said = f"no SQL ({str(refused).splitlines()[0]})"
        else:
            # Those that try each condition first; only what they let pass meets the others.
            said = "killed" if run(copy, quick(mutant)) or (not HURRIED and run(copy, nearest(mutant))) else "survived"
    if report := os.environ.get("MDT_MUTANTS_REPORT"):
        with Path(report).open("a") as lines:
            lines.write(f"{said}\t{time.monotonic() - began:.1f}\t{mutant}\n")
    return said.split()[0]


def run(copy: Copy, tests: list[str]) -> bool:
    """Whether one of the tests fails on the copy."""
    connections.close_all()
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) in (0, 1), "the tests did not run"
        return status != 0
    code = 3
    try:
        code = _tests_in_this_process(copy, tests)
    except BaseException:  # noqa: BLE001 - the child never returns into the parent's tests
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _tests_in_this_process(copy: Copy, tests: list[str]) -> int:
    sys.stdout = sys.stderr = open(os.environ.get("MDT_MUTANTS_OUTPUT", os.devnull), "w")  # noqa: SIM115 - until the process ends
    for descriptor in (1, 2):
        os.dup2(sys.stdout.fileno(), descriptor)
    for variable in (*URLS, "MDT_TEST_ADMIN_URL"):
        os.environ[variable] = copy.url(variable)
    os.environ["MDT_TEST_READY"] = "1"
    for alias in ("default", "owner"):
        connections[alias].close()
        connections.settings[alias]["NAME"] = copy.name
        del connections[alias]
    for variable in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_CURRENT_TEST"):
        os.environ.pop(variable, None)
    teardown_test_environment()
    return int(pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not browser", *tests]))
