"""The rules of releases, laws and orders as tables: what goes in, and the sentence that refuses, or None. No database.

The clock stands still, so that an end is tried at the second before it, at it, and at the second after.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace as Some
from typing import Any

import pytest

from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, Regime, Sector
from cases.policy.copying import may_copy
from cases.policy.referrals import may_carry
from confidentiality.elements import Element
from confidentiality.lifecycle import moves
from confidentiality.models import Basis
from confidentiality.policy import disclosures, mandates, releases, signing
from confidentiality.policy.mandates import Compelled
from confidentiality.signers import Standing
from confidentiality.terms import Terms
from confidentiality.vocabulary import Method, ReleaseStatus
from mdt.kit import clock

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
HOME, OTHER = 1, 2
RELEASABLE = 2 | 4 | 8 | 16 | 32 | 64 | 512
Says = str | None


@pytest.fixture(autouse=True)
def _the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def agency(pk: int = OTHER, **fields: Any) -> Any:
    plain = {"name": "Alder Sheriff", "sector": "local_police", "is_active": True, "regimes": ["CJIS"],
             "jurisdiction": Some(state="ZZ")}  # fmt: skip
    return Some(pk=pk, **{**plain, **fields})


def actor(of: Any = None, *, supervises: bool = False, at: int | None = HOME) -> Any:
    return Some(pk=7, agency_id=at, agency=of or agency(HOME, regimes=["VAWA"]), is_supervisor=supervises)


NOBODY_AT_AN_AGENCY = Some(pk=8, agency_id=None, agency=None, is_supervisor=False)
VAWA = actor()


def check(refusal: Says, begins: Says) -> None:
    """The sentence begins with these words; None is None, and not merely something that counts as «no»."""
    assert (refusal is None) if begins is None else (refusal or "").startswith(begins), refusal


# --- Releases ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("of", "status", "says"), [
    (HOME, "open", None), (OTHER, "open", "Only the agency of record asks her"), (HOME, "closed", "This record is closed."),
    (OTHER, "closed", "Only the agency of record"),
])  # fmt: skip
def test_R04_who_asks_for_a_release(of: int, status: str, says: Says) -> None:
    check(releases.may_prepare(VAWA, Some(agency_id=of, status=status)), says)


OWN, SYSTEMS, ELSEWHERE = "That is your own agency.", "That agency takes part in systems", "That person does not work"


@pytest.mark.parametrize(("to", "person", "says"), [
    (agency(), None, None), (agency(HOME), None, OWN), (agency(is_active=False), None, SYSTEMS),
    *((agency(sector=sector), None, SYSTEMS) for sector in SYSTEMS_ONLY_SECTORS),
    (agency(), Some(agency_id=OTHER, is_active=True), None), (agency(), Some(agency_id=3, is_active=True), ELSEWHERE),
    (agency(), Some(agency_id=OTHER, is_active=False), ELSEWHERE), (agency(), Some(agency_id=None, is_active=True), ELSEWHERE),
])  # fmt: skip
def test_R03_to_whom_a_release_leads(to: Any, person: Any, says: Says) -> None:
    check(releases.refuses_recipient(VAWA, to, person), says)


NAME, EVERYTHING = "Name at least one part that is to be shared", "Everything cannot be released."


@pytest.mark.parametrize(("elements", "says"), [
    (0, NAME), (1, NAME), (2, None), (3, NAME), (128, NAME), (2 | 128, NAME), (RELEASABLE, EVERYTHING),
    *((part, None) for part in (2, 4, 8, 16, 32, 64, 512)), *((part, NAME) for part in (128, 256, 1024, 2048, 4096, 8192)),
    (RELEASABLE & ~2, None), (RELEASABLE & ~512, None), (RELEASABLE | 128, NAME),
])  # fmt: skip
def test_R04_named_parts_and_never_everything(elements: int, says: Says) -> None:
    check(releases.refuses_parts(elements), says)


PAST, NINETY, TEN = (
    "The end lies in the past.",
    "A release lasts 90 days at most.",
    "A release for after her death lasts ten",
)


@pytest.mark.parametrize(("who", "lasts", "kind", "says"), [
    (VAWA, -SECOND, "normal", PAST), (VAWA, 0 * DAY, "normal", PAST), (VAWA, SECOND, "normal", None),
    (VAWA, 90 * DAY - SECOND, "normal", None), (VAWA, 90 * DAY, "normal", None), (VAWA, 90 * DAY + SECOND, "normal", NINETY),
    (VAWA, 0 * DAY, "after_death", PAST), (VAWA, SECOND, "after_death", None), (VAWA, 90 * DAY + SECOND, "after_death", None),
    (VAWA, 3650 * DAY, "after_death", None), (VAWA, 3650 * DAY + SECOND, "after_death", TEN),
    (actor(agency(HOME, regimes=[])), 90 * DAY + SECOND, "normal", NINETY), (NOBODY_AT_AN_AGENCY, 900 * DAY, "normal", None),
    *((actor(agency(HOME, regimes=[one])), 90 * DAY, "normal", None) for one in Regime),
    *((actor(agency(HOME, regimes=[one])), 90 * DAY + SECOND, "normal", NINETY) for one in Regime),
])  # fmt: skip
def test_R01_R02_an_end_that_is_near(who: Any, lasts: timedelta, kind: str, says: Says) -> None:
    check(releases.refuses_end(who, NOW + lasts, kind), says)


THIRTY = "Longer than 30 days needs a written reason."


@pytest.mark.parametrize(("who", "lasts", "why", "kind", "says"), [
    (VAWA, 30 * DAY, "", "normal", None), (VAWA, 30 * DAY - SECOND, "", "normal", None),
    (VAWA, 30 * DAY + SECOND, "", "normal", THIRTY), (VAWA, 30 * DAY + SECOND, "  ", "normal", THIRTY),
    (VAWA, 90 * DAY, "The trial", "normal", None), (VAWA, 900 * DAY, "", "after_death", None),
    (NOBODY_AT_AN_AGENCY, 90 * DAY, "", "normal", None),
    *((actor(agency(HOME, regimes=[one])), 30 * DAY + SECOND, "", "normal", THIRTY) for one in Regime),
])  # fmt: skip
def test_R02_what_lasts_long_has_its_reason(who: Any, lasts: timedelta, why: str, kind: str, says: Says) -> None:
    check(releases.refuses_reason(who, NOW + lasts, why, kind), says)


def test_R01_fifteen_days_are_offered() -> None:
    assert timedelta(days=15) == releases.OFFERED
    assert releases.RELEASABLE == RELEASABLE


@pytest.mark.parametrize(("withheld", "kind", "says"), [
    ("", "after_death", None), ("  ", "after_death", None), ("The shelter", "normal", None), ("", "normal", None),
    ("The shelter", "after_death", "Leave this empty"),
])  # fmt: skip
def test_R07_what_can_become_public_names_nothing_secret(withheld: str, kind: str, says: Says) -> None:
    check(releases.refuses_withheld(withheld, kind), says)


@pytest.mark.parametrize("said", [(a, b, c) for a in (False, True) for b in (False, True) for c in (False, True)])
def test_R14_each_of_the_three_was_talked_about(said: tuple[bool, bool, bool]) -> None:
    check(releases.refuses_talk(*said), None if all(said) else "Talk with her first")


THERE_IS, NONE_YET = "There is an approved page", "There is no approved page"


@pytest.mark.parametrize(("spoken", "language", "interpreting", "says"), [
    ("en", "en", "none", None), ("so", "so", "none", NONE_YET), ("so", "so", "sight", NONE_YET), ("es", "en", "sight", THERE_IS),
    ("so", "en", "sight", None), ("so", "en", "none", NONE_YET), ("so", "vi", "sight", NONE_YET), ("so", "vi", "none", NONE_YET),
])  # fmt: skip
def test_R16_a_page_that_she_understands(spoken: str, language: str, interpreting: str, says: Says) -> None:
    check(releases.refuses_page(spoken, language, interpreting, ["en", "es"]), says)


@pytest.mark.parametrize(("interpreting", "interpreter", "apart", "by_name", "kin"), [
    ("none", "", False, None, None), ("sight", "V-17", True, None, None), ("sight", "V-17", False, None, "Somebody who is neither"),
    ("sight", " ", True, "Write down the interpreter", None), ("none", "V-17", False, "If an interpreter was there", None),
    ("none", " ", True, None, None),
])  # fmt: skip
def test_R16_an_interpreter_with_a_name_who_is_no_kin(interpreting: str, interpreter: str, apart: bool, by_name: Says, kin: Says) -> None:  # fmt: skip
    check(releases.refuses_interpreter(interpreting, interpreter), by_name)
    check(releases.refuses_kin(interpreting, apart), kin)


def release(status: str = "active", lasts: timedelta = DAY, **fields: Any) -> Any:
    plain = {"agency_id": HOME, "recipient_id": OTHER, "oral_yes_at": None, "talk": Some(needed=["survivor", "parent"])}
    return Some(status=status, expires_at=NOW + lasts, **{**plain, **fields})


GO_ON, SAME = "The release that was to be renewed is over.", "A renewed release goes to the same agency."


@pytest.mark.parametrize(("before", "to", "says"), [
    (release(), agency(), None), (release(lasts=SECOND), agency(), None), (release(lasts=0 * DAY), agency(), GO_ON),
    (release(lasts=-SECOND), agency(), GO_ON), (release(), agency(3), SAME),
    *((release(one), agency(), GO_ON) for one in ("prepared", "withdrawn", "replaced", "closed", "void")),
])  # fmt: skip
def test_R11_what_goes_on(before: Any, to: Any, says: Says) -> None:
    check(releases.may_extend(before, to), says)


@pytest.mark.parametrize(("of", "supervises", "says"), [
    (HOME, True, None), (HOME, False, "Only somebody who supervises"), (OTHER, True, "Only somebody"), (OTHER, False, "Only som"),
])  # fmt: skip
def test_R07_who_writes_her_death_down(of: int, supervises: bool, says: Says) -> None:
    check(releases.may_record_death(actor(supervises=supervises), Some(agency_id=of)), says)


# Each state and each action, written out by hand.
MOVES = {
    "prepared": {"countersign", "withdraw", "close", "void"}, "active": {"withdraw", "replace", "close", "void"},
    "withdrawn": set(), "replaced": set(), "closed": set(), "void": set(),
}  # fmt: skip
ACTIONS = ("countersign", "withdraw", "replace", "close", "void", "sign")
OVER, TOO_LATE, NOTED = (
    "This release is over.",
    "Its time is over before it was signed.",
    "This is noted while a release waits",
)


@pytest.mark.parametrize("status", ReleaseStatus.values)
@pytest.mark.parametrize("action", ACTIONS)
def test_R12_what_moves_a_release(status: str, action: str) -> None:
    assert moves(status, action) is (action in MOVES[status])
    check(releases.may_move(VAWA, release(status), action), None if action in MOVES[status] else OVER)
    check(releases.may_move(VAWA, release(status, agency_id=OTHER), action), "Only the agency of record")


@pytest.mark.parametrize(("of", "action", "says"), [
    (release("prepared", SECOND), "countersign", None), (release("prepared", 0 * DAY), "countersign", TOO_LATE),
    (release("prepared", -SECOND), "countersign", TOO_LATE), (release("prepared", -SECOND), "withdraw", None),
    (release("active", -SECOND), "withdraw", None), (release("prepared", SECOND), "oral_yes", None),
    (release("prepared", 0 * DAY), "oral_yes", NOTED), (release("prepared", -SECOND), "oral_yes", NOTED),
    (release("active"), "oral_yes", NOTED), (release("prepared", oral_yes_at=NOW), "oral_yes", "It is written down already."),
    (release("prepared", agency_id=OTHER), "oral_yes", "Only the agency of record"),
])  # fmt: skip
def test_R12_R21_a_move_at_the_end_of_its_time(of: Any, action: str, says: Says) -> None:
    check(releases.may_move(VAWA, of, action), says)


# --- What is signed --------------------------------------------------------------------------------------------
TERMS = Terms(
    "normal", 2, None, 514, "safety", "A new lock", ["phone", "here"], "", NOW, "", "paper", True, True, False, "es", "es", "none",
    "", False, Standing(17, False, "none", "advocacy", "no reason"),
)  # fmt: skip
TEXT = (
    '{"agency":1,"alternatives":true,"case":"c-1","copy":"paper","elements":514,"expires_at":"2026-03-10T15:00:00+00:00",'
    '"in_her_words":"A new lock","interpreter":"","interpreter_apart":false,"interpreting":"none","kind":"normal",'
    '"language":"es","methods":["here","phone"],"purpose":"safety","recipient":2,"recipient_person":null,"risks":true,'
    '"spoken":"es","standing":{"age":17,"emancipated":false,"guardian":"none","service":"advocacy","why_incapable":"no reason"},'
    '"voluntary":false,"why_long":"","withheld":"","wording":"2"}'
)  # fmt: skip


def test_R21_the_hash_is_over_every_field_in_one_order() -> None:
    assert TERMS.sha256("c-1", 1) == hashlib.sha256(TEXT.encode()).hexdigest()
    elsewhere = timezone(timedelta(hours=-5))
    same = replace(TERMS, methods=["here", "phone"], expires_at=NOW.astimezone(elsewhere))
    assert same.sha256("c-1", 1) == TERMS.sha256("c-1", 1)
    accents = replace(TERMS, in_her_words="Más")
    assert accents.sha256("c-1", 1) == hashlib.sha256(TEXT.replace("A new lock", "Más").encode()).hexdigest()


# --- Links -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("of", "capacity", "says"), [
    (release("prepared"), "survivor", None), (release("prepared"), "parent", "That signature is there already."),
    (release("prepared"), "guardian", "Nobody signs this release in that capacity."), (release("active"), "survivor", OVER),
    (release("prepared", 0 * DAY), "survivor", TOO_LATE), (release("prepared", agency_id=OTHER), "survivor", "Only the agency"),
])  # fmt: skip
def test_R20_when_a_link_is_made(of: Any, capacity: str, says: Says) -> None:
    check(signing.may_link(VAWA, of, capacity, {"survivor", "guardian"}), says)


TODAY = NOW.date()


@pytest.mark.parametrize(("safety", "days", "asked", "says"), [
    ("safe", 0, False, None), ("safe", 30, False, None), ("safe", 31, False, "She said more than thirty days ago"),
    ("safe", 31, True, None), ("unsafe", 0, True, "She did not call that way safe."), ("", 0, False, "She did not call"),
])  # fmt: skip
def test_S06_a_way_that_she_called_safe_not_long_ago(safety: str, days: int, asked: bool, says: Says) -> None:
    check(signing.refuses_contact(Some(safety=safety, checked_on=TODAY - days * DAY), asked_again=asked), says)


def test_S06_no_way_at_all() -> None:
    check(signing.refuses_contact(None, asked_again=True), "Choose one of the ways of contact")
    assert signing.is_stale(Some(checked_on=TODAY - 31 * DAY)) is True
    assert signing.is_stale(Some(checked_on=TODAY - 30 * DAY)) is False


# --- Laws and orders that compel -------------------------------------------------------------------------------
def law(**fields: Any) -> Any:
    plain = {"state": "ZZ", "effect": "compels", "verified": True, "sector": "child_welfare", "elements": 2 | 8}
    return Some(**{**plain, **fields})


PROTECTION, POLICE = agency(sector="child_welfare"), agency()
PLAIN = Compelled(
    Basis.STATUTORY_MANDATE, law(), "", "", False, PROTECTION, None, int(Element.IDENTITY), ["here"], NOW + 10 * DAY
)  # fmt: skip
ORDER = replace(
    PLAIN, basis=Basis.COURT_MANDATE, statute=None, recipient=POLICE, citation="24-118", issuer="A court", judge_signed=True
)  # fmt: skip
GENERATED = replace(PLAIN, basis=Basis.LE_PROS_GENERATED, statute=None, recipient=POLICE, citation="P 26-4")
STRICT_HOME, LOOSE_HOME = agency(HOME, sector="advocacy", regimes=["VAWA"]), agency(HOME, regimes=["CJIS"])
LONG = ("expires_at", "That is longer than 90 days.")
LONG_ORDER = ("expires_at", "That is longer than 365 days.")
OVER_END = ("expires_at", "The end lies in the past.")
NO_GROUND, OF_STATE, PERMITS = (
    ("basis", "That is no ground"),
    ("statute", "Choose the law of your state"),
    ("statute", "That law permits"),
)
NO_JUDGE, COURT = ("judge_signed", "A subpoena that no judge signed"), ("judge_signed", "Write down the court")
THEIRS, TO_THEM, CITE = (
    ("citation", "This is for what police"),
    ("citation", "What police and prosecution made"),
    ("citation", "Write down the law"),
)
BEYOND, NO_PART = ("statute", "The law does not ask for: Safe contact."), ("elements", NAME)


@pytest.mark.parametrize(("home", "given", "says"), [
    (STRICT_HOME, PLAIN, None), (LOOSE_HOME, PLAIN, None), (STRICT_HOME, replace(PLAIN, elements=3), None),
    *((LOOSE_HOME, replace(PLAIN, basis=one), NO_GROUND) for one in Basis.values if one not in
      ("STATUTORY_MANDATE", "COURT_MANDATE", "LE_PROS_GENERATED")), (LOOSE_HOME, replace(PLAIN, basis=""), NO_GROUND),
    (STRICT_HOME, replace(PLAIN, recipient=agency(HOME)), ("recipient", OWN)),
    (STRICT_HOME, replace(PLAIN, recipient_person=Some(agency_id=3, is_active=True)), ("recipient", ELSEWHERE)),
    (STRICT_HOME, replace(PLAIN, elements=0), NO_PART), (STRICT_HOME, replace(PLAIN, elements=1), NO_PART),
    (STRICT_HOME, replace(PLAIN, elements=128), NO_PART), (STRICT_HOME, replace(ORDER, elements=RELEASABLE), ("elements", EVERYTHING)),
    (STRICT_HOME, replace(PLAIN, statute=None), OF_STATE), (STRICT_HOME, replace(PLAIN, statute=law(state="YY")), OF_STATE),
    (STRICT_HOME, replace(PLAIN, statute=law(effect="permits")), PERMITS), (LOOSE_HOME, replace(PLAIN, statute=law(effect="permits")), None),
    (agency(HOME, regimes=[]), replace(PLAIN, statute=law(effect="permits")), PERMITS),
    (STRICT_HOME, replace(PLAIN, statute=law(verified=False)), ("statute", "Nobody has confirmed that law")),
    (STRICT_HOME, replace(PLAIN, statute=law(sector="local_police")), ("statute", "That law names another kind")),
    (STRICT_HOME, replace(PLAIN, elements=2 | 4 | 8), BEYOND), (STRICT_HOME, replace(PLAIN, elements=4), BEYOND),
    (STRICT_HOME, replace(PLAIN, elements=4 | 32), ("statute", "The law does not ask for: Safe contact, What happened, as categories.")),
    (STRICT_HOME, ORDER, None), (STRICT_HOME, replace(ORDER, judge_signed=False), NO_JUDGE), (STRICT_HOME, replace(ORDER, issuer=" "), COURT),
    (STRICT_HOME, replace(ORDER, citation=" "), COURT), (STRICT_HOME, replace(ORDER, citation="", issuer=""), COURT),
    (LOOSE_HOME, GENERATED, None), (STRICT_HOME, GENERATED, THEIRS), (agency(HOME, regimes=["VAWA"]), GENERATED, THEIRS),
    (agency(HOME, sector="health"), GENERATED, THEIRS), (LOOSE_HOME, replace(GENERATED, recipient=PROTECTION), TO_THEM),
    (LOOSE_HOME, replace(GENERATED, citation=" "), CITE),
    *((agency(HOME, sector=one), replace(GENERATED, recipient=agency(sector=one)), None) for one in (
        "local_police", "state_police", "federal_police", "local_prosecution", "state_prosecution", "federal_prosecution")),
    *((agency(HOME, sector=one), GENERATED, THEIRS) for one in Sector.values if "police" not in one and "prosecution" not in one),
    (STRICT_HOME, replace(PLAIN, expires_at=NOW - SECOND), OVER_END), (STRICT_HOME, replace(PLAIN, expires_at=NOW), OVER_END),
    (STRICT_HOME, replace(PLAIN, expires_at=NOW + SECOND), None), (STRICT_HOME, replace(PLAIN, expires_at=NOW + 90 * DAY), None),
    (STRICT_HOME, replace(PLAIN, expires_at=NOW + 90 * DAY + SECOND), LONG), (LOOSE_HOME, replace(GENERATED, expires_at=NOW + 91 * DAY), LONG),
    (STRICT_HOME, replace(ORDER, expires_at=NOW + 365 * DAY), None), (STRICT_HOME, replace(ORDER, expires_at=NOW + 365 * DAY + SECOND), LONG_ORDER),
    (STRICT_HOME, replace(ORDER, expires_at=NOW), OVER_END),
])  # fmt: skip
def test_C05_C06_what_compels(home: Any, given: Compelled, says: tuple[str, str] | None) -> None:
    refusal = mandates.refuses(VAWA, home, given)
    assert (refusal and refusal[0]) == (says and says[0]), refusal
    check(refusal and refusal[1], says and says[1])


@pytest.mark.parametrize(("regimes", "strict"), [
    ([], True), (["VAWA"], True), (["FVPSA"], True), (["VOCA"], True), (["CJIS", "VOCA"], True),
    *(([one], False) for one in Regime.values if one not in ("VAWA", "FVPSA", "VOCA")),
])  # fmt: skip
def test_C05_who_is_bound_by_what_only_a_law_that_compels_lifts(regimes: list[str], strict: bool) -> None:
    assert mandates.is_strict(agency(regimes=regimes)) is strict
    if regimes:
        refusal = disclosures.refuses_law(agency(regimes=regimes), law(effect="permits"), elements=2)
        check(refusal, "That law permits and does not compel." if strict else None)


@pytest.mark.parametrize(("of", "basis", "supervises", "says"), [
    (HOME, "STATUTORY_MANDATE", False, None), (HOME, "STATUTORY_MANDATE", True, None), (OTHER, "STATUTORY_MANDATE", True, "Only the agency"),
    (HOME, "COURT_MANDATE", True, None), (HOME, "COURT_MANDATE", False, "Only somebody who supervises"), (OTHER, "COURT_MANDATE", True, "Only"),
    (HOME, "LE_PROS_GENERATED", False, "Only somebody who supervises"), (HOME, "LE_PROS_GENERATED", True, None),
])  # fmt: skip
def test_C06_who_writes_down_what_compels(of: int, basis: str, supervises: bool, says: Says) -> None:
    check(mandates.may_record(actor(supervises=supervises), Some(agency_id=of), basis), says)


# --- Disclosures -----------------------------------------------------------------------------------------------
def test_R05_who_writes_down_what_was_told_and_when() -> None:
    check(disclosures.may_record(VAWA, Some(agency_id=HOME)), None)
    check(disclosures.may_record(VAWA, Some(agency_id=OTHER)), "Only the agency of record writes down")
    for at, says in ((NOW - SECOND, None), (NOW, None), (NOW + SECOND, "That lies in the future.")):
        check(disclosures.refuses_moment(at), says)
    assert set(disclosures.OUTSIDE) == set(Method) - {Method.HERE, Method.COPY}


NOT_THEN, NOT_SO = (
    "At that time it was not in force.",
    "Not by this way. The ways that it names are: By phone, On paper.",
)


@pytest.mark.parametrize(("starts", "at", "elements", "method", "says"), [
    (NOW, NOW, 2, "phone", None), (NOW, NOW - SECOND, 2, "phone", NOT_THEN), (None, NOW, 2, "phone", NOT_THEN),
    (NOW, NOW + DAY - SECOND, 2, "phone", None), (NOW, NOW + DAY, 2, "phone", NOT_THEN), (NOW, NOW + DAY + SECOND, 2, "phone", NOT_THEN),
    (NOW, NOW, 2, "paper", None), (NOW, NOW, 2, "fax", NOT_SO), (NOW, NOW, 3, "phone", None), (NOW, NOW, 10, "phone", None),
    (NOW, NOW, 2 | 4, "phone", "It does not name this: Safe contact."), (NOW, NOW, 4 | 32, "phone", "It does not name this: Safe contact, What"),
])  # fmt: skip
def test_R05_within_its_basis(starts: datetime | None, at: datetime, elements: int, method: str, says: Says) -> None:
    ways = ["phone", "paper"]
    check(disclosures.refuses_within(starts, NOW + DAY, 2 | 8, ways, at=at, elements=elements, method=method), says)


@pytest.mark.parametrize(("of", "one", "elements", "says"), [
    (["VAWA"], law(), 2, None), (["VAWA"], law(state="YY"), 2, "That is not a law of your agency's state."),
    (["VAWA"], law(effect="permits"), 2, "That law permits and does not compel."), (["CJIS"], law(effect="permits"), 2, None),
    (["VAWA"], law(), 2 | 4 | 32, "That law does not ask for this: Safe contact, What"), (["VAWA"], law(), 3, None),
])  # fmt: skip
def test_C05_a_law_obeyed_by_telephone(of: list[str], one: Any, elements: int, says: Says) -> None:
    check(disclosures.refuses_law(agency(regimes=of), one, elements=elements), says)


@pytest.mark.parametrize(("notice", "steps", "says"), [
    ("Told", "A plan", None), (" ", "A plan", "Write down what she was told of it"), ("Told", " ", "Write down what was done for her"),
    ("", "", "Write down what she was told of it"),
])  # fmt: skip
def test_C06_what_a_law_alone_compelled_is_told_with_care(notice: str, steps: str, says: Says) -> None:
    check(disclosures.refuses_care(notice, steps), says)


@pytest.mark.parametrize(
    ("elements", "says"), [(0, "Name at least"), (1, "Name at least"), (2, None), (3, None), (4, None)]
)
def test_R05_something_was_told(elements: int, says: Says) -> None:
    check(disclosures.refuses_parts(elements), says)


# --- What is taken along ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("named", "says"), [(True, None), (False, "It stays in the record of the agency that released it.")]
)
def test_R13_a_part_is_copied_when_the_basis_names_it(named: bool, says: Says) -> None:
    check(may_copy(named=named), says)


ONE_PERSON = "The release that there is names one person at Alder Sheriff,"
UNSIGNED = "Not without her signature."


@pytest.mark.parametrize(("to", "bits", "there", "alone", "from_case", "says"), [
    (POLICE, 3, 3, 0, True, None), (POLICE, 3, 11, 0, True, None), (POLICE, 3, 3, 0, False, "Not from a call."),
    (None, 3, 3, 0, True, "Not to a team."), (POLICE, 0, 3, 0, True, "Choose which parts"), (POLICE, 1, 3, 0, True, "Choose which parts"),
    (POLICE, 2, 3, 0, True, None), (POLICE, 7, 3, 0, True, UNSIGNED), (POLICE, 7, 3, 4, True, ONE_PERSON), (POLICE, 15, 3, 4, True, UNSIGNED),
    (POLICE, 15, 3, 12, True, ONE_PERSON), (POLICE, 3, 0, 0, True, UNSIGNED), (POLICE, 3, 1, 2 | 8, True, ONE_PERSON),
])  # fmt: skip
def test_T01_R03_what_a_referral_carries(
    to: Any, bits: int, there: int, alone: int, from_case: bool, says: Says
) -> None:
    refusal = may_carry(to, bits, open_there=there, alone=alone, from_case=from_case)
    check(refusal, says)
    if refusal and says in (UNSIGNED, ONE_PERSON):
        named = {7: "Safe contact", 15: "Safe contact, Location", 3: "Identity"}[bits]
        assert f"naming Alder Sheriff and {named}, would open this." in refusal


def test_T01_whoever_does_not_say_otherwise_sends_from_a_record() -> None:
    check(may_carry(POLICE, 3, open_there=3, alone=0), None)


def test_what_would_open_it_is_said_to_the_last_word() -> None:
    spoken = releases.refuses_page("so", "so", "none", ["en"])
    assert spoken == (
        "There is no approved page in that language yet. Choose the language that an interpreter reads from, and write down the"
        " interpreter."
    )
    unverified = mandates.refuses(VAWA, STRICT_HOME, replace(PLAIN, statute=law(verified=False)))
    assert unverified == ("statute", (
        "Nobody has confirmed that law for this place yet, so it opens nothing here. If you have to report now, report by"
        " telephone, and write down here afterwards what you told."
    ))  # fmt: skip
    assert may_copy(named=False) == (
        "It stays in the record of the agency that released it. A release signed by the survivor that names"
        " «Copied into their own record» would open this."
    )
    assert may_carry(POLICE, 7, open_there=3, alone=4) == (
        "The release that there is names one person at Alder Sheriff, and a referral goes to everybody who answers there."
        " A release signed by the survivor, naming Alder Sheriff and Safe contact, would open this."
    )
