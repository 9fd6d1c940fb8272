"""What the demo's meetings talk about: the next agenda, what the last review decided, what the subcommittee reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from agencies.models import Agency, Person
from cases.models import Case
from confidentiality import gate
from confidentiality.elements import Element
from mdt.demo.county import County
from mdt.demo.files import of
from mdt.kit.acting import Acting, acting
from meetings.models import Decision, Item, ItemCase, Meeting, Minutes, Stance, Task
from meetings.vocabulary import Criterion, ItemKind, ItemStatus, Origin, Wish

PARTS = int(Element.NARRATIVE | Element.IDENTITY | Element.VICTIMIZATION)
EXAMS = "How long a survivor waits for an exam at night"
LISTS = "Who keeps the list of interpreters"
TEACHING = "Training for hotel staff in the county"

# On the next agenda: who brings which of her cases, why, and what the survivor wants.
BROUGHT = (
    ("ada", 1, Criterion.FOLLOW_UP, (Wish.SAFETY, Wish.NO_REPORT)),
    ("ada", 0, Criterion.HIGH_RISK, (Wish.HOUSING, Wish.CHILDREN)),
    ("dan", 0, Criterion.NEW, ()),
    ("cora", 0, Criterion.CHILD, (Wish.INFORMED, Wish.ONE_PERSON)),
)


@contextmanager
def _by(person: Person) -> Iterator[Person]:
    with acting(Acting(person.pk, person.agency_id, "demo")), gate.own_rows(person):
        yield person


class Review:
    """The items of one meeting, each brought by somebody."""

    def __init__(self, county: County, meeting: Meeting) -> None:
        self.county, self.meeting, self.count = county, meeting, 0

    def words(self, first: str, title: str, kind: ItemKind = ItemKind.SYSTEMS, minutes: int = 15) -> Item:
        with _by(self.county.people[first]) as who:
            return self._item(who, kind=kind, title=title, minutes=minutes)

    def case(self, first: str, case: Case, criterion: Criterion, wishes: tuple[Wish, ...], **fields: object) -> Item:
        with _by(self.county.people[first]) as who:
            one = self._item(who, kind=ItemKind.CASE, minutes=10, **fields)
            absent = "" if wishes else "not_collected"
            ItemCase(
                item=one, case=case, elements=PARTS, criterion=criterion, wishes=list(wishes), wishes_absent=absent
            ).save()
            return one

    def _item(self, who: Person, **fields: object) -> Item:
        self.count += 1
        one = Item(
            public_id=self.county.dice.public_id(), code=self.county.dice.code(), meeting=self.meeting, agency=who.agency,
            added_by=who, position=self.count, **{"origin": Origin.REQUEST, **fields},
        )  # fmt: skip
        one.save()
        return one

    def talked(
        self, item: Item, after: int, proposal: str, stances: dict[str, tuple[int, str]], task: tuple[str, str, int]
    ) -> None:
        """Opened ``after`` so many minutes, decided with these stances by agency, a task given, and done with."""
        begins: datetime = (self.meeting.began_at or self.meeting.starts_at) + timedelta(minutes=after)
        with _by(self.county.people["cora"]) as cora:
            item.status, item.opened_at = ItemStatus.OPEN, begins
            item.save()
            one = Decision(
                public_id=self.county.dice.public_id(), item=item, proposal=proposal, threshold="no_objection", put_by=cora,
                put_at=begins + timedelta(minutes=6),
            )  # fmt: skip
            one.save()
            for agency in self._agencies():
                number, words = stances.get(agency.name, (1, ""))
                Stance(decision=one, agency=agency, number=number, words=words, by=cora, at=begins).save()
            one.outcome, one.closed_at = "carried", begins + timedelta(minutes=11)
            one.save()
            first, what, days = task
            Task(
                public_id=self.county.dice.public_id(), meeting=self.meeting, item=item, what=what, made_by=cora, made_at=begins,
                owner=self.county.people[first], due_on=(self.county.dice.base + timedelta(days=days)).date(),
            ).save()  # fmt: skip
            item.status, item.closed_at = ItemStatus.DONE, begins + timedelta(minutes=13)
            item.save()

    def _agencies(self) -> list[Agency]:
        there = self.meeting.attendees.filter(presence="present").select_related("agency").order_by("agency__name")
        return list({one.agency_id: one.agency for one in there}.values())


def talked(county: County, meeting: Meeting, cases: list[Case]) -> Item:
    """While the last case review was under way. The case that was not reached is carried over; it is handed back."""
    review = Review(county, meeting)
    exams = review.words("sana", EXAMS)
    lists = review.words("cora", LISTS, ItemKind.BUSINESS, 10)
    dissent = {"Alder County Sheriff": (3, "Only if a deputy can wait outside"), "District Attorney": (2, "")}
    review.talked(
        exams,
        5,
        "A nurse is on call every night from next month on",
        dissent,
        ("sana", "Write the roster of nurses on call", 12),
    )
    review.talked(
        lists,
        25,
        "The center keeps it and sends it round each quarter",
        {},
        ("cora", "Ask each agency for its interpreters", -3),
    )
    first, number, criterion, wishes = BROUGHT[0]
    return review.case(first, of(cases, county.people[first])[number], criterion, wishes)


def approved(county: County, meeting: Meeting, first: str, days: float) -> None:
    with _by(county.people[first]) as who:
        Minutes(meeting=meeting, approved_by=who, approved_at=county.dice.ago(days=days)).save()


def to_come(county: County, meeting: Meeting, cases: list[Case], carried: Item) -> None:
    """The agenda of the next case review."""
    with _by(county.people["ada"]):
        carried.status = ItemStatus.CARRIED
        carried.save()
    review = Review(county, meeting)
    for n, (first, number, criterion, wishes) in enumerate(BROUGHT):
        more = {"carried_from": carried, "origin": Origin.CARRIED} if n == 0 else {}
        review.case(first, of(cases, county.people[first])[number], criterion, wishes, **more)
    review.words("june", "How the nation is told when one of its children is concerned", minutes=15)


def subcommittee(county: County, meeting: Meeting) -> None:
    """What the subcommittee talked about, while its meeting was under way."""
    review = Review(county, meeting)
    taught = review.words("june", TEACHING)
    review.talked(
        taught,
        4,
        "Two evenings in spring, with an adviser who is paid",
        {},
        ("june", "Find a room for both evenings", 20),
    )
