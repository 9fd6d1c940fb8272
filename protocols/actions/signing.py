"""Signing an agreement: with fresh proof, on paper that two people verify, or not at all. The last signature executes it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Person
from agencies.queries.teams import today_of
from confidentiality.scans import Scan
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse
from protocols import reminders
from protocols.actions.shared import deciding
from protocols.fingerprint import of_signature, of_version
from protocols.lifecycle import all_signed
from protocols.models import Authority, Decline, Executed, GoverningApproval, PaperScan, Party, Signature, Version
from protocols.policy import agreements as policy
from protocols.queries.agreements import PartyRow, board
from protocols.queries.authority import authority_of
from protocols.vocabulary import Capacity, Factor, VersionStatus, Way

CONSENT_VERSION = "1"
FRESH = timedelta(minutes=5)  # how old the proof of who signs may be (law E-06)


@dataclass(frozen=True)
class Proof:
    """How and when the signatory proved afresh who signs, and when the end of the text was reached (law E-01, E-02)."""

    factor: str
    authenticated_at: datetime
    read_at: datetime


def intent(agency: str, title: str, number: int) -> str:
    """The sentence that is ticked."""
    return _("I have read version %(number)s of «%(title)s» to its end, and I sign it for %(agency)s.") % {
        "number": number, "title": title, "agency": agency}  # fmt: skip


def sign(*, version: Version, party: Party, name: str, shown: str, proof: Proof, by: Person) -> Signature:
    """``shown``: the digest of the text that the signatory was shown. Refused when it is not the text that is out."""
    with deciding(by, "sign"):
        locked, row = _out(version, party)
        if shown != locked.sha256 or of_version(locked) != locked.sha256:
            raise Refused(_("The text has changed since you opened it. Nothing is signed. Read the new version."))
        authority = _authority(by, row, locked)
        refuse(refuses_proof(proof.authenticated_at, by=by))
        if not proof.read_at <= clock.now():
            raise Refused(_("Read the text to its end first."))
        made = _signature(locked, row, authority, person=by, name=name, way=Way.ONLINE, proof=proof)
        made.save()
        _execute_if_all_signed(locked)
        return made


def sign_on_paper(
    *, version: Version, party: Party, signatory: Person, name: str, signed_on: date, scan: Scan, by: Person
) -> Signature:
    """The scan of what the signatory signed by hand. It counts when somebody else has verified it (law E-05)."""
    with deciding(by, "paper"):
        locked, row = _out(version, party)
        if by.agency_id != row.party.agency_id and policy.may(by, "write", locked.agreement):
            raise Refused(_("People of the agency, or who coordinates the team, upload its paper."))
        authority = _authority(signatory, row, locked)
        at = min(clock.now(), datetime.combine(signed_on, datetime.max.time(), clock.now().tzinfo))
        proof = Proof(Factor.IN_PERSON, at, at)
        made = _signature(locked, row, authority, person=signatory, name=name, way=Way.PAPER, proof=proof)
        made.save()
        PaperScan(
            signature=made, content=scan.content, content_type=scan.content_type, sha256=scan.sha256, uploaded_by=by
        ).save()
        return made


def verify_paper(*, signature: Signature, by: Person) -> None:
    """A second person, of another agency, has compared the paper with the text that is out, page by page."""
    with deciding(by, "verify"):
        locked, _row = _out(signature.party.version, signature.party)
        papers = PaperScan.objects.select_for_update(of=("self",)).select_related("signature", "uploaded_by")
        scan = papers.get(signature=signature)
        refuse(policy.may(by, "comment", locked.agreement) or policy.may_verify(by, scan))
        if scan.verified_at is not None:
            raise Refused(_("It is verified already."))
        if Signature.objects.get(pk=signature.pk).voided_at is not None:
            raise Refused(_("This paper was sent back. It does not count."))
        scan.verified_by, scan.verified_name, scan.verified_at = by, by.name, clock.now()
        scan.save()
        _execute_if_all_signed(locked)


def send_paper_back(*, signature: Signature, by: Person) -> None:
    """It is not this text, or not signed: it never counts, and the agency can sign anew. Who handed it in may say so too."""
    with deciding(by, "verify"):
        locked, _row = _out(signature.party.version, signature.party)
        scan = PaperScan.objects.select_for_update().get(signature=signature)
        if refusal := policy.may(by, "comment", locked.agreement):
            raise Refused(refusal)
        if scan.verified_at is not None:
            raise Refused(_("It is verified already."))
        mine = Signature.objects.get(pk=signature.pk)
        if mine.voided_at is not None:
            raise Refused(_("This paper was sent back. It does not count."))
        mine.voided_at = clock.now()
        mine.save()


def decline(*, version: Version, party: Party, reason: str, by: Person) -> None:
    """No to this version, and why. The agency can still come back and sign it."""
    with deciding(by, "decline"):
        locked, row = _out(version, party)
        refuse(policy.may_decline(by, row, today_of(locked.agreement.team)))
        Decline(party=row.party, by=by, reason=reason).save()


def approve(*, party: Party, number: str, decided_on: date, by: Person, scan: Scan | None = None) -> None:
    """What the party's governing body decided (law A-06)."""
    with deciding(by, "approve"):
        refuse(policy.may_approve(by, party))
        if decided_on > today_of(party.version.agreement.team):
            raise Refused(_("That day has not come. Record the resolution once it is passed."), about="decided_on")
        if GoverningApproval.objects.filter(party=party).exists():
            raise Refused(_("Its approval is on record."))
        files = {"content": scan.content, "content_type": scan.content_type, "sha256": scan.sha256} if scan else {}
        GoverningApproval(
            party=party, body=party.body, number=number, decided_on=decided_on, recorded_by=by, **files
        ).save()


def _out(version: Version, party: Party) -> tuple[Version, PartyRow]:
    """The version, locked, so that two who sign at once do so one after the other, and where the party stands."""
    locked = Version.objects.select_for_update(of=("self",)).select_related("agreement__team").get(pk=version.pk)
    row = next((row for row in board(locked.agreement).rows if row.party.pk == party.pk), None)
    if locked.status != VersionStatus.OUT or row is None:
        raise Refused(_("The text has changed since you opened it. Nothing is signed. Read the new version."))
    return locked, row


def _authority(person: Person, row: PartyRow, version: Version) -> Authority:
    """What the person signs with, today where the team works."""
    found = authority_of(person, row.party.agency, today_of(version.agreement.team))
    refuse(policy.may_sign(found, row))
    if found is None:  # which the policy has refused
        raise Refused(_("Nothing is signed."))
    return found


def refuses_proof(proved_at: datetime | None, *, by: Person) -> str | None:
    """Law E-06: proved for this signature, and not before the last one."""
    signed = Signature.objects.filter(person=by, way=Way.ONLINE).order_by("-signed_at")
    last, now = signed.values_list("signed_at", flat=True).first(), clock.now()
    if proved_at is None or not now - FRESH <= proved_at <= now or (last and proved_at <= last):
        return _("Prove again who you are: each signature asks for it.")
    return None


def _signature(
    version: Version, row: PartyRow, authority: Authority, *, person: Person, name: str, way: str, proof: Proof
) -> Signature:
    agency = row.party.agency
    made = Signature(
        party=row.party, person=person, name=name, capacity=Capacity.AGENCY, authority=authority, office=authority.office,
        by_authority_of=f"{authority.get_source_display()}: {authority.citation}", way=way,
        intent=intent(agency.name, version.agreement.title, version.number), consent_version=CONSENT_VERSION, factor=proof.factor,
        authenticated_at=proof.authenticated_at, read_at=proof.read_at, signed_at=clock.now(), version_sha256=version.sha256,
    )  # fmt: skip
    made.sha256 = of_signature(made)
    return made


def _execute_if_all_signed(version: Version) -> None:
    """Law A-01: in force on the last required signature, in the team's own days."""
    rows = board(version.agreement).rows
    if not all_signed([row.facts for row in rows]):
        return
    today = today_of(version.agreement.team)
    reminders.stop(version.agreement)  # of the text before it
    version.status, version.executed_at = VersionStatus.EXECUTED, clock.now()
    version.starts_on, version.ends_on = today, last_day(today, version.term_months)
    version.save()
    Executed(version=version).save()


def last_day(first: date, months: int) -> date:
    """The day before the same day so many months on; of a month that has no such day, its last day."""
    years, month = divmod(first.month - 1 + months, 12)
    for day in range(first.day, 27, -1):
        try:
            return date(first.year + years, month + 1, day) - timedelta(days=1 if day == first.day else 0)
        except ValueError:
            continue
    return date(first.year + years, month + 1, first.day) - timedelta(days=1)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def was_signed(content: bytes) -> bool:
    """Whether this very file is one that was signed here, and nothing else (law E-03)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mdt_was_signed(%s)", [digest(content)])
        return bool(cursor.fetchone()[0])
