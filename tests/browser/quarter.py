"""A small agency with a quarter's work behind it: who reports, who works with survivors, a second person, and a partner."""

import itertools
from datetime import date, timedelta
from typing import Any

from agencies.models import Award, Person
from tests import rooms, rows
from tests.browser.test_agreements import may_sign_in
from tests.cases.serving import today
from tests.reports.scene import Agency

_numbers = itertools.count(1)
SERVICES = (
    "counseling",
    "emergency_shelter",
    "transportation",
    "individual_advocacy",
    "crisis_intervention",
    "support_group",
)
CRIMES = ("sexual_assault", "domestic_violence", "stalking")
RACES = ("white", "black", "hispanic", "aian")


def last_quarter() -> tuple[date, date]:
    """The newest one that is over."""
    first = date(today().year, 3 * ((today().month - 1) // 3) + 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


class House(Agency):
    """Hana reports and supervises, Ada works with survivors, Sam may release; Dan leads a partner, Cora is at no table with them.

    Of the thirty people whom the award served one has no race and no sex noted, and one no crime under which she is counted.
    """

    def __init__(self, db: Any, people: int = 30) -> None:
        super().__init__(db, name=f"Birch House {next(_numbers)}", regimes=["VAWA", "VOCA", "FVPSA"])
        self.first, self.last = last_quarter()
        self.hana, self.ada = self.director, self.advocate
        self.sam = rooms.person(self.agency, is_supervisor=True)
        self.team = rooms.team(name=f"Birch County SART {self.agency.pk}", jurisdiction=self.agency.jurisdiction)
        self.dan = rooms.person(rooms.agency(name=f"Sheriff of Birch County {self.agency.pk}", sector="local_police", discipline="law_enforcement"))  # fmt: skip
        self.cora = rooms.person(rooms.agency(), is_supervisor=True)
        for who in (self.hana, self.dan):
            rooms.seat(self.team, who)
            rooms.acknowledged(who)
        self.voca = self.award("ovc.pmt", "2026", number=f"VOCA-24-{self.agency.pk}", title="VOCA: shelter and counseling",
                               starts_on=self.first, ends_on=date(self.first.year + 1, 9, 30))  # fmt: skip
        self.db.execute(
            "UPDATE agencies_award SET title = 'STOP: night advocates', services = '{crisis_intervention}', starts_on = %s WHERE id = %s",
            [date(self.first.year, 1, 1), self.stop],
        )
        self.cases = [self._served(n) for n in range(people)]
        self.without_answers, self.without_crime = self.cases[4], self.cases[9]
        self.newcomer, self.late = self._known(40), self._known(41)
        self.called("Hana Ortiz", self.hana)
        self.called("Ada Whitfield", self.ada)
        self.called("Sam Reyes", self.sam)
        self.called("Dan Kowalski", self.dan)
        may_sign_in(self.hana, self.ada, self.sam, self.dan, self.cora)

    def called(self, name: str, who: Person) -> None:
        self.db.execute("UPDATE agencies_person SET name = %s WHERE id = %s", [name, who.pk])
        who.name = name

    def _known(self, n: int) -> int:
        """Somebody with most answers, in Ada's hands."""
        known: dict[str, Any] = {"told": (16 + 2 * n % 55, self.first), "kinds": [CRIMES[n % 7 % 3]]}
        if n != 4:
            known |= {"sex": "male" if n % 6 == 0 else "female", "race": [RACES[n % 9 % 4]]}
        if n != 9:
            known["counted_under"] = [(CRIMES[n % 7 % 3], self.first)]
        case = self.person(**known)
        right = rows.permission(self.db, "work_case")
        rows.put(self.db, "cases_caseassignment", content_object_id=case, user_id=self.ada.pk, permission_id=right)
        self._row("cases_identity", case, name=f"Testa Person-9{n:02}")
        return case

    def _served(self, n: int) -> int:
        """And what was done for her on one or two days, some of it paid from both awards."""
        case, shares = self._known(n), {self.voca: 50, self.stop: 50} if n % 5 == 4 else {self.voca: 100}
        for k in range(1 + n % 2):
            service = SERVICES[(n + k) % len(SERVICES)]
            self.service(case, service, self.first + timedelta(days=5 + 2 * n), shares=shares, units=1 + n % 4)
        return case

    def code(self, case: int) -> str:
        return str(self.db.execute("SELECT code FROM cases_case WHERE id = %s", [case]).fetchone()[0])

    def public(self, case: int) -> str:
        return str(self.db.execute("SELECT public_id FROM cases_case WHERE id = %s", [case]).fetchone()[0])

    def period(self, award: int, first: date) -> str:
        return f"/reports/award/{Award.objects.get(pk=award).public_id}/{first}/"
