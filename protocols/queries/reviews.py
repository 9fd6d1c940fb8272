"""Reviews of texts in force, narrowed to who asks: what is due, what was read, which laws were noted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from agencies.models import Person
from agencies.queries.tables import Tables
from agencies.queries.teams import visible_teams
from mdt.kit import clock
from protocols.models import Agreement, Review, StatuteNote
from protocols.queries.agreements import Board, boards, visible_agreements
from protocols.queries.cycles import coordinated
from protocols.reviewing import reviewed

SOON = timedelta(days=30)


@dataclass(frozen=True)
class ReviewRow:
    """A review that is open. ``mine``: the actor coordinates the team, and says what came of it."""

    review: Review
    board: Board
    mine: bool

    @property
    def today(self) -> date:
        return self.board.today

    @property
    def overdue(self) -> bool:
        return self.review.due_on < self.board.today


def visible_reviews(actor: Person) -> QuerySet[Review]:
    found = Review.objects.filter(version__agreement__in=visible_agreements(actor).values("pk"))
    return found.select_related("version__agreement__team", "statute", "done_by")


def open_reviews(actor: Person, found: QuerySet[Agreement] | None = None) -> list[ReviewRow]:
    """The next one first; nothing of a text that is in force no more."""
    waiting = Review.objects.filter(version__agreement=OuterRef("pk"), done_on=None)
    texts = (visible_agreements(actor) if found is None else found).filter(Exists(waiting))
    live = {one.executed.pk: one for one in boards(texts) if one.executed and reviewed(one)}
    if not live:
        return []
    mine = set(coordinated(actor).values_list("pk", flat=True))
    rows = Review.objects.filter(done_on=None, version__in=live).select_related("statute")
    return [ReviewRow(one, live[one.version_id], live[one.version_id].agreement.team_id in mine) for one in rows]


def done_reviews(actor: Person, limit: int = 30) -> list[Review]:
    """What was read, the latest first."""
    return list(visible_reviews(actor).filter(done_on__isnull=False).order_by("-done_on", "-pk")[:limit])


def statutes(actor: Person) -> QuerySet[StatuteNote]:
    if actor.agency_id is None:
        return StatuteNote.objects.none()
    teams = visible_teams(actor).values("pk")
    return StatuteNote.objects.filter(team__in=teams).select_related("team", "noted_by")


def for_today(actor: Person, tables: Tables) -> list[ReviewRow]:
    """Due within thirty days or past, of the teams that the actor coordinates."""
    if actor.agency_id is None or not actor.is_active:
        return []
    latest = clock.now().date() + SOON + timedelta(days=1)
    near = Review.objects.filter(version__agreement=OuterRef("pk"), done_on=None, due_on__lte=latest)
    texts = Agreement.objects.filter(Exists(near), team__in=tables.leads)
    rows = open_reviews(actor, texts)
    return [row for row in rows if row.review.due_on <= row.today + SOON]
