"""When texts in force are due to be read again, and who is told: rows, each once, whatever worker dies (law A-04, 5.2).

By the calendar: after so many months as the text says, and again after as many more. By event: when the head by whose
authority an agency signed is its head no more, and when somebody notes that a law has changed.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from agencies import reminders
from agencies.models import Person, Reminder, Team
from agencies.queries.teams import coordinating_seats
from mdt.kit import clock
from protocols.actions.signing import last_day
from protocols.lifecycle import IN_FORCE
from protocols.models import Agreement, Review, StatuteNote, Version
from protocols.queries.agreements import Board, boards
from protocols.queries.authority import live
from protocols.vocabulary import AuthoritySource, Capacity, ReviewCause, VersionStatus

MARKS = (-30, 0, 14)  # days from the day on which it is due: who coordinates is told, told again, then those who signed
TIME_TO_READ = 30  # days, after a signatory has changed
HOUR = time(9)  # where the team works
PATH = "/reviews/"


def reviewed(one: Board) -> Version | None:
    """The version that is in force and can come due; none of what was replaced, ended or has lapsed."""
    return one.executed if one.executed and one.executed.starts_on and one.stands in IN_FORCE else None


def in_force(team: Team | None = None) -> list[Board]:
    found = Agreement.objects.filter(versions__status=VersionStatus.EXECUTED)
    found = found.filter(team=team) if team else found
    return [one for one in boards(found.distinct()) if reviewed(one)]


def make(found: Iterable[Board]) -> None:
    """What has come due, or will within thirty days. Made twice it is there once: by its key, and one open for a cause."""
    found = list(found)
    there: dict[int, list[Review]] = {}
    for review in Review.objects.filter(version__in=[one.executed.pk for one in found if one.executed]):
        there.setdefault(review.version_id, []).append(review)
    notes: dict[int, list[StatuteNote]] = {}
    for note in StatuteNote.objects.filter(team__in=[one.agreement.team_id for one in found]):
        notes.setdefault(note.team_id, []).append(note)
    for one in found:
        if version := reviewed(one):
            due = list(_due(one, version, there.get(version.pk, []), notes.get(one.agreement.team_id, [])))
            Review.objects.bulk_create(due, ignore_conflicts=True)


def _due(one: Board, version: Version, there: list[Review], notes: list[StatuteNote]) -> Iterator[Review]:
    yield from _by_calendar(one, version, [r for r in there if r.cause == ReviewCause.CALENDAR])
    yield from _by_signatory(one, version, [r for r in there if r.cause == ReviewCause.SIGNATORY])
    known = {review.statute_id for review in there}
    for note in notes:
        if note.pk not in known and version.executed_at and version.executed_at <= note.noted_at:
            noted = note.noted_at.astimezone(ZoneInfo(one.agreement.team.time_zone)).date()
            yield _review(version, ReviewCause.STATUTE, note.pk, max(note.effective_on, noted), statute=note)


def on_turn(starts_on: date, months: int, turn: int) -> date:
    """The day on which a text has been in force for so many times as many months."""
    return last_day(starts_on, months * turn) + timedelta(days=1)


def _by_calendar(one: Board, version: Version, there: list[Review]) -> Iterator[Review]:
    """The first turn that nobody has read yet and that lies after the last reading."""
    if version.starts_on is None or version.ends_on is None or any(r.done_on is None for r in there):
        return
    turn = max((r.turn for r in there), default=0) + 1
    read = max((r.done_on for r in there if r.done_on), default=date.min)
    while (due := on_turn(version.starts_on, version.review_months, turn)) <= read:
        turn += 1
    if due <= version.ends_on and due + timedelta(days=MARKS[0]) <= one.today:
        yield _review(version, ReviewCause.CALENDAR, turn, due, turn=turn)


def _by_signatory(one: Board, version: Version, there: list[Review]) -> Iterator[Review]:
    """Law A-05: one that was read since the change is not asked for again."""
    for head, last in sorted(changed_heads(one).items()):
        if not any(r.done_on is None or r.done_on > last for r in there):
            yield _review(version, ReviewCause.SIGNATORY, head, last + timedelta(days=1 + TIME_TO_READ))


def changed_heads(one: Board) -> dict[int, date]:
    """The authorities behind what was signed that have ended, each with its last day."""
    signed = (s for row in one.executed_rows for s in row.party.signatures.all())
    found = {}
    for signature in signed:
        by = signature.authority
        if by is None or signature.voided_at or signature.capacity != Capacity.AGENCY:
            continue
        head = by.delegated_from or by
        if head.ends_on is not None and head.ends_on < one.today:
            found[head.pk] = head.ends_on
    return found


def _review(
    version: Version, cause: ReviewCause, which: int, due_on: date, *, statute: StatuteNote | None = None, turn: int = 1
) -> Review:
    key = f"{cause}:{version.pk}:{which}"
    return Review(key=key, version=version, cause=cause, statute=statute, turn=turn, due_on=due_on)


# --- Who is told -----------------------------------------------------------------------------------------------
def plan() -> None:
    """What has come due, and the mails about it. It can be run at any time, by any number of workers."""
    found = in_force()
    make(found)
    by_version = {one.executed.pk: one for one in found if one.executed}
    _forget(by_version.keys())
    for review in Review.objects.filter(done_on=None, version__in=by_version.keys()):
        one = by_version[review.version_id]
        if (mark := reached(review.due_on, one)) is not None:
            for person in _told(one, mark):
                reminders.schedule(f"review:{review.pk}:{mark}:{person.pk}", person, PATH, clock.now())


def reached(due_on: date, one: Board) -> int | None:
    """The last of the marks that is past, at nine in the morning where the team works: three mails at once tell no more."""
    zone = ZoneInfo(one.agreement.team.time_zone)
    now = clock.now()
    passed = [mark for mark in MARKS if datetime.combine(due_on + timedelta(days=mark), HOUR, zone) <= now]
    return max(passed, default=None)


def _told(one: Board, mark: int) -> QuerySet[Person]:
    """Who coordinates; two weeks after the day those who signed, and the heads of their agencies. No name is read."""
    found = set(coordinating_seats().filter(team=one.agreement.team).order_by().values_list("person_id", flat=True))
    if mark == MARKS[-1]:
        signed = (s for row in one.executed_rows for s in row.party.signatures.all())
        found |= {s.person_id for s in signed if s.voided_at is None and s.capacity == Capacity.AGENCY}
        agencies = [row.party.agency_id for row in one.executed_rows]
        heads = live(one.today).filter(agency__in=agencies, source=AuthoritySource.HEAD)
        found |= set(heads.values_list("person_id", flat=True))
    return Person.objects.filter(pk__in=found, is_active=True).only("pk").order_by("pk")


def _forget(in_force_now: Iterable[int]) -> None:
    """Mails that still wait about a text that is in force no more, or was read meanwhile."""
    waiting = Reminder.objects.filter(key__startswith="review:", sent_at=None, cancelled_at=None)
    about = {int(key.split(":")[1]) for key in waiting.values_list("key", flat=True)}
    still = Review.objects.filter(pk__in=about, done_on=None, version__in=list(in_force_now))
    for review in about - set(still.values_list("pk", flat=True)):
        reminders.cancel(f"review:{review}:")
