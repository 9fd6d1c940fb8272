"""What the demo county's invented laws and courts compel: a mandated report, a court order, and a disclosure by telephone."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from agencies.vocabulary import Sector
from cases.models import Case
from confidentiality.elements import Element
from confidentiality.models import Basis, Disclosure, Mandate, MandateCare, Release, Statute
from confidentiality.vocabulary import Effect
from mdt.demo import cast
from mdt.demo.county import County

E = Element
# Invented, like the state: which law says what has to be looked up and confirmed by counsel for each real place.
REPORT = ("Report of suspected harm to a child (invented)", "Invented Code of ZZ 7-101", Effect.COMPELS, Sector.CHILD_WELFARE,
          E.IDENTITY | E.LOCATION | E.VICTIMIZATION, True)  # fmt: skip
TEAMS = ("Sharing within a team (invented)", "Invented Code of ZZ 7-220", Effect.PERMITS, Sector.LOCAL_POLICE,
         E.IDENTITY | E.VICTIMIZATION, True)  # fmt: skip
WOUNDS = ("Report of wounds by weapons (invented)", "Invented Code of ZZ 9-3", Effect.COMPELS, Sector.LOCAL_POLICE,
          E.IDENTITY | E.VICTIMIZATION, False)  # fmt: skip


def laws(county: County) -> dict[str, Statute]:
    found = {}
    for title, citation, effect, sector, elements, verified in (REPORT, TEAMS, WOUNDS):
        row = Statute(
            public_id=county.dice.public_id(), state=cast.STATE, title=title, citation=citation, effect=effect,
            sector=sector, elements=int(elements), checked_on=date(2026, 1, 15), verified=verified,
        )  # fmt: skip
        row.save()
        found[citation] = row
    return found


def compel(county: County, fays: Sequence[Case], adas: Sequence[Case]) -> None:
    known = laws(county)
    _report(county, fays[1], known[REPORT[1]])
    _order(county, adas[5])
    _by_telephone(county, adas[0])


def _open(county: County, case: Case, by: str, to: str, care: Mapping[str, object], **says: object) -> None:
    from mdt.demo.files import done_by

    writer, recipient, begins = county.people[by], county.people[to], county.dice.ago(days=2, hours=3)
    with done_by(writer, case):
        made = Mandate(
            public_id=county.dice.public_id(), case=case, agency=case.agency, recipient=recipient.agency, recorded_by=writer,
            recorded_at=begins, **says,
        )  # fmt: skip
        made.expires_at = begins + timedelta(days=20)
        made.save()
        MandateCare(mandate=made, case=case, **care).save()


def _report(county: County, case: Case, law: Statute) -> None:
    care = {
        "scope": "Name, where the child is, what happened, as the law lists it", "notice_at": county.dice.ago(days=2, hours=4),
        "notice_way": "in_person", "notice_result": "She was there when we called", "safety_steps": "The school picks him up",
    }  # fmt: skip
    _open(county, case, "fay", "cal", care, basis=Basis.STATUTORY_MANDATE, statute=law, citation=law.citation,
          elements=law.elements | E.COVER, methods=["here", "phone"])  # fmt: skip


def _order(county: County, case: Case) -> None:
    care = {
        "scope": "Her name, for the hearing",
        "why_no_notice": "No way of contact that she called safe",
        "safety_steps": "The judge was asked to seal it",
    }
    _open(county, case, "hana", "paul", care, basis=Basis.COURT_MANDATE, citation="24-118", issuer="Alder Court, Judge Orr",
          judge_signed=True, elements=E.IDENTITY | E.COVER, methods=["here", "paper"])  # fmt: skip


def _by_telephone(county: County, case: Case) -> None:
    """Ada called the detective whom the survivor had named, by a way that she had agreed to."""
    from mdt.demo.files import done_by

    ada = county.people["ada"]
    with done_by(ada, case):
        release = Release.objects.filter(case=case, status="active").get()
        Disclosure(
            public_id=county.dice.public_id(), case=case, agency=case.agency, basis=Basis.RELEASE, release=release,
            recipient=release.recipient, to_whom="Detective Reyes, by telephone", elements=int(E.IDENTITY),
            what="Whom to ask for at the front desk", method="phone", at=county.dice.ago(days=1, hours=2), recorded_by=ada,
            recorded_at=county.dice.ago(days=1, hours=1),
        ).save()  # fmt: skip
