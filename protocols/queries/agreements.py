"""Agreements narrowed to who asks, and where each of them and of its parties stands today."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from agencies.models import Person
from agencies.queries.teams import today_of, visible_teams
from protocols.lifecycle import AT_WORK, AgreementFacts, PartyFacts, party_standing, standing
from protocols.models import Agreement, Authority, PaperScan, Party, Version
from protocols.vocabulary import Capacity, PartyStanding, Standing, VersionStatus, Way


def visible_agreements(actor: Person) -> QuerySet[Agreement]:
    """Of the teams at whose table the actor sits, and those that the actor may sign for the own agency. Others do not exist."""
    if not actor.is_active or actor.agency_id is None:
        return Agreement.objects.none()
    asked = Party.objects.filter(
        version__agreement=OuterRef("pk"), agency=actor.agency_id, version__sent_at__isnull=False
    )
    mine = Agreement.objects.filter(team__in=visible_teams(actor).values("pk"))
    if not Authority.objects.filter(person=actor, agency=actor.agency_id).exists():
        return mine
    return Agreement.objects.filter(Q(pk__in=mine.values("pk")) | Exists(asked))


@dataclass(frozen=True)
class PartyRow:
    party: Party
    facts: PartyFacts
    stands: PartyStanding


@dataclass(frozen=True)
class Board:
    """An agreement with what its pages and pictures need: no query is left to do for it."""

    agreement: Agreement
    today: date
    at_work: Version | None
    executed: Version | None
    stands: Standing
    rows: list[PartyRow]  # of the version at work once it is out, else of the executed one
    executed_rows: list[PartyRow]

    @property
    def shown(self) -> Version | None:
        """The text that the page opens with."""
        return (
            self.at_work
            if self.at_work and (self.executed is None or self.at_work.status == VersionStatus.OUT)
            else self.executed
        )


def parties_told() -> QuerySet[Party]:
    """Parties with what makes them stand where they stand; what was scanned stays where it is."""
    authorities = Authority.objects.select_related("delegated_from").defer("instrument", "delegated_from__instrument")
    return (
        Party.objects.select_related("agency", "approval", "notice")
        .defer("approval__content")
        .prefetch_related(
            Prefetch("signatures__authority", authorities),
            Prefetch("signatures__scan", PaperScan.objects.defer("content")),
            "declines",
        )
    )


def with_facts(found: QuerySet[Agreement]) -> QuerySet[Agreement]:
    parties = parties_told()
    versions = (
        Version.objects.filter(status__in=[*AT_WORK, VersionStatus.EXECUTED])
        .order_by("-number")
        .prefetch_related(Prefetch("parties", queryset=parties))
    )
    return found.select_related("team", "replaced_by").prefetch_related(
        Prefetch("versions", queryset=versions, to_attr="told")
    )


def boards(found: QuerySet[Agreement]) -> list[Board]:
    """In a constant number of queries."""
    agreements = list(with_facts(found))
    signers = {
        s.authority_id
        for a in agreements for v in a.told for p in v.parties.all() for s in p.signatures.all()  # type: ignore[attr-defined]
        if s.authority_id
    }  # fmt: skip
    told = Authority.objects.filter(pk__in=signers).select_related("delegated_from")
    roots = {one.pk: one for one in told.defer("instrument", "delegated_from__instrument")}
    return [_board(one, roots) for one in agreements]


def board(agreement: Agreement) -> Board:
    return boards(Agreement.objects.filter(pk=agreement.pk))[0]


def _board(agreement: Agreement, authorities: dict[int, Authority]) -> Board:
    today = today_of(agreement.team)
    told: list[Version] = agreement.told  # type: ignore[attr-defined]
    at_work = next((one for one in told if one.status in AT_WORK), None)
    executed = next((one for one in told if one.status == VersionStatus.EXECUTED), None)
    out = at_work if at_work and at_work.status == VersionStatus.OUT else None
    executed_rows = party_rows(executed, today) if executed else []
    rows = party_rows(out, today) if out else executed_rows
    facts = AgreementFacts(
        at_work=at_work.status if at_work else None,
        any_signed=bool(out) and any(row.facts.signed or row.facts.paper_waits for row in rows),
        executed=executed is not None,
        ends_on=executed.ends_on if executed else None,
        signatory_changed=executed is not None and _changed(executed, authorities, today),
        replaced=hasattr(agreement, "replaced_by") and agreement.replaced_by is not None,
        ended_on=agreement.ended_on,
    )
    return Board(agreement, today, at_work, executed, standing(facts, today), rows, executed_rows)


def _changed(executed: Version, authorities: dict[int, Authority], today: date) -> bool:
    """Law A-05: the head by whose authority an agency signed is not its head any more."""
    for party in executed.parties.all():
        for one in party.signatures.all():
            signed_by = authorities.get(one.authority_id or 0)
            if signed_by is None or one.voided_at or one.capacity != Capacity.AGENCY:
                continue
            head = signed_by.delegated_from or signed_by
            if head.ends_on is not None and head.ends_on < today:
                return True
    return False


def party_rows(version: Version, today: date) -> list[PartyRow]:
    found = [(party, party_facts(party)) for party in version.parties.all()]
    every = [facts for _party, facts in found]
    return [
        PartyRow(party, facts, party_standing(facts, every, today, in_order=version.in_order)) for party, facts in found
    ]


def party_facts(party: Party) -> PartyFacts:
    """From what is prefetched; see ``with_facts``."""
    for_agency = [s for s in party.signatures.all() if s.capacity == Capacity.AGENCY and s.voided_at is None]
    signed = any(s.way == Way.ONLINE or s.scan.verified_at for s in for_agency)
    notice = getattr(party, "notice", None)
    return PartyFacts(
        position=party.position, is_required=party.is_required,
        needs_approval=bool(party.body) and getattr(party, "approval", None) is None,
        signed=signed, paper_waits=bool(for_agency) and not signed,
        declined=bool(party.declines.all()),
        notice=notice.effective_on if notice else None,
    )  # fmt: skip
