"""Random records of an agency, and who is counted of them by a naive reading of the rules: one person at a time, in Python."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import strategies as st

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
RESET = (7, 1)
FLOOR = 13
REPORTED = {"sexual_assault": "SA", "domestic_violence": "DV", "stalking": "ST"}
NOT_ALONE = {"justice_information", "referral_other"}
SERVICES = ["counseling", "crisis_intervention", "emergency_shelter", "justice_information", "referral_other"]
CRIMES = [*REPORTED, "labor_trafficking"]
AWARDS = {  # number → first and last day, and the services it pays for; "other" is of another form
    "one": (date(2024, 1, 1), date(2025, 6, 30), []),
    "two": (date(2025, 4, 1), date(2026, 6, 30), ["counseling", "emergency_shelter"]),
    "other": (date(2024, 1, 1), date(2026, 6, 30), []),
}

ELSEWHERE = [
    ("one", date(2024, 1, 1)),
    ("two", date(2026, 1, 1)),
    ("other", FIRST),
]  # an award that was named, and for what period


@dataclass
class Service:
    service: str
    day: date
    shares: dict[str, int]
    units: int = 1
    family: int = 0


@dataclass
class Request:
    service: str
    day: date
    outcome: str
    settled: date | None
    reasons: tuple[str, ...] = ()


@dataclass
class File:
    """``earlier``: an earlier file about her stands at this place of the list. ``harm_of``: whose harm she shares.

    ``under``: the award that was named for her in this period. ``elsewhere``: what was named in another one, or of another form.
    """

    born: date | None = None
    told: tuple[int, date] | None = None
    absent: str = ""
    race: list[str] = field(default_factory=list)
    counted_under: dict[date, str] = field(default_factory=dict)
    services: list[Service] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    earlier: int | None = None
    harm_of: int | None = None
    under: str = ""
    elsewhere: tuple[str, date] | None = None


def _days(first: date = date(2024, 6, 1), last: date = date(2026, 2, 1)) -> st.SearchStrategy[date]:
    return st.dates(first, last) | st.sampled_from(
        [FIRST, LAST, FIRST - timedelta(1), LAST + timedelta(1), date(2025, 7, 1)]
    )


@st.composite
def _service(draw: st.DrawFn) -> Service:
    day = draw(_days())
    paying = [name for name, (first, last, _services) in AWARDS.items() if first <= day <= last]
    paid = draw(st.lists(st.sampled_from(paying), unique=True, max_size=2)) if paying else []
    cut = draw(st.integers(1, 99))
    shares = (
        {}
        if not paid
        else dict(zip([*paid, ""], [cut, 100 - cut], strict=False))
        if len(paid) == 1
        else dict(zip(paid, [cut, 100 - cut], strict=True))
    )
    if len(paid) == 1 and draw(st.booleans()):
        shares = {paid[0]: 100}
    return Service(draw(st.sampled_from(SERVICES)), day, shares, draw(st.integers(1, 5)), draw(st.integers(0, 2)))


@st.composite
def _request(draw: st.DrawFn) -> Request:
    day = draw(_days())
    outcome = draw(st.sampled_from(["waiting", "provided", "partly", "not", "ended"]))
    settled = None if outcome == "waiting" else day + timedelta(draw(st.integers(0, 200)))
    reasons = ("capacity",) if outcome in ("partly", "not") else ()
    return Request(draw(st.sampled_from(["counseling", "transportation"])), day, outcome, settled, reasons)


@st.composite
def files(draw: st.DrawFn) -> list[File]:
    made: list[File] = []
    for n in range(draw(st.integers(1, 5))):
        first_files = [i for i, one in enumerate(made) if one.earlier is None]
        earlier = draw(st.sampled_from([None, None, *first_files])) if n else None
        harm_of = draw(st.sampled_from([None, None, *range(n)])) if n else None
        age = draw(st.sampled_from(["born", "told", "absent", ""]))
        made.append(File(
            born=draw(st.dates(date(1930, 1, 1), date(2024, 5, 1))) if age == "born" else None,
            told=(draw(st.integers(0, 90)), draw(_days())) if age == "told" else None,
            absent=draw(st.sampled_from(["unknown", "declined", "not_collected"])) if age == "absent" else "",
            race=draw(st.lists(st.sampled_from(["white", "black", "hispanic"]), unique=True, max_size=2)),
            counted_under=draw(st.dictionaries(_days(), st.sampled_from(CRIMES), max_size=2)),
            services=draw(st.lists(_service(), max_size=4)), requests=draw(st.lists(_request(), max_size=2)),
            earlier=earlier, harm_of=harm_of if harm_of != n else None, under=draw(st.sampled_from(["", "", "one", "two"])),
            elsewhere=draw(st.sampled_from([None, None, *ELSEWHERE])),
        ))  # fmt: skip
    return made


# --- Many at once, always the same ---------------------------------------------------------------------------

EDGES = [
    FIRST,
    LAST,
    FIRST - timedelta(1),
    LAST + timedelta(1),
    date(2025, 6, 30),
    date(2025, 7, 1),
    date(2024, 6, 30),
    date(2024, 7, 1),
]
BORN = [None, None, date(1950, 1, 1), date(2011, 12, 31), date(2012, 1, 1), date(2012, 7, 1), date(2012, 12, 31)]


def crowd(seed: int, families: int) -> list[File]:
    """Files for one count, most of their days at an edge of the rules: what a few small examples seldom bring together."""
    dice, made = random.Random(seed), list[File]()  # noqa: S311 - no secret
    for _family in range(families):
        begun = len(made)
        for n in range(dice.randint(1, 3)):
            first_files = [i for i in range(begun, len(made)) if made[i].earlier is None]
            earlier = dice.choice(first_files) if n and dice.random() < 0.5 else None
            made.append(File(
                born=dice.choice(BORN),
                told=(dice.choice([12, 13, 40]), _some_day(dice)) if dice.random() < 0.3 else None,
                absent=dice.choice(["", "", "unknown", "declined"]), race=dice.sample(["white", "black"], dice.randint(0, 2)),
                counted_under={_some_day(dice): dice.choice(CRIMES) for _n in range(dice.randint(0, 2))},
                services=[_some_service(dice) for _n in range(dice.randint(0, 3))],
                requests=[_some_request(dice) for _n in range(dice.choice([0, 0, 1, 2]))],
                earlier=earlier, harm_of=dice.choice([None, begun + dice.randrange(n)]) if n else None,
                under=dice.choice(["", "", "", "one", "two"]),
                elsewhere=dice.choice([None, None, *ELSEWHERE]),
            ))  # fmt: skip
    return made


def _some_day(dice: random.Random) -> date:
    return dice.choice(EDGES) if dice.random() < 0.6 else date(2024, 6, 1) + timedelta(dice.randrange(600))


def _some_service(dice: random.Random) -> Service:
    day, cut = _some_day(dice), dice.choice([30, 50, 70])
    paying = [name for name, (first, last, _services) in AWARDS.items() if first <= day <= last]
    paid = dice.sample(paying, min(len(paying), dice.choice([1, 1, 2])))
    shares = dict(zip(paid, [cut, 100 - cut] if len(paid) == 2 else [100], strict=True))
    return Service(dice.choice(SERVICES), day, shares, dice.randint(1, 5), dice.randint(0, 2))


def _some_request(dice: random.Random) -> Request:
    day, outcome = _some_day(dice), dice.choice(["waiting", "provided", "partly", "not", "partly"])
    settled = (
        None
        if outcome == "waiting"
        else dice.choice([day, max(day, LAST), max(day, LAST + timedelta(1)), max(day, FIRST)])
    )
    reasons = ("capacity",) if outcome in ("partly", "not") else ()
    return Request(dice.choice(["counseling", "transportation"]), day, outcome, settled, reasons)


# --- The naive reading ---------------------------------------------------------------------------------------


def _person(all_files: list[File], at: int) -> int:
    return at if all_files[at].earlier is None else all_files[at].earlier  # type: ignore[return-value]


def _mine(all_files: list[File], person: int) -> list[int]:
    return [i for i in range(len(all_files)) if _person(all_files, i) == person]


def _reset_before(day: date) -> date:
    this = date(day.year, *RESET)
    return this if this <= day else date(day.year - 1, *RESET)


def years(born: date, day: date) -> int:
    """A birthday of 29 February is kept on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _of_form(service: Service) -> dict[str, int]:
    return {name: share for name, share in service.shares.items() if name in ("one", "two")}


def _counted(all_files: list[File], person: int) -> list[tuple[date, str, Service]]:
    """What makes her somebody who was served, with the award of the largest share; of equal shares the first award."""
    found = []
    for i in _mine(all_files, person):
        for service in all_files[i].services:
            paid = _of_form(service)
            if paid and service.service not in NOT_ALONE:
                found.append((service.day, max(sorted(paid), key=lambda name: paid[name]), service))
    return sorted(found, key=lambda one: (one[0], one[1]))


def _in_period(request: Request) -> bool:
    if request.day > LAST:
        return False
    return request.day >= FIRST or (request.settled is not None and FIRST <= request.settled <= LAST)


def _falls_short(all_files: list[File], person: int) -> list[tuple[date, str, Request]]:
    found = []
    for i in _mine(all_files, person):
        for request in all_files[i].requests:
            settled_in_time = request.settled is not None and request.settled <= LAST
            if _in_period(request) and settled_in_time and request.outcome in ("partly", "not"):
                day = max(request.day, FIRST)
                could = [
                    name for name in ("one", "two")
                    if AWARDS[name][0] <= day <= AWARDS[name][1] and (not AWARDS[name][2] or request.service in AWARDS[name][2])
                ]  # fmt: skip
                if could:
                    found.append((day, could[0], request))
    return sorted(found, key=lambda one: (one[0], one[1]))


def counted(all_files: list[File], award: str) -> dict[int, dict[str, object]]:
    """By the place of her first file: since when, status, new, age, race, crime, role, units by service."""
    found: dict[int, dict[str, object]] = {}
    for person in {_person(all_files, i) for i in range(len(all_files))}:
        mine = _mine(all_files, person)
        done = _counted(all_files, person)
        in_period = [one for one in done if FIRST <= one[0] <= LAST]
        short = _falls_short(all_files, person)
        said = [all_files[i].under for i in mine if all_files[i].under]
        if in_period:
            since, paying = in_period[0][0], in_period[0][1]
            status = "partial" if short else "served"
            last = in_period[-1][0]
            before = [day for day, _award, _service in done if _reset_before(last) <= day < FIRST]
            new = "continuing" if before else "new"
        elif short:
            since, paying, status, new = short[0][0], short[0][1], "not_served", None
        else:
            continue
        if (said[-1] if said else paying) != award:
            continue
        found[person] = {"since": since, "status": status, "new": new, **_known(all_files, mine, person, since)}
    return found


def _known(all_files: list[File], mine: list[int], person: int, since: date) -> dict[str, object]:
    newest = list(reversed(mine))
    born = next((all_files[i].born for i in newest if all_files[i].born), None)
    told = next((all_files[i].told for i in newest if all_files[i].told), None)
    absences = [all_files[i].absent for i in mine if all_files[i].absent]
    age: object = max(absences) if absences else "unanswered"
    if born is not None:
        worked_out = years(born, since)
        age = str(worked_out) if 0 <= worked_out <= 120 else age
    elif told is not None:
        worked_out = (
            told[0] + years(told[1], since) if since >= told[1] else told[0] - -(-(told[1] - since).days // 366)
        )
        age = str(worked_out) if 0 <= worked_out <= 120 else age
    harm_of = next((all_files[i].harm_of for i in mine if all_files[i].harm_of is not None), None)
    whose = person if harm_of is None else _person(all_files, harm_of)
    crime = _crime(all_files, whose, since)
    young = isinstance(age, str) and age.isdigit() and int(age) < FLOOR
    role = (
        "secondary"
        if harm_of is not None
        else "outside"
        if young or (crime not in REPORTED and crime != "missing")
        else "primary"
    )
    races = {code for i in mine for code in all_files[i].race}
    return {"age": age, "race": races or {"unanswered"}, "primary": crime, "role": role, **_done(all_files, mine)}


def _crime(all_files: list[File], whose: int, since: date) -> str:
    chosen = sorted(
        (day, i, kind)
        for i in _mine(all_files, whose)
        for day, kind in all_files[i].counted_under.items()
        if day <= LAST
    )
    before = [one for one in chosen if one[0] <= since]
    if before:
        latest = max(day for day, _i, _kind in before)
        return next(kind for day, _i, kind in before if day == latest)
    return chosen[0][2] if chosen else "missing"


def _done(all_files: list[File], mine: list[int]) -> dict[str, object]:
    units: dict[str, int] = {}
    nights: dict[str, int] = {}
    for i in mine:
        for service in all_files[i].services:
            if FIRST <= service.day <= LAST and _of_form(service):
                units[service.service] = units.get(service.service, 0) + service.units
                if service.service == "emergency_shelter":
                    nights[service.service] = nights.get(service.service, 0) + service.units * (1 + service.family)
    return {"service": units, "nights": nights}
