"""Reports of the demo: a quarter that Harbor House filed and let its team read, a year that it filed for the STOP office, and
the work without a survivor in it that stands in them."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from agencies.models import Award, Person
from mdt.demo.county import County
from mdt.demo.files import done_by
from mdt.demo.served import CAC, HARBOR, SHERIFF
from protocols.models import Agreement
from reports import kept
from reports.actions.runs import plan
from reports.catalogue import composed
from reports.definition import Definition, from_dict, get
from reports.lines import lines
from reports.models import (
    AwardAgreement,
    CustomForm,
    PartnerTotals,
    Product,
    Run,
    StaffAssignment,
    Tracked,
    Training,
    TrainingPeople,
    TypedFigure,
    Verification,
)  # fmt: skip
from reports.queries.runs import GATE, told
from reports.vocabulary import ProductKind, RunStatus, Source

STOP, VOCA = "STOP-24-017", "VOCA-24-102"


def report(county: County) -> list[Run]:
    """What was filed, quarters first."""
    hana = county.people["hana"]
    awards = {one.number: one for one in Award.objects.filter(agency__name=HARBOR)}
    _track(county)
    with done_by(hana):
        _activity(county, hana, awards[STOP])
    filed = []
    for number, span in _owed(county.dice.base.date(), awards):
        with done_by(hana):
            filed.append(file_report(county, hana, awards[number], *span))
    with done_by(hana):
        _partner(county, hana, awards[STOP])
        _own_form(county, hana)
    return filed


def _owed(today: date, awards: dict[str, Award]) -> list[tuple[str, tuple[date, date]]]:
    """Every quarter but the last one that is over, which still waits; then every year that is over."""
    quarters, years = [], []
    span = _quarter_before(_quarter_before(today)[0])
    while span[1] > awards[VOCA].starts_on:
        quarters.append((VOCA, span))
        span = _quarter_before(span[0])
    for year in range(awards[STOP].starts_on.year, today.year):
        years.append((STOP, (date(year, 1, 1), date(year, 12, 31))))
    return [*reversed(quarters), *years]


def _quarter_before(day: date) -> tuple[date, date]:
    """The last whole quarter before a day."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def _track(county: County) -> None:
    """What each agency writes down, since it began."""
    for name in (HARBOR, SHERIFF, CAC):
        here = county.agencies[name]
        by = next(one for one in county.people.values() if one.agency_id == here.pk)
        since = date(county.dice.base.year - 2, 1, 1)
        with done_by(by):
            for source in Source.values:
                Tracked(agency=here, source=source, from_on=since, by=by).save()


def _activity(county: County, by: Person, award: Award) -> None:
    last_year = county.dice.base.year - 1
    known: dict[str, Any] = {"agency": award.agency, "by": by}
    here = {name: county.dice.public_id() for name in ("training", "product", "advocate", "lead")}
    training = Training(
        public_id=here["training"], title="First hours: meeting a survivor at the hospital", on=date(last_year, 5, 14),
        topics=["advocate_response", "confidentiality", "safety_planning"], **known,
    )  # fmt: skip
    training.save()
    for discipline, people in (("law_enforcement", 14), ("forensic_examiners", 6), ("victim_advocates", 9), ("", 3)):
        TrainingPeople(training=training, award=award, discipline=discipline, people=people).save()
    Product(
        public_id=here["product"], award=award, kind=ProductKind.BROCHURE, title="What happens next, in plain words",
        audience="Survivors", languages="Spanish", on=date(last_year, 9, 2), number=1, **known,
    ).save()  # fmt: skip
    for key, job, percent in (("advocate", "victim_advocate", 100), ("lead", "program_coordinator", 40)):
        StaffAssignment(
            public_id=here[key], award=award, job=job, percent=percent, starts_on=date(last_year - 1, 10, 1), **known
        ).save()
    agreement = (
        Agreement.objects.filter(kind="mou", versions__status="executed", versions__parties__agency=award.agency)
        .order_by("pk")
        .first()
    )
    if agreement is not None:
        AwardAgreement(award=award, agreement=agreement, linked_by=by).save()


def _partner(county: County, by: Person, award: Award) -> None:
    """Totals of the year that runs now, from a partner that the award pays too (GR-07)."""
    first, partner = date(county.dice.base.year, 1, 1), county.agencies[CAC]
    PartnerTotals(
        award=award, starts_on=first, partner=partner, given_by="Dora Lindqvist", role="Director",
        given_on=county.dice.base.date() - timedelta(days=3), signed=True, by=by,
    ).save()  # fmt: skip
    for line, value in (("status.served.sa", 9), ("status.partial.sa", 1), ("secondary.secondary.sa", 4)):
        TypedFigure(award=award, starts_on=first, line=line, partner=partner, value=Decimal(value), by=by).save()


def _own_form(county: County, by: Person) -> None:
    """What the county's board asks for, out of ready tables (GR-01)."""
    tables = [("pmt_individuals", "People helped"), ("pmt_age", "By age"), ("stop_training_events", "Trainings given"),
              ("words", "What the board should know")]  # fmt: skip
    form = from_dict(composed("own.county_board", "1", "County board, half-yearly", "half_year", tables))
    CustomForm(
        public_id=county.dice.public_id(),
        agency=by.agency,
        key=form.key,
        version=form.version,
        source=form.raw,
        made_by=by,
    ).save()


def file_report(county: County, by: Person, award: Award, first: date, last: date) -> Run:
    """Counted by the functions that the worker calls, and filed with every question answered."""
    definition = get(award.form, award.version)
    _answer(by, award, first, definition)
    at = county.dice.ago(days=20)
    run = Run(
        public_id=county.dice.public_id(), agency=award.agency, award=award, form=definition.key, version=definition.version,
        starts_on=first, ends_on=last, definition=definition.raw, plan=plan(definition, award.choices),
        choices=definition.chosen(award.choices), sha256=definition.sha256, asked_by=by, asked_at=at,
    )  # fmt: skip
    run.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT mdt_count_begin(%s)", [run.pk])
        for step in range(cursor.fetchone()[0]):
            cursor.execute("SELECT mdt_count_table(%s, %s)", [run.pk, step])
    run = Run.objects.select_related("award__agency__jurisdiction").get(pk=run.pk)
    run.report = kept.to_plain(told(run).report)
    run.status, run.filed_by, run.filed_at = RunStatus.FILED, by, at
    run.save()
    return run


def _answer(by: Person, award: Award, first: date, definition: Definition) -> None:
    """Conditional parts are opened where something was counted or typed; whoever filed it had the form beside her."""
    opened = {
        "staff",
        "training",
        "products",
        "victims",
        "family_b",
        "family_c",
        "family_d",
        "family_e",
        "compensation",
        "policies",
    }
    for section in definition.sections:
        if section.gate:
            TypedFigure(
                award=award, starts_on=first, line=f"{GATE}{section.key}", value=Decimal(section.key in opened), by=by
            ).save()
    if not Verification.objects.filter(agency=award.agency, form=definition.key).exists():  # once for all periods
        for one in _first_half(lines(definition)):
            Verification(
                agency=award.agency, form=definition.key, version=definition.version, line=f"{one.table}.{one.row}",
                sha256=one.digest, by=by,
            ).save()  # fmt: skip


def _first_half(found: Iterable[Any]) -> list[Any]:
    """Some lines are held against the form, some wait, so that both can be seen."""
    waiting = [one for one in found if not one.proved]
    return waiting[: len(waiting) // 2]
