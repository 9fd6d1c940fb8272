"""Releases of the demo county, in every state: live, ending tonight, over, taken back, waiting, and void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from agencies.models import Person
from cases.models import Case
from confidentiality.elements import Element
from confidentiality.models import Release, ReleaseScan, ReleaseSignature, ReleaseTalk, SelfConsentRule
from confidentiality.scans import scan_of
from confidentiality.signers import Standing
from confidentiality.terms import WORDING, Terms
from confidentiality.vocabulary import SigningWay
from mdt.demo.cast import STATE
from mdt.demo.county import County

E = Element


@dataclass(frozen=True)
class Agreed:
    """One release of Ada's case number ``case`` (from 0), prepared ``ago`` days ago for ``days``."""

    case: int
    to: str
    alone: bool  # only this person there
    elements: Element
    purpose: str
    words: str
    ago: int
    days: float
    status: str
    methods: tuple[str, ...] = ("here", "phone")


ALL = (
    Agreed(0, "dan", False, E.IDENTITY | E.VICTIMIZATION, "investigation", "So that he knows whom he meets", 3, 15, "active",
           ("here", "phone", "paper", "copy")),
    Agreed(1, "dan", True, E.IDENTITY, "safety", "So that he can look out for her on his rounds", 14, 14.4, "active"),
    Agreed(2, "gus", False, E.DEMOGRAPHICS | E.NARRATIVE, "medical", "So that she need not tell it all again", 40, 15, "active"),
    Agreed(3, "dan", False, E.IDENTITY, "investigation", "So that the report can be finished", 9, 15, "withdrawn"),
    Agreed(4, "gus", False, E.IDENTITY, "medical", "So that the clinic can find her file", 1, 10, "prepared"),
    Agreed(6, "dan", False, E.IDENTITY, "child", "So that the children are safe at school", 12, 15, "void"),
)  # fmt: skip


# Which service a minor uses alone from which age in the demo's invented state: one rule that counts and one that does not.
RULES = (("counseling", 14, "Invented Code of ZZ 12-3", True), ("shelter", 16, "Invented Code of ZZ 12-9", False))


def rules() -> None:
    for service, from_age, citation, verified in RULES:
        SelfConsentRule.objects.create(
            state=STATE, service=service, from_age=from_age, citation=citation, verified=verified,
            checked_on=date(2026, 3, 1),
        )  # fmt: skip


def releases(county: County, cases: Sequence[Case]) -> None:
    from mdt.demo.files import done_by

    ada = county.people["ada"]
    for agreed in ALL:
        case = cases[agreed.case]
        with done_by(ada, case):
            _write(county, agreed, case, ada)


def _write(county: County, agreed: Agreed, case: Case, ada: Person) -> None:
    to, begins = county.people[agreed.to], county.dice.ago(days=agreed.ago, hours=1)
    terms = Terms(
        kind="normal", recipient=to.agency_id or 0, recipient_person=to.pk if agreed.alone else None,
        elements=int(agreed.elements), purpose=agreed.purpose, in_her_words=agreed.words, methods=[*agreed.methods],
        withheld="Where she works", expires_at=begins + timedelta(days=agreed.days), why_long="", copy="none",
        alternatives=True, risks=True, voluntary=True, spoken="en", language="en", interpreting="none", interpreter="",
        interpreter_apart=False, standing=Standing(34, False, "none", "advocacy"),
    )  # fmt: skip
    over, signed = agreed.status not in ("prepared", "active"), agreed.status != "prepared"
    release = Release(
        public_id=county.dice.public_id(), case=case, agency=case.agency, recipient_id=terms.recipient,
        recipient_person_id=terms.recipient_person, elements=terms.elements | Element.COVER, purpose=terms.purpose,
        methods=terms.methods, prepared_by=ada, prepared_at=begins, expires_at=terms.expires_at,
        sha256=terms.sha256(str(case.public_id), case.agency_id), status=agreed.status,
        countersigned_by=ada if signed else None, countersigned_at=begins if signed else None,
        ended_by=ada if over else None, ended_at=begins + timedelta(days=2) if over else None,
        channel="oral" if agreed.status == "withdrawn" else "",
    )  # fmt: skip
    release.save()
    ReleaseTalk(
        release=release, case=case, in_her_words=terms.in_her_words, withheld=terms.withheld, age=34, guardian="none",
        service="advocacy", needed=["survivor"], because="adult", copy="none", alternatives=True, risks=True, voluntary=True,
        spoken="en", language="en", wording=WORDING, interpreting="none",
    ).save()  # fmt: skip
    if signed:
        way = SigningWay.PAPER if agreed.alone else SigningWay.DEVICE
        signature = ReleaseSignature(
            release=release, case=case, capacity="survivor", name="Testa Signed", way=way, sha256=release.sha256,
            signed_at=begins, witnessed_by=ada,
        )  # fmt: skip
        signature.save()
        if way == SigningWay.PAPER:
            _scanned(county, signature, ada)


def _scanned(county: County, signature: ReleaseSignature, ada: Person) -> None:
    """A sheet with nothing on it but a line, as it comes from the machine in the hall."""
    sheet, out = Image.new("L", (620, 877), "white"), BytesIO()
    ImageDraw.Draw(sheet).line((80, 700, 400, 700), fill="black", width=3)
    sheet.save(out, "PNG")
    scan = scan_of(out.getvalue())
    ReleaseScan(
        public_id=county.dice.public_id(), signature=signature, case=signature.case, content_type=scan.content_type,
        content=scan.content, sha256=scan.sha256, added_by=ada, added_at=signature.signed_at,
    ).save()  # fmt: skip
