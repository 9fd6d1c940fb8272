"""Lists of referrals: what waits for somebody, what was sent, where each is now."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from agencies.models import Person
from cases.lifecycle import ANSWERABLE, RUNNING
from cases.models import Case, Clock, Consultation, Referral
from cases.queries.clocks import Standing, clocks_of, last_ended, pressing
from cases.queries.contact import contacts_of, latest
from cases.vocabulary import NoticeTo, ReferralStatus
from confidentiality import gate
from confidentiality.asking import asked

MOST = 200  # that wait for one person; more than anybody works through in a day


@dataclass(frozen=True)
class Row:
    """A referral in a list. ``asked`` counts the questions that still wait for the sender."""

    referral: Referral
    mine: bool  # sent by the reader's own agency
    standing: Standing | None  # the next clock that is due
    latest: Standing | None  # the same, or the last that ended
    asked: int
    in_person: Clock | None = None  # the first contact whose time by the law of the place is over
    to_tell: tuple[NoticeTo, ...] = ()  # who is to hear of it, where that was asked


@dataclass(frozen=True)
class Waiting:
    """What waits for one person, the most pressing first. ``more``: there is more of it than is shown."""

    to_answer: list[Row] = field(default_factory=list)
    asks_me: list[Row] = field(default_factory=list)
    next_steps: list[Row] = field(default_factory=list)
    to_tell: list[Row] = field(default_factory=list)
    more: bool = False

    @property
    def total(self) -> int:
        return len(self.to_answer) + len(self.asks_me) + len(self.next_steps) + len(self.to_tell)

    @property
    def pressing(self) -> int:
        """How many are missed or nearly so."""
        rows = (*self.to_answer, *self.next_steps)
        late = sum(1 for row in rows if row.standing and (row.standing.missed or row.standing.soon))
        return late + len(self.to_tell)


@dataclass(frozen=True)
class Listing:
    """One page of a list, the newest first. ``older`` is where the next page begins."""

    rows: list[Row]
    total: int
    older: UUID | None


def waiting_for(actor: Person, *, purpose: str = "referral.waiting") -> Waiting:
    """Referrals to answer, questions that the actor's side is asked, and accepted ones whose next step has a clock."""
    if actor.agency_id is None:
        return Waiting()
    asking = [ReferralStatus.CONSULTING.value]
    lists = (_values(ANSWERABLE), asking, _values(RUNNING))
    with asked(actor, "mdt_browse_waiting", *lists, MOST, gate.CAP, purpose=purpose) as found:
        received, sent, taken = _three(found)
        rows = _told(actor, [*received, *sent, *(one for one in taken if _works_on(actor, one))])
        first, second = len(received), len(received) + len(sent)
        return Waiting(
            to_answer=_most_pressing(rows[:first]),
            asks_me=[row for row in rows[first:second] if row.asked],
            next_steps=_most_pressing(
                row for row in rows[second:] if row.standing and row.referral.coordinator_id == actor.pk
            ),
            to_tell=_to_tell(rows[second:]),
            more=any(total > MOST for _list, _referral, total in found),
        )


def _three(found: list[tuple[Any, ...]]) -> tuple[list[Referral], ...]:
    """The rows of the three lists in their order. Inside the open gate; one statement for all."""
    by_id = Referral.objects.select_related(*Referral.LIST_RELATED).in_bulk({pk for _list, pk, _total in found})
    return tuple([by_id[pk] for mine, pk, _total in found if mine == one and pk in by_id] for one in (1, 2, 3))


def _works_on(actor: Person, referral: Referral) -> bool:
    """The one who coordinates it, and those who supervise where it was accepted."""
    supervised = actor.is_supervisor and referral.accepted_agency_id == actor.agency_id
    return supervised or referral.coordinator_id == actor.pk


def _to_tell(rows: Iterable[Row]) -> list[Row]:
    """Those of which others are to be told that no contact in person came about in time (law T-05). Inside the open gate."""
    late = [row for row in rows if row.in_person]
    if not late:
        return []
    found = contacts_of(row.in_person for row in late if row.in_person)
    told = [replace(row, to_tell=tuple(found[row.referral.pk].to_tell)) for row in late]
    return [row for row in told if row.to_tell]


def referrals_for(
    actor: Person, *, own: bool | None, before: UUID | None = None, limit: int = 25
) -> Listing:  # fmt: skip
    """A page of what the actor's side sent (own), received, or both."""
    page = gate.browse_referrals(actor, purpose="referral.list", own=own, before=before, limit=limit)
    rows = _rows(actor, page.rows)
    return Listing(rows, page.total, page.rows[-1].public_id if page.more and page.rows else None)


def sent_from(actor: Person, case: Case) -> list[Row]:
    """The referrals that came from a case of the actor's own agency. Inside the case's open gate."""
    found = Referral.objects.filter(origin__case=case).select_related(*Referral.LIST_RELATED).order_by("-sent_at")
    return _told(actor, found)


def sent_once(actor: Person, once: UUID) -> UUID | None:
    """The referral that this form has sent already: a double click, or a page that was sent again."""
    with gate.own_rows(actor):
        found: UUID | None = (
            Referral.objects.filter(once=once, sent_by=actor).values_list("public_id", flat=True).first()
        )
    return found


def _rows(actor: Person, referrals: list[Any]) -> list[Row]:
    """Clocks and open questions of all of them, in two statements."""
    if not referrals:
        return []
    with gate.own_rows(actor):
        return _told(actor, referrals)


def _told(actor: Person, referrals: Iterable[Any]) -> list[Row]:
    shown = list(referrals)
    clocks = clocks_of(referral.pk for referral in shown)
    asked = _questions_open(referral.pk for referral in shown)
    return [_row(actor, referral, clocks[referral.pk], asked.count(referral.pk)) for referral in shown]


def _row(actor: Person, referral: Referral, standings: list[Standing], asked: int) -> Row:
    due = pressing(standings)
    mine = referral.from_agency_id == actor.agency_id
    return Row(referral, mine, due, due or last_ended(standings), asked, in_person=_overdue(standings))


def _overdue(standings: list[Standing]) -> Clock | None:
    owed = next(iter(latest(standing.clock for standing in standings)), None)
    return owed if owed and owed.in_person_by and owed.in_person_by < standings[0].at else None


def _questions_open(referrals: Iterable[int]) -> list[int]:
    open_questions = Consultation.objects.filter(referral__in=list(referrals), answer="")
    return list(open_questions.values_list("referral_id", flat=True))


def _most_pressing(rows: Iterable[Row]) -> list[Row]:
    """Due first; those without a running clock, which were answered and still stand open, last."""
    return sorted(rows, key=lambda row: (row.standing is None, row.standing and row.standing.clock.due_at.timestamp()))


def _values(statuses: Iterable[ReferralStatus]) -> list[str]:
    return [status.value for status in statuses]
