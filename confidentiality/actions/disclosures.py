"""Writing down that something left the room another way than by a page here (law C-17, R-05)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from agencies.models import Person
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.models import Basis, Disclosure, Mandate, Release, Statute
from confidentiality.policy import disclosures as policy
from mdt.kit.errors import refuse

RECORD = "disclosure.record"


@dataclass(frozen=True)
class Said:
    """What was told. ``basis`` is «release», «mandate» or «law», and ``of`` its public id."""

    basis: str
    of: UUID
    to_whom: str
    elements: int
    what: str
    method: str
    at: datetime
    notice: str
    safety_steps: str = ""


def record(*, case: UUID, said: Said, by: Person) -> UUID:
    """One row that never changes. What its basis does not carry is refused, and the guard in sql/80_mandates.sql is the wall."""
    with gate.action(by, case, purpose=RECORD) as opened:
        refuse(policy.may_record(by, opened.case))
        refuse(policy.refuses_parts(said.elements))
        refuse(policy.refuses_moment(said.at))
        row = Disclosure(
            case=opened.case, agency=opened.case.agency, to_whom=said.to_whom, elements=said.elements | Element.COVER,
            what=said.what, method=said.method, at=said.at, notice=said.notice, safety_steps=said.safety_steps,
            recorded_by=by, **_basis(opened, said),
        )  # fmt: skip
        row.save()
        return row.public_id


def _basis(opened: Opened, said: Said) -> dict[str, Any]:
    if said.basis == "law":
        law = _one(Statute.objects.filter(public_id=said.of))
        refuse(policy.refuses_law(opened.case.agency, law, elements=said.elements))
        refuse(policy.refuses_care(said.notice, said.safety_steps))
        return {"basis": Basis.STATUTORY_MANDATE, "statute": law}
    models: dict[str, type[Release | Mandate]] = {"release": Release, "mandate": Mandate}
    fact = _one(models[said.basis].objects.filter(case=opened.case, public_id=said.of))
    ends = fact.ended_at if fact.ended_at and fact.ended_at < fact.expires_at else fact.expires_at
    refuse(policy.refuses_within(
        fact.opens_from, ends, fact.elements, fact.methods, at=said.at, elements=said.elements, method=said.method,
    ))  # fmt: skip
    named = Basis.RELEASE if said.basis == "release" else fact.basis
    return {"basis": named, said.basis: fact, "recipient_id": fact.recipient_id}


def _one(found: Any) -> Any:
    row = found.first()
    if row is None:
        raise RecordNotFound
    return row
