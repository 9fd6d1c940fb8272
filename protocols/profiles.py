"""Whose list of members a team is measured against, as data, and which places no signed agency fills (law 3.4, A-11).

``verified`` is for people: no list here has been confirmed by counsel, and what nobody confirmed is shown as such.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.vocabulary import Discipline, Sector
from protocols.vocabulary import Profile

S, D = Sector, Discipline


@dataclass(frozen=True)
class Seat:
    """A place on a list: a signed agency of one of these sectors or disciplines fills it.

    ``alike``: sector and discipline do not tell this office from its like, so people look whether the right one has signed.
    """

    label: str | Promise
    sectors: frozenset[Sector] = frozenset()
    disciplines: frozenset[Discipline] = frozenset()
    alike: bool = False

    def fits(self, sector: str, discipline: str) -> bool:
        return sector in self.sectors or discipline in self.disciplines


@dataclass(frozen=True)
class MemberSet:
    """A list, where it is written, when somebody looked it up, and what else its law asks of an agreement."""

    citation: str
    seats: tuple[Seat, ...] = ()
    checked_on: date | None = None
    verified: bool = False
    needs_order: bool = False  # a court order names the agencies (law A-12)
    reexecute: bool = False  # signed anew when the head of a party changes (law A-05)
    term_months: int | None = None  # the longest term, where the law names one


@dataclass(frozen=True)
class Place:
    """One line of the gap report."""

    label: str | Promise
    filled: bool
    alike: bool = False


def _seat(label: str | Promise, *kinds: Sector | Discipline, alike: bool = False) -> Seat:
    sectors = frozenset(kind for kind in kinds if isinstance(kind, S))
    return Seat(label, sectors, frozenset(kind for kind in kinds if isinstance(kind, D)), alike)


_POLICE = (S.LOCAL_POLICE, S.STATE_POLICE, S.FEDERAL_POLICE, D.LAW_ENFORCEMENT)
_PROSECUTION = (S.LOCAL_PROSECUTION, S.STATE_PROSECUTION, S.FEDERAL_PROSECUTION, D.PROSECUTION)
_COUNTY_PROSECUTION = (S.LOCAL_PROSECUTION, S.STATE_PROSECUTION)
_CHILD_PROTECTION = (S.CHILD_WELFARE, D.CHILD_WELFARE)
_MENTAL_HEALTH = (S.MENTAL_HEALTH, D.MENTAL_HEALTH)
_MEDICAL = (S.HEALTH, D.MEDICAL)
_CAC = (S.CAC, D.CAC)

PROFILES: dict[Profile, MemberSet] = {
    Profile.NCA: MemberSet("NCA National Standards of Accreditation for Children's Advocacy Centers", (
        _seat(_("Law enforcement"), *_POLICE),
        _seat(_("Child protective services"), *_CHILD_PROTECTION),
        _seat(_("Prosecution"), *_PROSECUTION),
        _seat(_("Medical"), *_MEDICAL),
        _seat(_("Mental health"), *_MENTAL_HEALTH),
        _seat(_("Victim advocacy"), S.ADVOCACY, S.VICTIM_SERVICES, D.ADVOCACY),
        _seat(_("The children's advocacy center"), *_CAC),
    )),
    # The end of the statute's list was not seen: counsel checks it. Term and signing anew are read in the law on centers.
    Profile.TEXAS: MemberSet("Tex. Local Gov't Code 351.252; Tex. Fam. Code 264.4031", (
        _seat(_("Sexual assault program"), S.ADVOCACY),
        _seat(_("Prosecutor with jurisdiction in the county"), *_COUNTY_PROSECUTION),
        _seat(_("Police department of the largest municipality"), S.LOCAL_POLICE, alike=True),
        _seat(_("Sheriff"), S.LOCAL_POLICE, alike=True),
        _seat(_("Sexual assault nurse examiner or other medical staff"), *_MEDICAL),
    ), reexecute=True, term_months=36),
    Profile.WASHINGTON: MemberSet("RCW 26.44.180", (
        _seat(_("Prosecutor"), *_COUNTY_PROSECUTION),
        _seat(_("Law enforcement"), *_POLICE),
        _seat(_("Child protective services"), *_CHILD_PROTECTION),
        _seat(_("Children's advocacy center"), *_CAC),
        _seat(_("Local advocacy groups"), S.ADVOCACY, S.VICTIM_SERVICES, D.ADVOCACY, alike=True),
        _seat(_("Community sexual assault program"), S.ADVOCACY, alike=True),
        _seat(_("Licensed health practitioners"), *_MEDICAL),
        _seat(_("Licensed mental health practitioners"), *_MENTAL_HEALTH),
    )),
    Profile.MISSISSIPPI: MemberSet("Miss. Code Ann. 43-15-51", (
        _seat(_("District attorney"), *_COUNTY_PROSECUTION, alike=True),
        _seat(_("City police"), S.LOCAL_POLICE, alike=True),
        _seat(_("County police"), S.LOCAL_POLICE, alike=True),
        _seat(_("County attorney"), *_COUNTY_PROSECUTION, alike=True),
        _seat(_("Youth court prosecutor"), *_COUNTY_PROSECUTION, alike=True),
        # No sector is made for this office: any of the state's own may hold it.
        _seat(_("Human-trafficking coordinator or designee"), S.STATE_POLICE, S.VICTIM_SERVICES, S.OFFICIALS, alike=True),
        _seat(_("Child protection"), *_CHILD_PROTECTION),
    ), needs_order=True),
    Profile.CALIFORNIA: MemberSet("Cal. Welf. & Inst. Code 16524.8", (
        _seat(_("Human services, which leads"), S.STATE_SOCIAL_SERVICES, *_CHILD_PROTECTION),
        _seat(_("Probation"), S.JUVENILE_JUSTICE, D.JUVENILE_JUSTICE),
        _seat(_("Mental health"), *_MENTAL_HEALTH),
        _seat(_("Public health"), *_MEDICAL, alike=True),
        _seat(_("Juvenile court"), S.COURTS, alike=True),
        _seat(_("Office of education"), S.EDUCATION, D.EDUCATION, alike=True),
        _seat(_("Sheriff"), S.LOCAL_POLICE, alike=True),
    )),
    Profile.OWN: MemberSet(""),  # the team names its disciplines itself
}  # fmt: skip


def gaps(profile: str, signed: Iterable[tuple[str, str]], wanted: Iterable[str] = ()) -> list[Place]:
    """Every place of the list, filled or not, by sector and discipline of the agencies that have signed (law A-11).

    Measured against its own list, a team has one place for each discipline it wants.
    """
    there = list(signed)
    seats = PROFILES[Profile(profile)].seats
    if profile == Profile.OWN:
        seats = tuple(Seat(D(one).label, disciplines=frozenset({D(one)})) for one in dict.fromkeys(wanted))
    return [Place(seat.label, any(seat.fits(*one) for one in there), seat.alike) for seat in seats]
