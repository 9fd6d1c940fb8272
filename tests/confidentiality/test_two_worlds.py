"""Two worlds that differ in one room: to everybody without a basis they are one and the same (G3, law C-01).

World B is world A and two more cases: one at Harbor House, and one at St. Brigid with a referral that never leaves the
hospital; both with every element, looked at, looked for, drafted on. From the first a referral goes to the Sheriff, where
Dan is walled off from that case, so that only Lou may know of it. What is compared is every byte of every page.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.test import Client
from django.utils import timezone

from confidentiality.elements import ALL
from mdt.kit import clock
from tests import rows
from tests.access.matrix import CAST, MATRIX, Kind
from tests.access.things import masked
from tests.access.trying import Hall, signed_in, text_of
from tests.copies import Connection, Copy, database_copy
from tests.examples import EVERYTHING
from tests.world import World

WITH_A_BASIS = {"bea", "hana", "sana"}
TOLD = "lou"  # of the referral alone
HIDDEN = "Testa Person-977"
SEARCHES = ["Testa", HIDDEN, "QK7", "977"]
# One clock for both worlds: each ledger row a microsecond after the last.
ONE_CLOCK = """
    CREATE SEQUENCE tick OWNED BY NONE;
    ALTER TABLE confidentiality_ledger ALTER at SET DEFAULT '{0}'::timestamptz + nextval('tick') * interval '1 microsecond'"""


@pytest.fixture(scope="module")
def moment() -> datetime:
    return clock.now()


@pytest.fixture(scope="module")
def worlds(moment: datetime, world: World) -> Iterator[tuple[Copy, Copy]]:
    """The demo county, and the demo county with two more cases that hardly anybody may know of."""
    with ExitStack() as stack:
        first = stack.enter_context(database_copy("world_a"))
        with first.owner() as owner:
            owner.execute(ONE_CLOCK.format(moment.isoformat()))
        second = stack.enter_context(database_copy("world_b", of=first))
        with second.owner() as owner, second.web() as web:
            for person in (world.bea, world.sana):
                hide_a_case(owner, web, person, moment, world)
            owner.execute("SELECT setval('tick', 1, false)")
            assert owner.execute("SELECT count(*) FROM cases_identity WHERE name = %s", [HIDDEN]).fetchone() == (2,)
        yield first, second


def hide_a_case(owner: Connection, web: Connection, by: Any, now: datetime, world: World) -> None:
    """A case with every element, a draft, an alert, a referral inside its agency where that is one person's, and looks."""
    at = {"agency_id": by.agency_id}
    case = rows.put(owner, "cases_case", opened_by_id=by.pk, opened_at=now, **at)
    rows.put(
        owner,
        "cases_caseassignment",
        content_object_id=case,
        user_id=by.pk,
        permission_id=rows.permission(owner, "work_case"),
    )
    words = {
        "cases_identity": {"name": HIDDEN},
        "cases_narrative": {"wants": HIDDEN},
        "cases_contactmethod": {"value": HIDDEN},
    }
    for table in ELEMENTS:
        rows.put(owner, table, case_id=case, updated_by_id=by.pk, **at, **words.get(table, {}))
    rows.put(owner, "cases_draft", owner_id=by.pk, case_id=case)
    public, code = owner.execute("SELECT public_id, code FROM cases_case WHERE id = %s", [case]).fetchone()  # type: ignore[misc]
    if by == world.bea:
        rows.put(owner, "confidentiality_recusal", case_id=case, person_id=world.dan.pk, recorded_by_id=world.hana.pk)
    referral = rows.put(
        owner, "cases_referral", from_agency_id=by.agency_id, sent_by_id=by.pk, sent_at=now,
        to_agency_id=(world.dan if by == world.bea else by).agency_id,
        area_id=owner.execute("SELECT min(id) FROM agencies_jurisdiction").fetchone()[0],  # type: ignore[index]
    )  # fmt: skip
    rows.put(owner, "cases_referralorigin", referral_id=referral, case_id=case)
    rows.put(owner, "cases_referralevent", referral_id=referral, by_id=by.pk, by_agency_id=by.agency_id, at=now)
    for text in (code, HIDDEN):
        web.execute("SELECT * FROM mdt_find_cases(%s, gen_random_uuid(), 't', %s, 25)", [by.pk, text])
    for bits in (1, 2, ALL):
        found = web.execute(
            "SELECT * FROM mdt_look(%s, gen_random_uuid(), 't', 't', %s, %s)", [by.pk, public, bits]
        ).fetchall()
        assert found


ELEMENTS = [
    "cases_identity",
    "cases_contactplan",
    "cases_contactmethod",
    "cases_location",
    "cases_demographics",
    "cases_victimization",
    "cases_involvedperson",
    "cases_narrative",
]


OF_CASES = {Kind.CASE, Kind.CONTACT, Kind.RECEIVED, Kind.OWN_CASE}


class Traveller:
    """One person in one world: every page that the map has for her, and what she finds when she searches."""

    def __init__(self, copy: Copy, plan: list[tuple[str, str]], moment: datetime) -> None:
        self.copy, self.plan, self.moment = copy, plan, moment

    def tell(self, world: World, first_name: str) -> dict[str, tuple[int, bytes]]:
        told: dict[str, tuple[int, bytes]] = {}
        with self.copy.served(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: self.moment)
            patch.setattr(NaturalTimeFormatter, "string_for", classmethod(lambda cls, value: str(value)))
            client = signed_in(getattr(world, first_name))
            for method, url in self.plan:
                told[f"{method} {url}"] = answer(client, method, url)
            for text in SEARCHES:
                told[f"search {text}"] = answer(client, "post", "/cases/search/", text=text)
        return told


def answer(client: Client, method: str, url: str, **data: str) -> tuple[int, bytes]:
    got = getattr(client, method)(url, data)
    return got.status_code, masked(text_of(got))


def plan_for(first: Hall, second: Hall, me: Any) -> list[tuple[str, str]]:
    """Each page for what is there in both worlds, and for what is there in the second only: in the quick run for one of each two."""
    only_there = [c for i, c in second.facts.cases.items() if i not in first.facts.cases]
    only_there += [r for i, r in second.facts.referrals.items() if i not in first.facts.referrals]
    assert len(only_there) == 4
    plan = []
    for turn, (name, row) in enumerate(MATRIX.items()):
        if (
            row.kind is Kind.OPEN
            or name in RANDOM
            or row.opened == (405,)
            or (name in ("who_looked_pdf", "case_accounting_pdf") and not EVERYTHING)
        ):
            continue
        plan += [("get", a.url) for a in first.addresses(me, name) if EVERYTHING or a.seen]
        for thing in only_there if EVERYTHING else only_there[turn % 2 :: 2]:
            kinds = OF_CASES if hasattr(thing, "agency") else {Kind.REFERRAL}
            ids = second.ids_of(name, thing, second.parts(name)) if row.kind in kinds else {}
            if ids:
                plan += [(method, second.address_of(name, ids)) for method in ("get", "post")]
    return plan


def first_difference(one: tuple[int, bytes], other: tuple[int, bytes]) -> tuple[object, object]:
    """Where two answers part, for whoever has to find out why."""
    if one[0] != other[0]:
        return one[0], other[0]
    lines = zip(one[1].splitlines(), other[1].splitlines(), strict=False)
    return next(((a, b) for a, b in lines if a != b), (len(one[1]), len(other[1])))


# New at each request, for everybody: secrets and challenges of second factors, and how the installation stands just now.
RANDOM = {"operation", "mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"}


# One from the hospital.
QUICK = {"nora"}


@pytest.mark.parametrize(
    "first_name", [n for n in CAST if n not in {*WITH_A_BASIS, TOLD} and (EVERYTHING or n in QUICK)]
)
def test_G3_C01_S17_one_hidden_room_changes_no_byte(
    worlds: tuple[Copy, Copy], world: World, moment: datetime, first_name: str
) -> None:
    halls = []
    for copy in worlds:
        with copy.owner() as owner:
            halls.append(Hall(owner))
    plan = plan_for(*halls, halls[0].me(getattr(world, first_name)))
    one, other = (Traveller(copy, plan, moment).tell(world, first_name) for copy in worlds)
    assert len(one) > 60
    differing = {page: first_difference(one[page], other[page]) for page in one if one[page] != other[page]}
    assert not differing, differing
    assert not [page for page, (_, body) in other.items() if HIDDEN.encode() in body and not page.startswith("search")]


@pytest.mark.slow
def test_those_with_a_basis_do_see_the_difference(worlds: tuple[Copy, Copy], world: World, moment: datetime) -> None:
    """The comparison is not blind: who may see the case gets another list and finds it by name."""
    for first_name in (*WITH_A_BASIS, TOLD):
        told = [
            Traveller(copy, [("get", "/cases/"), ("get", "/referrals/?show=all")], moment).tell(world, first_name)
            for copy in worlds
        ]
        changed = {page for page in told[0] if told[0][page] != told[1][page]}
        assert ({"get /cases/", f"search {HIDDEN}"} <= changed) is (first_name != TOLD)
        assert "get /referrals/?show=all" in changed
