"""What the demo county keeps and destroys: Harbor House's rules, a record that is held, one that was destroyed, and a question.

The figures are invented, like the board that set them.
"""

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from agencies.models import Person
from cases.models import Case, CaseAssignment
from cases.vocabulary import CaseStatus
from confidentiality import purging
from confidentiality.models import LegalHold, Purge, RetentionRule
from confidentiality.vocabulary import HoldWhy, KeptUnit, RecordKey
from mdt.demo.county import County, permission
from mdt.demo.files import OPENED, _Filler, done_by

# Nobody takes over a file of Harbor House any more that is so old.
RULES = (
    (RecordKey.WORDS, 3, KeptUnit.YEARS, "Board policy of 2019, section 4 (invented)", False),
    (RecordKey.IDENTITY, 7, KeptUnit.YEARS, "Board policy of 2019, section 5 (invented)", True),
    (RecordKey.REFERRAL, 30, KeptUnit.DAYS, "Board policy of 2019, section 6 (invented)", True),
)
LONG_AGO = timedelta(days=8 * 365)


def keep(county: County, adas: list[Case]) -> None:
    """Rules, a hold whose review is overdue, a destroyed record's last day, and a question that waits for a second person."""
    hana, ada = county.people["hana"], county.people["ada"]
    for record_class, after, unit, source, verified in RULES:
        with done_by(hana):
            RetentionRule(
                agency=hana.agency, record_class=record_class, after=after, unit=unit, source=source, verified=verified,
                set_by=hana, set_at=county.dice.ago(days=90),
            ).save()  # fmt: skip
    with done_by(ada, adas[0]):
        LegalHold(
            public_id=county.dice.public_id(), case=adas[0], why=HoldWhy.LITIGATION, set_by=ada, set_at=county.dice.ago(days=95)
        ).save()  # fmt: skip
    _old(county, ada)
    _ask(county, RecordKey.IDENTITY, hana, days=7 * 365 + 2, approver=_former(county))
    _ask(county, RecordKey.REFERRAL, hana, days=30)


def carry_out() -> int:
    """What two people approved, outside the transaction in which the county was made, as the installation's command does it."""
    count = 0
    for purge in purging.waiting():
        count += purging.carry_out(purge).count
        purging.finish(purge)
    return count


def _former(county: County) -> Person:
    """Who directed the house with Hana and has left since: an account that nobody can use."""
    row = Person(
        public_id=county.dice.public_id(), email="edda.vale+left@harbor-house.example", name="Edda Vale",
        title="Former director", agency=county.agencies["Harbor House"], password=make_password(None), is_active=False,
        date_joined=county.dice.ago(days=400),
    )  # fmt: skip
    row.save()
    return row


def _old(county: County, by: Person) -> None:
    """Closed eight years ago. It is filled like any other, so that there is something to destroy."""
    dice, opened_at = county.dice, county.dice.base - LONG_AGO - timedelta(days=200)
    case = Case(
        public_id=dice.public_id(), code=dice.code(), agency=by.agency, opened_by=by, status=CaseStatus.CLOSED,
        opened_at=opened_at, closed_at=dice.base - LONG_AGO,
    )  # fmt: skip
    with done_by(by):
        case.save()
    with done_by(by, case):
        CaseAssignment.objects.create(content_object=case, user=by, permission=permission("work_case"))
        _Filler(county, case, sum(OPENED.values()) + 1).fill()


def _ask(county: County, record_class: RecordKey, by: Person, *, days: int, approver: Person | None = None) -> None:
    approved = {"approved_by": approver, "approved_at": county.dice.ago(days=1)} if approver else {}
    with done_by(by):
        Purge(
            public_id=county.dice.public_id(), agency=by.agency, record_class=record_class, asked_by=by,
            asked_at=county.dice.ago(days=2), due_before=county.dice.ago(days=days), counted=0,
            **approved,
        ).save()  # fmt: skip
