"""What was done for the people of the demo, how they are counted, and the awards that paid: three agencies, fifteen months."""

from datetime import date, timedelta
from typing import Any

from agencies.models import Award, AwardReporter
from agencies.queries.awards import paying
from cases import models
from cases.master_lists import (
    IN_NIGHTS,
    Charges,
    Classification,
    ContactKind,
    Disposition,
    Finding,
    FollowUp,
    HerReason,
    LearnedFrom,
    OffenderAge,
    OrderKind,
    Outcome,
    ProgramReason,
    Race,
    Relationship,
    Service,
    Sex,
)  # fmt: skip
from cases.models import Case
from mdt.demo.county import County
from mdt.demo.files import done_by

HARBOR, SHERIFF, CAC = "Harbor House", "Sheriff's Victim Services", "Alder Children's Advocacy Center"
USUAL: dict[str, tuple[Service, ...]] = {
    HARBOR: (
        Service.CRISIS_INTERVENTION, Service.COUNSELING, Service.COUNSELING, Service.INDIVIDUAL_ADVOCACY,
        Service.EMERGENCY_SHELTER, Service.TRANSPORTATION, Service.PROTECTION_ORDER_HELP, Service.SUPPORT_GROUP,
        Service.WITH_HER_AT_EXAM, Service.MATERIAL_ASSISTANCE,
    ),
    SHERIFF: (
        Service.JUSTICE_NOTIFICATION, Service.CRIMINAL_COURT, Service.POLICE_INTERVIEW, Service.COMPENSATION_CLAIM,
        Service.RIGHTS_INFORMATION,
    ),
    CAC: (
        Service.FORENSIC_EXAM, Service.COUNSELING, Service.OTHER_THERAPY, Service.INDIVIDUAL_ADVOCACY, Service.REFERRAL_OTHER,
    ),
}  # fmt: skip
BY_STOP = [
    Service.CRISIS_INTERVENTION, Service.COUNSELING, Service.WITH_HER_AT_EXAM, Service.PROTECTION_ORDER_HELP,
    Service.INDIVIDUAL_ADVOCACY, Service.HOTLINE,
]  # fmt: skip
BY_VOCA = [Service.EMERGENCY_SHELTER, Service.TRANSPORTATION, Service.COUNSELING, Service.SUPPORT_GROUP]
Kept = tuple[str, str, str, str, str, list[Service], str, tuple[str, ...]]
# Agency, number, title, form, version, services it pays for, who named, who reports.
AWARDS: tuple[Kept, ...] = (
    (HARBOR, "STOP-24-017", "STOP: night advocates", "ovw.stop", "2017", BY_STOP, "hana", ("hana", "ada")),
    (HARBOR, "VOCA-24-102", "VOCA: shelter and counseling", "ovc.pmt", "2015", BY_VOCA, "hana", ("hana", "ada")),
    (SHERIFF, "VOCA-24-131", "VOCA: victim services", "ovc.pmt", "2015", [], "", ()),
    (CAC, "VOCA-24-140", "VOCA: children's center", "ovc.pmt", "2015", [], "", ()),
)
DAYS = 455  # fifteen months


def serve(county: County, cases: list[Case]) -> int:
    """How many services were written down. Each change is recorded as of who works on the record."""
    awards, count = _awards(county), 0
    for case in cases:
        if case.agency.name in USUAL:
            with done_by(case.opened_by, case):
                count += _Served(county, case, awards[case.agency.name]).serve()
    for agency in USUAL:
        _contacts(county, agency, awards[agency])
    return count


def _awards(county: County) -> dict[str, list[Award]]:
    """Set up by who supervises there, or whoever there is."""
    made: dict[str, list[Award]] = {name: [] for name in USUAL}
    year = county.dice.base.year
    for name, number, title, form, version, services, first, reporters in AWARDS:
        agency = county.agencies[name]
        here = [one for one in county.people.values() if one.agency_id == agency.pk]
        lead = county.people.get(first) or next((one for one in here if one.is_supervisor), here[0])
        award = Award(
            public_id=county.dice.public_id(), agency=agency, number=number, title=title, form=form, version=version,
            funder=county.agencies["State STOP office"], starts_on=date(year - 2, 10, 1), ends_on=date(year + 1, 9, 30),
            services=services, created_by=lead, created_at=county.dice.ago(days=DAYS + 30),
        )  # fmt: skip
        with done_by(lead):
            award.save()
            for one in reporters:
                who = county.people[one]
                AwardReporter(award=award, person=who, named_by=lead, named_at=award.created_at).save()
        made[name].append(award)
    return made


def _contacts(county: County, agency: str, awards: list[Award]) -> None:
    """Calls and talks without a record; a center for children has few."""
    dice, here = county.dice, county.agencies[agency]
    by = next(one for one in county.people.values() if one.agency_id == here.pk)
    with done_by(by):
        for _n in range(40 if agency == HARBOR else 6):
            on, kind = dice.ago(days=dice.number(1, DAYS)).date(), dice.pick(ContactKind.values)
            service = Service.HOTLINE if kind == ContactKind.HOTLINE else Service.RIGHTS_INFORMATION
            models.ServiceContact(
                public_id=dice.public_id(), agency=here, kind=kind, service=service, on=on, count=dice.number(1, 4), by=by,
                award=next(iter(paying(awards, service, on)), None), at=dice.ago(days=1), once=dice.public_id(),
            ).save()  # fmt: skip


class _Served:
    """One record: what she asked, what was done on which days, and how she is counted."""

    def __init__(self, county: County, case: Case, awards: list[Award]) -> None:
        self.dice, self.case, self.awards, self.name = county.dice, case, awards, case.agency.name
        self.first = max(case.opened_at, county.dice.ago(days=DAYS)).date()
        self.days = max(1, (county.dice.base.date() - self.first).days)

    def serve(self) -> int:
        self._answers()
        self._needs()
        if self.name == CAC or self.dice.chance(0.3):
            self._justice()
        return sum(self._event() for _n in range(self.dice.number(2, 9)))

    def _save(self, model: Any, **fields: Any) -> Any:
        row = model(
            case=self.case, agency=self.case.agency, updated_by=self.case.opened_by, updated_at=self.dice.ago(days=1), **fields
        )  # fmt: skip
        row.save()
        return row

    def _day(self) -> date:
        return self.first + timedelta(days=self.dice.number(0, self.days - 1))

    def _answers(self) -> None:
        """The categories that reports ask for, beside her own words; some are still missing."""
        dice = self.dice
        for row in models.Demographics.objects.filter(case=self.case):
            row.sex = dice.pick([Sex.FEMALE, Sex.FEMALE, Sex.FEMALE, Sex.MALE, ""])
            row.race = [dice.pick(Race.values)] if dice.chance(0.8) else dice.some(Race.values[:7], 2)
            row.save()
        for row in models.InvolvedPerson.objects.filter(case=self.case, harmed_her="yes"):
            row.relationship = dice.pick([Relationship.SPOUSE, Relationship.DATING, Relationship.ACQUAINTANCE])
            row.age_class = dice.pick([OffenderAge.ADULT, OffenderAge.ADULT, OffenderAge.TEEN])
            row.save()
        kinds = [kind for row in models.Victimization.objects.filter(case=self.case) for kind in row.kinds]
        if kinds:
            self._save(models.PrimaryVictimization, kind=kinds[0], from_on=self.first)
        if dice.chance(0.3):
            self._save(models.KnownBarrier, code=dice.pick(Classification.values), learned_on=self.first,
                       learned_from=LearnedFrom.IN_SERVICE)  # fmt: skip

    def _needs(self) -> None:
        dice = self.dice
        for service in dict.fromkeys(dice.pick(USUAL[self.name]) for _n in range(2)):
            outcome = dice.pick(
                [Outcome.PROVIDED, Outcome.PROVIDED, Outcome.PARTLY, Outcome.NOT, Outcome.ENDED, Outcome.WAITING]
            )
            short = outcome in (Outcome.PARTLY, Outcome.NOT)
            self._save(
                models.ServiceRequest, public_id=dice.public_id(), service=service, asked_on=self.first, outcome=outcome,
                reasons=[dice.pick([ProgramReason.CAPACITY, ProgramReason.LANGUAGE, ProgramReason.HOURS])] if short else [],
                her_reason=dice.pick(HerReason.values) if outcome == Outcome.ENDED else "",
                settled_on=None if outcome == Outcome.WAITING else self._day(),
            )  # fmt: skip

    def _event(self) -> int:
        dice, service, on = self.dice, self.dice.pick(USUAL[self.name]), self._day()
        event = self._save(
            models.ServiceEvent, public_id=dice.public_id(), service=service, on=on, by=self.case.opened_by,
            units=dice.number(1, 9) if service in IN_NIGHTS else 1, family=dice.number(0, 2) if service in IN_NIGHTS else 0,
            once=dice.public_id(),
        )  # fmt: skip
        fitting = paying(self.awards, service, on)
        for award in fitting:
            self._save(models.ServiceFunding, event=event, award=award, share=100 // len(fitting))
        return 1

    def _justice(self) -> None:
        dice = self.dice
        self._save(
            models.Justice, team_outcome=dice.pick(FollowUp.values), charges=dice.pick(Charges.values),
            disposition=dice.pick(Disposition.values), protection_finding=dice.pick(Finding.values),
            medical=dice.pick(FollowUp.values), mental_health=dice.pick([*FollowUp.values, ""]),
        )  # fmt: skip
        self._save(models.ProtectionOrder, public_id=dice.public_id(), kind=dice.pick(OrderKind.values), requested_on=self.first,
                   granted_on=self._day() if dice.chance(0.6) else None)  # fmt: skip
