"""What the pages of agreements show: the text with its comments, the matrix, what waits for whom. Constant in queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from agencies.models import Agency, AgencySigner, Person, Team
from agencies.queries.tables import Tables
from agencies.queries.teams import coordinating_seats, live_seats
from mdt.kit import clock
from protocols import redline
from protocols.clauses import checklist
from protocols.clauses.kinds import ClauseKind
from protocols.lifecycle import IN_FORCE, RENEWED_DAYS_BEFORE
from protocols.models import Agreement, Authority, Clause, Comment, Override, Party, Version
from protocols.queries.agreements import Board, PartyRow, boards, parties_told, party_rows, visible_agreements
from protocols.queries.authority import SIGN, live
from protocols.vocabulary import PartyStanding, Standing, VersionStatus


@dataclass(frozen=True)
class ClauseRow:
    """A clause with the help for its writers and what is said about it."""

    clause: Clause
    kind: ClauseKind | None
    open: list[Comment]
    answered: list[Comment]


def told_of(agreement: Agreement) -> QuerySet[Version]:
    """All of them, the latest first, without their parties."""
    told = ("agreement__team", "fallback", "created_by", "document")
    found = Version.objects.filter(agreement=agreement).select_related(*told).defer("document__content")
    return found.order_by("-number")


def versions_of(agreement: Agreement) -> QuerySet[Version]:
    """The same, each with its parties and all that makes them stand where they stand."""
    return told_of(agreement).prefetch_related(Prefetch("parties", queryset=parties_told()))


def pair(agreement: Agreement, numbers: tuple[int, int]) -> dict[int, Version]:
    """Two versions to compare, by number: texts, terms, and who the parties are."""
    parties = Prefetch("parties", queryset=Party.objects.select_related("agency"))
    return {
        one.number: one for one in told_of(agreement).filter(number__in=numbers).prefetch_related("clauses", parties)
    }


def rows_of(version: Version, board: Board) -> list[PartyRow]:
    """Its parties: the board has them at hand, but for a version that counts no more."""
    at_hand = next((one for one in (board.at_work, board.executed) if one and one.pk == version.pk), None)
    if at_hand is None:
        prefetch_related_objects([version], Prefetch("parties", queryset=parties_told()))
    return party_rows(at_hand or version, board.today)


def writable(agreement: Agreement) -> Version | None:
    """The version that is being written, if one is."""
    written = [VersionStatus.DRAFT, VersionStatus.REVIEW]
    return versions_of(agreement).filter(status__in=written).first()


def said_about(version: Version) -> list[Comment]:
    """What is said about this text; and about earlier ones, if it was not answered before this one was begun."""
    earlier = Q(version__agreement=version.agreement_id, version__number__lt=version.number)
    waited = Q(answered_at=None) | Q(answered_at__gte=version.created_at)
    found = Comment.objects.filter(Q(version=version) | earlier & waited)
    return list(found.select_related("version", "agency", "by", "answered_by"))


def text_of(version: Version, comments: Iterable[Comment] | None = None) -> list[ClauseRow]:
    """Each clause with what is said about it; ``comments``: where they have been read already."""
    said: dict[str, list[Comment]] = {}
    kinds = checklist(version.agreement.kind)
    for one in said_about(version) if comments is None else comments:
        said.setdefault(one.key, []).append(one)
    return [
        ClauseRow(
            clause, kinds.get(clause.key),
            [c for c in said.get(clause.key, []) if c.answered_at is None],
            [c for c in said.get(clause.key, []) if c.answered_at is not None],
        )
        for clause in version.clauses.all()
    ]  # fmt: skip


def left_out(version: Version) -> list[tuple[ClauseKind, Override]]:
    kinds = checklist(version.agreement.kind)
    return [(kinds[one.key], one) for one in version.overrides.select_related("by") if one.key in kinds]


def compared(earlier: Version, later: Version) -> redline.Redline:
    old, new = ([redline.Text(c.key, c.heading, c.body) for c in version.clauses.all()] for version in (earlier, later))
    return redline.compare(old, new)


def coordinated(actor: Person) -> QuerySet[Team]:
    """Teams for which the actor may act now."""
    return Team.objects.filter(pk__in=coordinating_seats().filter(person=actor).values("team")).order_by("name")


def at_the_table(version: Version) -> list[Agency]:
    """The agencies that sit at the team's table, and those that are parties already."""
    seated = live_seats().filter(team=version.agreement.team).values("agency")
    return list(Agency.objects.filter(Q(pk__in=seated) | Q(pk__in=version.parties.values("agency"))).order_by("name"))


def signatories(agency: Agency, board: Board) -> list[Authority]:
    """Who may sign for the agency today, for whoever uploads its paper."""
    held = AgencySigner.objects.filter(user=OuterRef("person"), content_object=agency, permission__codename=SIGN)
    found = live(board.today).filter(Exists(held), agency=agency, person__agency=agency)
    return list(found.select_related("person").defer("instrument").order_by("person__name"))


# --- What waits ------------------------------------------------------------------------------------------------
def own_row(actor: Person, board: Board) -> PartyRow | None:
    """The actor's agency among the parties."""
    return next((row for row in board.rows if row.party.agency_id == actor.agency_id), None)


def to_sign(actor: Person, found: Sequence[Board]) -> list[Board]:
    """Of these, the ones that wait for the actor's own signature: out, the agency's turn, and authority on file."""
    waiting = [
        one for one in found
        if one.at_work and one.at_work.status == VersionStatus.OUT
        and (row := own_row(actor, one)) and row.stands == PartyStanding.INVITED
    ]  # fmt: skip
    if not waiting or not AgencySigner.objects.filter(
        user=actor, content_object=actor.agency_id, permission__codename=SIGN
    ):
        return []
    days = Authority.objects.filter(person=actor, agency=actor.agency_id).values_list("starts_on", "ends_on")
    held = list(days)
    return [one for one in waiting if any(a <= one.today and (b is None or b >= one.today) for a, b in held)]


@dataclass(frozen=True)
class ForToday:
    """What Today says about agreements."""

    sign: list[Board] = field(default_factory=list)
    lapsing: list[Board] = field(default_factory=list)  # of the teams that the actor coordinates (law A-04)


def for_today(actor: Person, tables: Tables, limit: int = 20) -> ForToday:
    """One query when there is nothing to say."""
    if actor.agency_id is None or not actor.is_active:
        return ForToday()
    soon = clock.now().date() + timedelta(days=RENEWED_DAYS_BEFORE[0] + 1)
    mine = tables.leads
    out = Version.objects.filter(agreement=OuterRef("pk"), status=VersionStatus.OUT, parties__agency=actor.agency_id)
    ends = Version.objects.filter(agreement=OuterRef("pk"), status=VersionStatus.EXECUTED, ends_on__lte=soon)
    found = boards(Agreement.objects.filter(Exists(out) | Exists(ends) & Q(team__in=mine)).order_by("title")[:limit])
    signs = to_sign(actor, found)
    if not found:
        return ForToday()
    return ForToday(signs, [one for one in found if one.agreement.team_id in mine and lapses(one)])


def lapses(board: Board) -> bool:
    """It ends within half a year, or has lapsed and nothing took its place."""
    if board.executed is None or board.executed.ends_on is None:
        return False
    near = board.executed.ends_on - board.today <= timedelta(days=RENEWED_DAYS_BEFORE[0])
    return near and (board.stands in IN_FORCE or board.stands == Standing.EXPIRED)


# --- The matrix ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Matrix:
    """Agency by agreement, of one team. A cell holds the rows of the agency: of the text in force and of the next one."""

    team: Team
    columns: list[Board]
    rows: list[tuple[Agency, list[tuple[Board, list[PartyRow]]]]]


def matrices(found: Iterable[Board]) -> list[Matrix]:
    by_team: dict[int, list[Board]] = {}
    for one in found:
        if one.rows or one.executed_rows:
            by_team.setdefault(one.agreement.team_id, []).append(one)
    return [_matrix(columns) for columns in by_team.values()]


def _matrix(columns: list[Board]) -> Matrix:
    agencies = {row.party.agency for one in columns for row in (*one.executed_rows, *one.rows)}
    rows = [
        (agency, [(one, _cell(agency, one)) for one in columns])
        for agency in sorted(agencies, key=lambda agency: agency.name)
    ]
    return Matrix(columns[0].agreement.team, columns, rows)


def _cell(agency: Agency, board: Board) -> list[PartyRow]:
    both = [*board.executed_rows, *(board.rows if board.rows is not board.executed_rows else [])]
    return [row for row in both if row.party.agency_id == agency.pk]


def listed(actor: Person) -> QuerySet[Agreement]:
    """The list, by team and title."""
    return visible_agreements(actor).order_by("team__name", "title", "pk")
