"""Who may do what with an agreement. None of it opens a record (G6, law C-12)."""

import re
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from agencies.queries.teams import coordinates
from protocols.clauses import checklist, missing
from protocols.lifecycle import moves
from protocols.models import Agreement, Authority, PaperScan, Party, Version
from protocols.policy.matrix import incomplete, undecided
from protocols.queries.agreements import PartyRow, visible_agreements
from protocols.queries.authority import authority_of
from protocols.vocabulary import AuthoritySource, Kind, PartyStanding, VersionStatus

Action = Literal["see", "write", "comment"]
WRITTEN = (VersionStatus.DRAFT, VersionStatus.REVIEW)


def may(actor: Person, action: Action, agreement: Agreement) -> str | None:
    """``see`` is asked first: for others the agreement does not exist."""
    if not visible_agreements(actor).filter(pk=agreement.pk).exists():
        return _("There is no such agreement.")
    if action == "write" and not coordinates(actor, agreement.team):
        return _("Only a coordinator of the team writes its agreements.")
    return None


def may_write(actor: Person, version: Version) -> str | None:
    if refusal := may(actor, "write", version.agreement):
        return refusal
    if version.status not in WRITTEN:
        return _(
            "This text is out. A change is the next version, and makes void what was signed under this one."
        )  # law A-08
    return None


def may_answer(actor: Person, latest: Version, *, takes: bool = False) -> str | None:
    """``latest``: the newest version. Words are answered as long as they are talked about, and taken while it is written."""
    if refusal := may(actor, "write", latest.agreement):
        return refusal
    if latest.status not in (*WRITTEN, VersionStatus.OUT):
        return _("This text is executed. What is said about it is answered when the next version is written.")
    if takes and latest.status == VersionStatus.OUT:
        return _("The text is out. Other words are taken into the next version: begin it, and this comment goes along.")
    return None


def may_move(actor: Person, version: Version, action: str) -> str | None:
    if refusal := may(actor, "write", version.agreement):
        return refusal
    if not moves(version.status, action):
        return _("Somebody moved this version on. Look at it again.")
    return None


def refuses_sending(version: Version) -> list[tuple[str, str]]:
    """What holds the draft back, each with the key of the clause or question that it is about (law A-01 to A-04, 3.2).

    Once nothing else does, a protocol waits for the team's decision on these very words (law P-06)."""
    held = refuses_deciding(version)
    return held or (undecided(version) if version.agreement.kind == Kind.PROTOCOL else [])


def refuses_deciding(version: Version) -> list[tuple[str, str]]:
    """What the text itself still lacks."""
    kind = version.agreement.kind
    clauses = {c.key for c in version.clauses.all() if c.body.strip()}
    excused = {o.key for o in version.overrides.all()}
    held = [
        (one.key, _("The clause «%(heading)s» is missing. %(help)s") % {"heading": one.heading, "help": one.help})
        for one in missing(clauses, kind) if one.key not in excused or not one.overridable
    ]  # fmt: skip
    parties = list(version.parties.all())
    if not any(party.is_required for party in parties):
        held.append(("parties", _("Name at least one agency that has to sign.")))
    kinds = checklist(kind)
    if version.fallback is None and any(kinds[key].grants for key in clauses if key in kinds):
        held.append(
            (
                "fallback",
                _("Name the agency that answers when this agreement has lapsed, so that no call for help is lost."),
            )
        )
    return held + (incomplete(version) if kind == Kind.PROTOCOL else [])


def unfilled(version: Version) -> list[str]:
    """Headings of clauses in which words in square brackets still wait for the team's own. They hold nothing back."""
    return [clause.heading for clause in version.clauses.all() if re.search(r"\[[^\]]+\]", clause.body)]


def may_sign(authority: Authority | None, row: PartyRow) -> str | None:
    """Law A-06, A-07. ``authority`` is what is on file today for who wants to sign."""
    if row.party.version.status != VersionStatus.OUT:
        return _("This version is not out for signature.")
    if authority is None or authority.agency_id != row.party.agency_id:
        return _(
            "No authority to sign for %(agency)s is on file for this person. The agency's head signs, or whoever is named in a"
            " recorded delegation."
        ) % {"agency": row.party.agency.name}
    return _not_now(row)


def _not_now(row: PartyRow) -> str | None:
    """Why this agency cannot sign as things stand."""
    said = {
        PartyStanding.AWAITING_GOVERNING_BODY: _(
            "%(agency)s signs when it has the approval of: %(body)s. Record the resolution."
        ),
        PartyStanding.AWAITING_TURN: _("Others sign before %(agency)s. It is asked when it is its turn."),
        PartyStanding.PAPER_UNVERIFIED: _("%(agency)s has signed on paper. A second person has to verify it."),
        PartyStanding.SIGNED: _("%(agency)s has signed."),
        PartyStanding.NOTICE_OF_WITHDRAWAL: _("%(agency)s has signed, and has given notice."),
        PartyStanding.WITHDRAWN: _("%(agency)s has withdrawn."),
    }.get(row.stands)
    return said and said % {"agency": row.party.agency.name, "body": row.party.get_body_display()}


def may_decline(actor: Person, row: PartyRow, on: date) -> str | None:
    if row.party.version.status != VersionStatus.OUT:
        return _("This version is not out for signature.")
    if authority_of(actor, row.party.agency, on) is None:
        return _("Only who may sign for %(agency)s declines for it.") % {"agency": row.party.agency.name}
    if row.facts.signed or row.facts.paper_waits:
        return _("%(agency)s has signed. To leave, it gives notice.") % {"agency": row.party.agency.name}
    return None


def may_record_authority(actor: Person, agency: Agency, person: Person) -> str | None:
    """Nobody records her own: an assistant or an insider would make herself the head (law A-07)."""
    if actor.pk == person.pk:
        return _("Your own authority is recorded by somebody else.")
    if not (actor.runs_installation or (actor.agency_id == agency.pk and actor.manages_people)):
        return _("Who runs the installation, or manages the people of %(agency)s, records this.") % {
            "agency": agency.name
        }
    if person.agency_id != agency.pk or not person.is_active:
        return _("Only somebody with an open account at %(agency)s can sign for it.") % {"agency": agency.name}
    return None


def may_delegate(actor: Person, own: Authority | None, to: Person) -> str | None:
    """Law E-06: by a recorded instrument, from the head to somebody of the same agency."""
    if own is None or own.source == AuthoritySource.DELEGATION:
        return _("Only somebody who signs by an office of her own can delegate.")
    if to.pk == actor.pk or to.agency_id != own.agency_id or not to.is_active:
        return _("Delegate to another person of your agency.")
    return None


def may_verify(actor: Person, scan: PaperScan) -> str | None:
    """Law E-05. Two people of one agency could make up a paper between them: who compares it is of another agency."""
    if actor.pk in (scan.uploaded_by_id, scan.signature.person_id):
        return _("Somebody else verifies it: not who uploaded it, nor who signed.")
    if actor.agency_id == scan.uploaded_by.agency_id:
        return _("Somebody of another agency verifies it than who uploaded it.")
    return None


def may_approve(actor: Person, party: Party) -> str | None:
    """Who may record what a party's governing body decided: its own people."""
    if party.version.status != VersionStatus.OUT:
        return _("This version is not out for signature.")
    if actor.agency_id != party.agency_id:
        return _("Only people of %(agency)s record what its governing body decided.") % {"agency": party.agency.name}
    if not party.body:
        return _("%(agency)s needs no approval for this version.") % {"agency": party.agency.name}
    return None


def may_end_authority(actor: Person, authority: Authority) -> str | None:
    """Who recorded it may; and a head takes back what she delegated."""
    if authority.delegated_from is not None and authority.delegated_from.person_id == actor.pk:
        return None
    if actor.runs_installation or (actor.agency_id == authority.agency_id and actor.manages_people):
        return None
    return _("Who runs the installation, or manages the people of %(agency)s, records this.") % {
        "agency": authority.agency.name
    }
