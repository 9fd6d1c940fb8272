"""The demo's cases: about forty, in eleven rooms, with elements filled, half filled and empty for a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from agencies.models import Person
from cases.models import (
    Case,
    CaseAssignment,
    ContactMethod,
    ContactPlan,
    Demographics,
    Identity,
    InvolvedPerson,
    Location,
    Narrative,
    Victimization,
)  # fmt: skip
from cases.vocabulary import Absence, AccessNeed, CaseStatus, ContactKind, Language, Safety
from confidentiality import gate
from confidentiality.models import EmergencyAccess, Recusal
from mdt.demo import agreed, compelled, words
from mdt.demo.county import County, permission
from mdt.kit.acting import Acting, acting

# Who opened how many cases. Ada's first is the fullest: it is the one that pictures are taken of.
OPENED = {
    "ada": 8, "bea": 5, "cora": 2, "fay": 3, "dan": 3, "rex": 2, "vic": 3, "pia": 3, "paul": 2, "wes": 2, "sana": 2,
    "cal": 2, "joel": 1, "june": 2, "sofia": 1, "olga": 2,
}  # fmt: skip
CLOSED = {3, 11, 20, 28}  # numbers of cases
NAMELESS = {5, 17, 33}  # she did not want to give a name


@contextmanager
def done_by(person: Person, case: Case | None = None) -> Iterator[None]:
    """Changes inside are recorded as this person's, on this case."""
    with acting(Acting(person.pk, person.agency_id, "demo")) as who, gate.begin(person):
        who.case_id = case.pk if case else None
        yield


def fill(county: County) -> list[Case]:
    """All cases, in the order of their numbers: the first is case 1."""
    works = permission("work_case")
    cases: list[Case] = []
    for first, many in OPENED.items():
        for _ in range(many):
            case = _open(county, county.people[first], len(cases) + 1)
            with done_by(county.people[first], case):
                CaseAssignment.objects.create(content_object=case, user=case.opened_by, permission=works)
                _Filler(county, case, len(cases) + 1).fill()
            cases.append(case)
    _second_worker(county, cases)
    _recusal(county, cases)
    _emergency(county, cases)
    agreed.rules()
    agreed.releases(county, of(cases, county.people["ada"]))
    compelled.compel(county, of(cases, county.people["fay"]), of(cases, county.people["ada"]))
    return cases


def _open(county: County, by: Person, number: int) -> Case:
    dice = county.dice
    case = Case(
        public_id=dice.public_id(), code=dice.code(), agency=by.agency, opened_by=by,
        status=CaseStatus.CLOSED if number in CLOSED else CaseStatus.OPEN,
        opened_at=dice.ago(days=300 if number == 1 else dice.number(3, 540), hours=dice.number(0, 9)),
    )  # fmt: skip
    with done_by(by):
        case.save()
    return case


def of(cases: list[Case], person: Person) -> list[Case]:
    """The cases that a person opened."""
    return [case for case in cases if case.opened_by_id == person.pk]


def _second_worker(county: County, cases: list[Case]) -> None:
    """Bea stands in for Ada on two cases; Ada for Bea on one."""
    ada, bea = county.people["ada"], county.people["bea"]
    for case, other in [(case, bea) for case in of(cases, ada)[1:3]] + [(of(cases, bea)[0], ada)]:
        with done_by(county.people["hana"], case):
            works = permission("work_case")
            CaseAssignment.objects.create(content_object=case, user=other, permission=works)


def _recusal(county: County, cases: list[Case]) -> None:
    """Rex Dunn was at work on the case and knows somebody in it."""
    case = of(cases, county.people["dan"])[1]
    with done_by(county.people["lou"], case):
        works = permission("work_case")
        CaseAssignment.objects.create(content_object=case, user=county.people["rex"], permission=works)
        Recusal(
            case=case,
            person=county.people["rex"],
            recorded_by=county.people["lou"],
            recorded_at=county.dice.ago(days=2),
        ).save()


def _emergency(county: County, cases: list[Case]) -> None:
    """Bea opened one of Ada's cases at night; Hana was alerted. It ended by itself after an hour."""
    case, begins = of(cases, county.people["ada"])[5], county.dice.ago(days=2, hours=6)
    with done_by(county.people["bea"], case):
        EmergencyAccess(
            case=case, person=county.people["bea"], alerted=county.people["hana"], reason="danger",
            starts_at=begins, expires_at=begins + timedelta(minutes=60),
        ).save()  # fmt: skip


class _Filler:
    """Fills one case as the person who opened it."""

    def __init__(self, county: County, case: Case, number: int) -> None:
        self.dice, self.case, self.number, self.sector = county.dice, case, number, case.agency.sector
        self.whole = number == 1

    def fill(self) -> None:
        self._identity()
        self._contact()
        for share, step in (
            (0.6, self._location), (0.9, self._demographics), (0.95, self._victimization), (0.7, self._people),
            (0.85, self._narrative),
        ):  # fmt: skip
            if self.whole or self.dice.chance(share):
                step()

    def _save(self, model: type[Any], **answers: Any) -> None:
        """With a reason in place of some answers that are missing; the rest are simply not asked yet."""
        absences = answers.pop("absences", {})
        own_id = {"public_id": self.dice.public_id()} if model in (ContactMethod, InvolvedPerson) else {}
        for name, value in answers.items():
            if value in ("", None, []) and name != "note" and self.dice.chance(0.7):
                absences[name] = self.dice.pick(Absence.values)
        model(
            case=self.case, agency=self.case.agency, updated_by=self.case.opened_by,
            updated_at=self.case.opened_at + timedelta(minutes=self.dice.number(2, 90)), absences=absences, **answers,
            **own_id,
        ).save()  # fmt: skip

    def _perhaps(self, share: float, value: Any, instead: Any = "") -> Any:
        return value if self.whole or self.dice.chance(share) else instead

    def _identity(self) -> None:
        dice, nameless = self.dice, self.number in NAMELESS
        born = (dice.base - timedelta(days=365 * self._years() + dice.number(0, 364))).date()
        self._save(
            Identity, name="" if nameless else f"Testa Person-{self.number:03}",
            absences={"name": Absence.DECLINED} if nameless else {},
            other_names="" if nameless else self._perhaps(0.2, f"Testina Person-{self.number:03}"),
            date_of_birth=None if nameless else self._perhaps(0.5, born, None),
            pronouns=self._perhaps(0.7, dice.pick(words.PRONOUNS)),
        )  # fmt: skip

    def _years(self) -> int:
        low = {"0-11": 5, "12-17": 12, "18-24": 18, "25-59": 26, "60+": 61}
        return low[words.ages_for(self.sector)[0]] + 2

    def _contact(self) -> None:
        dice = self.dice
        self._save(
            ContactPlan, code_word=self._perhaps(0.5, dice.pick(words.CODE_WORDS)),
            who_may_answer=self._perhaps(0.6, dice.pick(words.ANSWERERS)),
            instructions=self._perhaps(0.7, dice.pick(words.INSTRUCTIONS)),
        )  # fmt: skip
        self._way(ContactKind.TEXT, Safety.SAFE, dice.number(1, 30), hours=dice.pick(words.HOURS))
        if self.whole or dice.chance(0.4):
            self._way(ContactKind.PHONE, Safety.NOT_SAFE, dice.number(5, 90))
        if self.whole or dice.chance(0.3):
            self._way(ContactKind.EMAIL, Safety.UNKNOWN, None)
        if self.whole or dice.chance(0.3):  # the check is as old as the case and may say little
            self._way(ContactKind.PERSON, Safety.SAFE, 540)

    def _way(self, kind: ContactKind, safety: Safety, checked: int | None, hours: str = "") -> None:
        known_for = (self.dice.base - self.case.opened_at).days
        self._save(
            ContactMethod, kind=kind, value=words.contact_value(kind, self.number), safety=safety, safe_hours=hours,
            checked_on=self.dice.ago(days=min(checked, known_for)).date() if checked else None,
        )  # fmt: skip

    def _location(self) -> None:
        dice = self.dice
        area = dice.pick(words.AREAS)
        address = f"{dice.number(1, 99)} {dice.pick(words.STREETS)}, {area}"
        safe = self._perhaps(0.7, dice.pick(Safety.values))
        self._save(Location, address=self._perhaps(0.6, address), area=area, safety=safe)

    def _demographics(self) -> None:
        dice = self.dice
        self._save(
            Demographics, age_band=dice.pick(words.ages_for(self.sector)),
            gender=self._perhaps(0.8, dice.pick(words.GENDERS)),
            race_ethnicity=self._perhaps(0.6, dice.pick(words.BACKGROUNDS)),
            language=self._perhaps(0.8, dice.pick([Language.ENGLISH, Language.ENGLISH, Language.SPANISH, Language.HMONG])),
            access_needs=dice.some(AccessNeed.values, 2),
        )  # fmt: skip

    def _victimization(self) -> None:
        dice = self.dice
        kinds = words.kinds_for(self.sector)
        self._save(
            Victimization, kinds=dice.some(kinds, 2) or [kinds[0]], happened=self._perhaps(0.7, dice.pick(words.WHEN)),
            reported=self._perhaps(0.7, dice.pick(["yes", "no", "no"])),
        )  # fmt: skip

    def _people(self) -> None:
        dice = self.dice
        for place in range(2 if self.whole else dice.number(1, 3)):
            relation, harmed = dice.pick(words.RELATIONS)
            self._save(
                InvolvedPerson, name=self._perhaps(0.7, f"Testo Relative-{self.number:03}{'abc'[place]}"),
                relation=relation, harmed_her=harmed, works_at_member_agency=self._perhaps(0.3, "no"),
                note=dice.pick(words.NOTES),
            )  # fmt: skip

    def _narrative(self) -> None:
        dice = self.dice
        self._save(Narrative, wants=dice.pick(words.WANTS), told_us=self._perhaps(0.7, dice.pick(words.TOLD_US)))
