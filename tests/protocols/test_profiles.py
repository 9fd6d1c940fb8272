"""Whom a team is measured against: the lists are fillable and unconfirmed, and a gap is a place that no signature fills."""

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from agencies.vocabulary import Discipline, Sector
from protocols.profiles import PROFILES, Place, gaps
from protocols.vocabulary import Profile
from tests.examples import tried

LISTED = [profile for profile in Profile if profile != Profile.OWN]
SIGNED = st.lists(st.tuples(st.sampled_from(Sector), st.sampled_from(Discipline)), max_size=6)
WANTED = st.lists(st.sampled_from(Discipline), max_size=6)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def filled(profile: Profile, *signed: tuple[str, str]) -> set[str]:
    return {str(place.label) for place in gaps(profile, signed) if place.filled}


def test_every_profile_has_its_list() -> None:
    assert list(PROFILES) == list(Profile)


@pytest.mark.parametrize("profile", LISTED)
def test_A11_every_place_of_a_list_can_be_filled_and_is_named_once(profile: Profile) -> None:
    seats = PROFILES[profile].seats
    assert seats and all(seat.sectors or seat.disciplines for seat in seats)
    assert len({str(seat.label) for seat in seats}) == len(seats)
    everybody = [(sector, Discipline.OTHER) for sector in Sector]
    assert all(place.filled for place in gaps(profile, everybody))


@pytest.mark.parametrize("profile", Profile)
def test_A11_nothing_is_filled_before_somebody_has_signed(profile: Profile) -> None:
    assert not any(place.filled for place in gaps(profile, [], list(Discipline)))


def test_a_list_says_where_it_is_written_and_that_counsel_has_not_confirmed_it() -> None:
    for profile in LISTED:
        assert PROFILES[profile].citation and not PROFILES[profile].verified and PROFILES[profile].checked_on is None
    assert PROFILES[Profile.OWN].citation == "" and PROFILES[Profile.OWN].seats == ()


def test_mississippi_alone_needs_a_court_order() -> None:
    assert [profile for profile in Profile if PROFILES[profile].needs_order] == [Profile.MISSISSIPPI]


def test_texas_alone_signs_anew_when_a_head_changes_and_after_three_years() -> None:
    assert [profile for profile in Profile if PROFILES[profile].reexecute] == [Profile.TEXAS]
    assert {p: PROFILES[p].term_months for p in Profile if PROFILES[p].term_months} == {Profile.TEXAS: 36}


def test_A11_the_seven_places_of_the_nca() -> None:
    assert [str(place.label) for place in gaps(Profile.NCA, [])] == [
        "Law enforcement", "Child protective services", "Prosecution", "Medical", "Mental health", "Victim advocacy",
        "The children's advocacy center",
    ]  # fmt: skip
    assert filled(Profile.NCA, (Sector.TRIBAL, Discipline.LAW_ENFORCEMENT)) == {"Law enforcement"}
    assert filled(Profile.NCA, (Sector.CAC, Discipline.FORENSIC_INTERVIEW)) == {"The children's advocacy center"}
    assert filled(Profile.NCA, (Sector.VICTIM_SERVICES, Discipline.ADVOCACY)) == {"Victim advocacy"}


def test_a_sector_does_not_fill_a_place_by_the_name_it_shares_with_a_discipline() -> None:
    """ "Advocacy" is a sector and a discipline: in Texas the program itself has to sign, not the prosecutor's advocates."""
    assert filled(Profile.TEXAS, (Sector.LOCAL_PROSECUTION, Discipline.ADVOCACY)) == {
        "Prosecutor with jurisdiction in the county"
    }


def test_an_office_that_is_not_told_from_its_like_is_marked_for_people_to_look() -> None:
    places = {
        str(place.label): place for place in gaps(Profile.TEXAS, [(Sector.LOCAL_POLICE, Discipline.LAW_ENFORCEMENT)])
    }
    assert places["Sheriff"] == Place("Sheriff", filled=True, alike=True)
    assert not places["Sexual assault program"].alike
    for profile in LISTED:
        kinds = [(seat.sectors, seat.disciplines) for seat in PROFILES[profile].seats]
        twins = [seat for seat in PROFILES[profile].seats if kinds.count((seat.sectors, seat.disciplines)) > 1]
        assert all(seat.alike for seat in twins), profile


@tried(60)
@given(st.sampled_from(LISTED), SIGNED, WANTED)
@example(Profile.WASHINGTON, [(Sector.ADVOCACY, Discipline.OTHER)], [])
@example(Profile.CALIFORNIA, [(Sector.OFFICIALS, Discipline.CAC)], [])
def test_A11_a_place_is_filled_exactly_when_a_signed_agency_fits_it(
    profile: Profile, signed: list[tuple[Sector, Discipline]], wanted: list[Discipline]
) -> None:
    expected = []
    for seat in PROFILES[profile].seats:
        fits = False
        for sector, discipline in signed:
            for one in seat.sectors:
                fits = fits or one.value == sector.value
            for other in seat.disciplines:
                fits = fits or other.value == discipline.value
        expected.append(fits)
    assert [place.filled for place in gaps(profile, iter(signed), wanted)] == expected


@tried(60)
@given(SIGNED, WANTED)
def test_A11_a_team_with_its_own_list_has_a_place_for_each_discipline_it_wants(
    signed: list[tuple[Sector, Discipline]], wanted: list[Discipline]
) -> None:
    there = {discipline for _sector, discipline in signed}
    expected = [(str(one.label), one in there) for one in dict.fromkeys(wanted)]
    assert [(str(p.label), p.filled) for p in gaps(Profile.OWN, iter(signed), [w.value for w in wanted])] == expected


@tried(30)
@given(st.sampled_from(Profile), SIGNED, SIGNED, WANTED)
def test_A11_another_signature_never_opens_a_gap(
    profile: Profile,
    signed: list[tuple[Sector, Discipline]],
    more: list[tuple[Sector, Discipline]],
    wanted: list[Discipline],
) -> None:
    before, after = gaps(profile, signed, wanted), gaps(profile, signed + more, wanted)
    assert all(now.filled for was, now in zip(before, after, strict=True) if was.filled)


def test_a_profile_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError):
        gaps("atlantis", [])
