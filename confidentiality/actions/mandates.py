"""Writing down a law that compels or an order, and ending what it opens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.models import Mandate, MandateCare
from confidentiality.policy.mandates import Compelled, may_record, refuses
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse


@dataclass(frozen=True)
class Care:
    """What was done for her before anything goes (law C-06). Either she was told, or why she could not be."""

    scope: str
    notice_at: datetime | None
    notice_way: str
    notice_result: str
    why_no_notice: str
    safety_steps: str


def record(*, case: UUID, given: Compelled, care: Care, by: Person) -> UUID:
    """Open the named parts to the one recipient until the end. Without care for her nothing is opened (law C-06)."""
    with gate.action(by, case, purpose="mandate.record") as opened:
        refuse(may_record(by, opened.case, given.basis))
        if fault := refuses(by, opened.case.agency, given):
            raise Refused(fault[1], about=fault[0])
        if fault := _refuses_care(care):
            raise Refused(fault[1], about=fault[0])
        made = Mandate(
            case=opened.case, agency=opened.case.agency, basis=given.basis, statute=given.statute,
            citation=given.citation or (given.statute.citation if given.statute else ""), issuer=given.issuer,
            judge_signed=given.judge_signed, recipient=given.recipient, recipient_person=given.recipient_person,
            elements=given.elements | Element.COVER, methods=list(given.methods), recorded_by=by,
            expires_at=given.expires_at,
        )  # fmt: skip
        made.save()
        MandateCare(mandate=made, case=opened.case, **vars(care)).save()
        public_id: UUID = made.public_id
    return public_id


def _refuses_care(care: Care) -> tuple[str, str] | None:
    told = care.notice_at and care.notice_way and care.notice_result.strip()
    if not told and not care.why_no_notice.strip():
        sentence = _("Write down when and how she was told and what came of it, or why she could not be told.")
        return "why_no_notice", sentence
    if not care.scope.strip() or not care.safety_steps.strip():
        return "safety_steps", _("Write down exactly what is asked for, and what was done for her safety and privacy.")
    return None


def end(*, case: UUID, mandate: UUID, by: Person) -> None:
    """It is over: it was obeyed, or the order was lifted. Counts for the next statement of anybody."""
    with gate.action(by, case, purpose="mandate.end") as opened:
        mine = mandate_of(opened, mandate)
        refuse(may_record(by, opened.case, mine.basis))
        if mine.ended_at is not None:
            raise Refused(_("That has ended already."))
        mine.ended_at, mine.ended_by = clock.now(), by
        mine.save()


def mandate_of(opened: Opened, mandate: UUID) -> Mandate:
    found = Mandate.objects.select_for_update(of=("self",)).filter(case=opened.case, public_id=mandate).first()
    if found is None:
        raise RecordNotFound
    return found
