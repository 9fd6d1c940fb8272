"""Which places of a list of members no signed agency fills, with where the list is written (law 3.4, A-11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, Team
from agencies.queries.teams import AT_THE_TABLE, live_seats
from agencies.vocabulary import Discipline
from protocols.lifecycle import IN_FORCE
from protocols.profiles import PROFILES, MemberSet, Place, gaps
from protocols.queries.agreements import Board
from protocols.vocabulary import PartyStanding, Profile


@dataclass(frozen=True)
class Membership:
    """A team against one list. ``places`` are drawn as the round table."""

    profile: Profile
    chosen: bool  # the list that the agreement names, and not another that somebody looks at
    measure: MemberSet
    from_table: bool  # no list of its own is written down: the disciplines at its table stand in for it
    places: list[dict[str, str]]
    too_long: bool  # the term is longer than the list's law allows

    @property
    def missing(self) -> int:
        return sum(place["state"] == "empty" for place in self.places)


def membership(board: Board, asked: str = "") -> Membership:
    """Against the list that the agreement names, or another one that is asked for."""
    own = Profile(board.agreement.profile)
    profile = Profile(asked) if asked in Profile.values else own
    measure = PROFILES[profile]
    wanted: list[str] = list(board.agreement.wanted)
    from_table = profile == Profile.OWN and not wanted
    if from_table:
        wanted = _at_the_table(board.agreement.team)
    version = board.shown or board.at_work
    longest = measure.term_months
    return Membership(
        profile, profile == own, measure, from_table, _places(profile, signed(board), wanted),
        bool(longest and version and version.term_months > longest),
    )  # fmt: skip


def signed(board: Board) -> list[Agency]:
    """Agencies that the text in force binds; before there is one, those that have signed what is out."""
    if board.executed is not None:
        counts = (PartyStanding.SIGNED, PartyStanding.NOTICE_OF_WITHDRAWAL)
        rows = [row for row in board.executed_rows if row.stands in counts] if board.stands in IN_FORCE else []
    else:
        rows = [row for row in board.rows if row.facts.signed]
    return [row.party.agency for row in rows]


def _places(profile: Profile, agencies: Iterable[Agency], wanted: list[str]) -> list[dict[str, str]]:
    there = [(agency, (agency.sector, agency.discipline)) for agency in agencies]
    by_agency = [(agency.name, gaps(profile, [kind], wanted)) for agency, kind in there]
    every = gaps(profile, [kind for _agency, kind in there], wanted)
    return [_place(place, [name for name, fills in by_agency if fills[i].filled]) for i, place in enumerate(every)]


def _place(place: Place, names: list[str]) -> dict[str, Any]:
    said = _("signed") if place.filled else _("nobody has signed")
    note = ", ".join(names)
    if place.filled and place.alike:
        note += ". " + _("Look whether it is the right office: its kind alone does not tell.")
    return {"label": str(place.label), "state": "filled" if place.filled else "empty", "said": said, "note": note}


def _at_the_table(team: Team) -> list[str]:
    seated = live_seats().filter(team=team, role__in=AT_THE_TABLE).order_by().values_list("discipline", flat=True)
    there = set(seated.distinct())
    return [one.value for one in Discipline if one.value in there and one != Discipline.OTHER]
