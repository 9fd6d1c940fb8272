"""What is known of those who are counted, what was not done for them, orders and contacts: a crowd against a naive reading."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from reports import tasks
from tests import rows
from tests.copies import as_worker
from tests.reports.scene import Agency

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
BEFORE, AFTER = FIRST - timedelta(1), LAST + timedelta(1)
EDGES = (BEFORE, FIRST, date(2025, 6, 30), LAST, AFTER)
SHELTERS = ("emergency_shelter", "transitional_housing")
POLICE = ("police_interview", "police_interview_justice")
REASONS = ("capacity", "resources", "hours", "language")
ORDERS = ("temporary_civil", "final_criminal")
Known = set[tuple[str, str, int]]
Day = date | None


@dataclass
class File:
    crime: str = ""
    sex: str = ""
    race: list[str] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    barriers: dict[str, date] = field(default_factory=dict)
    parties: list[tuple[str, str]] = field(default_factory=list)
    orders: list[tuple[str, date, Day]] = field(default_factory=list)
    services: list[tuple[str, date, int, int]] = field(default_factory=list)
    requests: list[tuple[date, str, Day, tuple[str, ...]]] = field(default_factory=list)


@dataclass
class Contact:
    """Without a record, until it is linked to the person at this place of the crowd."""

    day: date
    count: int
    paid: bool
    linked: Day
    to: int


def some_file(dice: random.Random, police: str) -> File:
    """``police``: on which line this file has its interviews; both lines on one day stand in two files only."""
    offered = (*SHELTERS, police, police, "counseling")
    absent = {
        what: dice.choice(["unknown", "declined", "not_collected"]) for what in ("sex", "race") if dice.random() < 0.3
    }
    orders = []
    for _n in range(dice.choice([0, 0, 1, 2])):
        asked = dice.choice(EDGES)
        orders.append((dice.choice(ORDERS), asked, dice.choice([None, *(day for day in EDGES if day >= asked)])))
    requests = []
    for _n in range(dice.choice([0, 0, 1, 2, 3])):
        asked, outcome = dice.choice(EDGES), dice.choice(["partly", "not", "not", "waiting", "provided"])
        settled = None if outcome == "waiting" else dice.choice([day for day in EDGES if day >= asked])
        reasons = tuple(dice.sample(REASONS, dice.choice([1, 1, 2]))) if outcome in ("partly", "not") else ()
        requests.append((asked, outcome, settled, reasons))
    return File(
        dice.choice(["", "labor_trafficking"]) if police == POLICE[0] else "", dice.choice(["", "", "female", "male"]), dice.sample(["white", "black"], dice.choice([0, 0, 1, 2])), absent,
        dice.sample(["sexual_assault", "stalking"], dice.randint(0, 2)),
        {code: dice.choice(EDGES) for code in dice.sample(["deaf", "rural"], dice.randint(0, 2))},
        [(dice.choice(["spouse", "parent", ""]), dice.choice(["yes", "no", ""])) for _n in range(dice.randint(0, 2))], orders,
        [(dice.choice(offered), dice.choice(EDGES), dice.randint(1, 4), dice.randint(0, 2)) for _n in range(dice.randint(0, 7))],
        requests,
    )  # fmt: skip


def expected(files: list[File], linked: list[Contact]) -> Known:
    """Of one person, with her files in the order in which they were opened."""
    found: Counter[tuple[str, str]] = Counter({("role", "primary"): 1, ("primary", files[0].crime or "missing"): 1})
    for what, answers in (
        ("sex", [f.sex for f in reversed(files) if f.sex][:1]),
        ("race", [r for f in files for r in f.race]),
    ):
        absent = [f.absent[what] for f in files if what in f.absent]
        for code in set(answers) or {max(absent) if absent else "unanswered"}:
            found[what, code] = 1
    for one in files:
        found.update({("victimization", code): 0 for code in one.kinds})
        found.update({("classification", code): 0 for code, day in one.barriers.items() if day <= LAST})
        found.update({("relationship", word): 0 for word, harmed in one.parties if word and harmed == "yes"})
        for kind, asked, granted in one.orders:
            found["order_requested", kind] += FIRST <= asked <= LAST
            found["order_granted", kind] += granted is not None and FIRST <= granted <= LAST
        for asked, outcome, settled, reasons in one.requests:
            if outcome in ("partly", "not") and settled is not None and asked <= LAST and FIRST <= settled <= LAST:
                found.update({("reason", reason): 0 for reason in reasons})
                found["unmet", "capacity"] += bool({"capacity", "resources"} & set(reasons))
    once = {key for key in found if key[0] in ("victimization", "classification", "relationship", "reason")}
    found.update({**_done(files, linked)})
    return {
        (dim, code, 1 if (dim, code) in once else n) for (dim, code), n in found.items() if n or (dim, code) in once
    }


def _done(files: list[File], linked: list[Contact]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    interviews: dict[date, set[str]] = defaultdict(set)
    for service, day, units, family in (one for file in files for one in file.services):
        if not FIRST <= day <= LAST:
            continue
        found["service", service] += units
        if service in SHELTERS:
            found["nights", service] += units * (1 + family)
            found["sheltered_family", service] = max(family, found["sheltered_family", service])
        if service in POLICE:
            interviews[day].add(service)
    found["doubled", "police_interview"] = sum(len(lines) == 2 for lines in interviews.values())
    for one in linked:
        if one.paid and one.linked and FIRST <= one.linked <= LAST:
            found["service", "hotline"] += one.count
    return found


class Crowd(Agency):
    """Persons with one or two files each, some of them sharing another's harm, all of them served on the first day, and contacts."""

    def __init__(self, db: Any, persons: list[list[File]], contacts: list[Contact]) -> None:
        super().__init__(db)
        self.paying, self.other = self.award("test.form", "1"), self.award("other.form", "1")
        self.keys: list[int] = []
        for files in persons:
            files[0].services.append(("counseling", FIRST, 1, 0))
            cases = [self.write(one) for one in files]
            self.keys.append(cases[0])
            for later in cases[1:]:
                self.row("relatedfile", later, kind="same", other_id=cases[0])
            if len(self.keys) % 3 == 0:  # without an age from which one counts, nobody is apart
                self.row("relatedfile", cases[0], kind="secondary", other_id=self.keys[0])
        self.contacts = [self.contact(one) for one in contacts]

    def write(self, one: File) -> int:
        case = self.person(
            sex=one.sex,
            race=one.race,
            absences=one.absent,
            kinds=one.kinds,
            counted_under=[(one.crime, FIRST)] if one.crime else [],
        )
        for code, day in one.barriers.items():
            self.row("knownbarrier", case, code=code, learned_on=day)
        for word, harmed in one.parties:
            self.row("involvedperson", case, relationship=word, harmed_her=harmed)
        for kind, asked, granted in one.orders:
            self.row("protectionorder", case, kind=kind, requested_on=asked, granted_on=granted)
        for service, day, units, family in one.services:
            self.service(case, service, day, self.paying, units=units, family=family)
        for asked, outcome, settled, reasons in one.requests:
            self.request(case, "counseling", asked, outcome, *reasons, settled_on=settled)
        return case

    def contact(self, one: Contact) -> int:
        key = rows.put(
            self.db, "cases_servicecontact", agency_id=self.agency.pk, on=one.day, count=one.count, by_id=self.advocate.pk,
            award_id=self.paying if one.paid else self.other,
        )  # fmt: skip
        if one.linked:
            self.row("contactlink", self.keys[one.to], contact_id=key, linked_on=one.linked)
        return key

    def counted(self) -> dict[tuple[str, int], Known]:
        plan = {"age_floor": 0, "tables": [{"key": "x", "of": "person", "count": "keys", "into": "", "where": {}, "column": None,
                            "row": {"by": "", "kind": "one", "map": {}, "none": "all", "several": "", "first": []}}]}  # fmt: skip
        run = rows.put(
            self.db, "reports_run", agency_id=self.agency.pk, award_id=self.paying, form="test.form", version="1", starts_on=FIRST,
            ends_on=LAST, asked_by_id=self.director.pk, plan=rows.psycopg.types.json.Jsonb(plan),
        )  # fmt: skip
        with as_worker():
            tasks.count(run)
        found: dict[tuple[str, int], Known] = defaultdict(set)
        for kind, key, dim, code, amount in self.db.execute(
            "SELECT kind, key, dim, code, amount FROM reports_fact WHERE run_id = %s AND kind IN ('person', 'contact')",
            [run],
        ).fetchall():
            if dim not in ("since", "file", "status", "new", "age"):  # test_facts.py has those
                found[kind, key].add((dim, code, int(amount)))
        return found


def crowd(db: Any) -> tuple[Crowd, list[list[File]], list[Contact]]:
    """Always the same, with every rule asked."""
    dice = random.Random(5)  # noqa: S311 - no secret
    persons = [[some_file(dice, line) for line in POLICE[: dice.choice([1, 2])]] for _person in range(60)]
    contacts = []
    for _n in range(60):
        day = dice.choice(EDGES)
        linked = dice.choice([None, None, *(later for later in EDGES if later >= day)])
        contacts.append(Contact(day, dice.randint(1, 5), dice.random() < 0.7, linked, dice.randrange(60)))
    return Crowd(db, persons, contacts), persons, contacts


def test_GR12_GR13_GR18_GR19_GR20_GR21_GR22_what_is_known_of_a_crowd_at_the_edges_of_a_period(owner_db: Any) -> None:
    here, persons, contacts = crowd(owner_db)
    wanted: dict[tuple[str, int], Known] = {
        ("person", key): expected(files, [one for one in contacts if one.to == n])
        for n, (key, files) in enumerate(zip(here.keys, persons, strict=True))
    }
    for key, one in zip(here.contacts, contacts, strict=True):
        if one.paid and FIRST <= one.day <= LAST and not (one.linked and one.linked <= LAST):
            wanted["contact", key] = {("contact", "hotline", one.count), ("service", "hotline", one.count)}
    told = Counter(dim for (kind, _key), known in wanted.items() for dim, _code, _n in known if kind == "person")
    assert min(told.values()) >= 3, told  # every rule has been asked
    assert sum(kind == "contact" for kind, _key in wanted) > 10
    assert here.counted() == wanted
