"""Who is in Alder County: agencies, people, teams and seats of the demo, as data. Names stay as they are."""

from dataclasses import dataclass, field
from datetime import date

from agencies import vocabulary
from agencies.vocabulary import SeatRole, Structure

D, R, S = vocabulary.Discipline, vocabulary.Regime, vocabulary.Sector

PASSWORD = "alder county demo only"
STATE = "ZZ"  # no state has this abbreviation


@dataclass(frozen=True)
class Place:
    name: str
    population: int | None
    is_tribal: bool = False
    state: str = STATE
    contact_hours: int | None = None  # a rule on the first contact in person, invented and not verified (law T-05)
    contact_law: str = ""
    contact_checked_on: date | None = None


@dataclass(frozen=True)
class Member:
    """A person of the cast. ``first`` is how the rest of the data calls her."""

    name: str
    title: str
    supervises: bool = False
    answers: bool = False  # referrals to the agency
    manages: bool = False  # the agency's people
    signs: bool = False  # for the agency

    @property
    def first(self) -> str:
        return self.name.split()[0].lower()

    def email(self, domain: str) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{domain}.example"


@dataclass(frozen=True)
class Room:
    """An agency of the cast with its people."""

    name: str
    domain: str
    sector: vocabulary.Sector
    discipline: vocabulary.Discipline
    people: tuple[Member, ...]
    regimes: tuple[vocabulary.Regime, ...] = ()
    place: str = "Alder County"
    parent: str = ""
    is_tribal: bool = False


PLACES = (
    Place("Alder County", 38_400),
    Place(
        "Birch County",
        21_900,
        contact_hours=24,
        contact_law="ZZ Stat. 1-2-3, invented",
        contact_checked_on=date(2026, 3, 1),
    ),
    Place("Cedar Nation", 5_200, is_tribal=True, state=""),
    Place("State of Fennmark", 1_460_000),
)

ROOMS = (
    Room(
        "Harbor House", "harbor-house", S.ADVOCACY, D.ADVOCACY, regimes=(R.VAWA, R.FVPSA, R.VOCA),
        people=(
            Member("Ada Quill", "Advocate", answers=True),
            Member("Bea Marlow", "Advocate"),
            Member("Hana Ortiz", "Director", supervises=True, answers=True, manages=True, signs=True),
        ),
    ),
    Room(
        "Alder Children's Advocacy Center", "alder-cac", S.CAC, D.CAC, regimes=(R.VOCA, R.MDT_STATUTE),
        people=(
            Member("Cora Bell", "Team coordinator", answers=True),
            Member("Fay Iverson", "Forensic interviewer"),
            Member("Gus Hale", "Director", supervises=True, manages=True, signs=True),
        ),
    ),
    Room(
        "Alder County Sheriff", "alder-sheriff", S.LOCAL_POLICE, D.LAW_ENFORCEMENT, regimes=(R.CJIS,),
        people=(
            Member("Dan Reyes", "Detective", answers=True),
            Member("Lena Fox", "Detective"),
            Member("Rex Dunn", "Deputy"),
            Member("Lou Stone", "Sheriff", supervises=True, manages=True, signs=True),
        ),
    ),
    Room(
        "Sheriff's Victim Services", "sheriff-victim-services", S.VICTIM_SERVICES, D.ADVOCACY,
        regimes=(R.VAWA, R.VOCA), parent="Alder County Sheriff",
        people=(Member("Vic Tran", "System-based advocate", answers=True, manages=True),),
    ),
    Room(
        "Port Alder Police", "port-alder-police", S.LOCAL_POLICE, D.LAW_ENFORCEMENT,
        people=(
            Member("Pia Novak", "Detective", answers=True),
            Member("Roy Adler", "Chief", supervises=True, manages=True, signs=True),
        ),
    ),
    Room(
        "District Attorney", "alder-da", S.LOCAL_PROSECUTION, D.PROSECUTION,
        people=(
            Member("Paul Grant", "Prosecutor", answers=True),
            Member("Dora Finch", "District attorney", supervises=True, manages=True, signs=True),
        ),
    ),
    Room(
        "Victim-Witness Unit", "victim-witness", S.VICTIM_SERVICES, D.ADVOCACY, regimes=(R.VOCA,),
        parent="District Attorney",
        people=(Member("Wes Kim", "System-based advocate", answers=True, manages=True),),
    ),
    Room(
        "St. Brigid Hospital", "st-brigid", S.HEALTH, D.MEDICAL, regimes=(R.HIPAA,),
        people=(
            Member("Sana Patel", "Nurse examiner", supervises=True, answers=True),
            Member("Nora Quist", "Administrator", manages=True, signs=True),
        ),
    ),
    Room(
        "Child Protective Services", "alder-cps", S.CHILD_WELFARE, D.CHILD_WELFARE, regimes=(R.CAPTA,),
        people=(
            Member("Cal Price", "Caseworker", answers=True),
            Member("Mae Olsen", "Director", supervises=True, manages=True, signs=True),
        ),
    ),
    Room(
        "Juvenile Probation", "juvenile-probation", S.JUVENILE_JUSTICE, D.JUVENILE_JUSTICE,
        people=(
            Member("Joel Park", "Officer", answers=True),
            Member("Ida Bloom", "Chief officer", supervises=True, manages=True, signs=True),
        ),
    ),
    Room(
        "Cedar Nation Victim Services", "cedar-nation", S.TRIBAL, D.TRIBAL, regimes=(R.TRIBAL,),
        place="Cedar Nation", is_tribal=True,
        people=(
            Member("June Martin", "Advocate", supervises=True, answers=True, manages=True),
            Member("Ray Hill", "Council secretary", signs=True),
        ),
    ),
    Room(
        "Alder Unified Schools", "alder-schools", S.EDUCATION, D.EDUCATION, regimes=(R.FERPA,),
        people=(Member("Sofia Lane", "Counselor", answers=True, manages=True),),
    ),
    Room(
        "Survivor Advisory Group", "survivor-advisers", S.SURVIVORS, D.SURVIVOR_ADVISER,
        people=(Member("Rae Summers", "Adviser", manages=True),),
    ),
    Room(
        "Birch County Shelter", "birch-shelter", S.ADVOCACY, D.ADVOCACY, regimes=(R.VAWA,), place="Birch County",
        people=(Member("Olga Berg", "Advocate", supervises=True, answers=True, manages=True),),
    ),
    Room(
        "State STOP office", "state-stop", S.FUNDER, D.OTHER, place="State of Fennmark",
        people=(Member("Stan Whitlock", "Administrator", manages=True),),
    ),
)  # fmt: skip

ROOT = Member("Adam Root", "Runs the installation")
ROOT_DOMAIN = "alder"


@dataclass(frozen=True)
class Chair:
    """A seat at a team's table."""

    who: str
    discipline: vocabulary.Discipline
    role: SeatRole = SeatRole.MEMBER


@dataclass(frozen=True)
class Table:
    """A team of the cast."""

    name: str
    structure: Structure
    coordinator: str
    chairs: tuple[Chair, ...]
    place: str = "Alder County"
    parent: str = ""
    pool: bool = field(default=True)


SART = "Alder County SART"
TABLES = (
    Table(
        SART, Structure.STANDALONE, "cora",
        chairs=(
            Chair("cora", D.CAC), Chair("fay", D.FORENSIC_INTERVIEW),
            Chair("ada", D.ADVOCACY), Chair("bea", D.ADVOCACY, SeatRole.ALTERNATE),
            Chair("vic", D.ADVOCACY), Chair("wes", D.ADVOCACY),
            Chair("dan", D.LAW_ENFORCEMENT), Chair("lena", D.LAW_ENFORCEMENT, SeatRole.ALTERNATE),
            Chair("pia", D.LAW_ENFORCEMENT), Chair("paul", D.PROSECUTION), Chair("sana", D.MEDICAL),
            Chair("cal", D.CHILD_WELFARE), Chair("joel", D.JUVENILE_JUSTICE), Chair("june", D.TRIBAL),
            Chair("sofia", D.EDUCATION, SeatRole.GUEST),
        ),
    ),
    Table(
        "Alder Trafficking Response", Structure.SUBCOMMITTEE, "cora", parent=SART,
        chairs=(
            Chair("cora", D.CAC), Chair("bea", D.ADVOCACY), Chair("lena", D.LAW_ENFORCEMENT),
            Chair("paul", D.PROSECUTION), Chair("june", D.TRIBAL),
        ),
    ),
    Table(
        "Birch County SART", Structure.STANDALONE, "olga", chairs=(Chair("olga", D.ADVOCACY),), place="Birch County",
    ),
)  # fmt: skip

# Days until the yearly acknowledgement ends, where it is not about half a year; below zero it has lapsed.
ACKNOWLEDGED_FOR = {"lena": -12, "joel": 45}
NEVER_ACKNOWLEDGED = {"adam", "stan", "rae"}


def who() -> list[tuple[str, str, str, str]]:
    """Everybody: address, name, agency, title."""
    lines = [
        (member.email(room.domain), member.name, room.name, member.title)
        for room in ROOMS for member in room.people
    ]  # fmt: skip
    return [*lines, (ROOT.email(ROOT_DOMAIN), ROOT.name, "no agency", ROOT.title)]
