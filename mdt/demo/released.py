"""Protected reports of the demo, made by one person of Harbor House and released by another."""

import hashlib
from datetime import date

from agencies.models import Award, AwardReporter, Person
from mdt.demo.county import County
from mdt.demo.files import done_by
from mdt.demo.reported import file_report
from reports import kept
from reports.definition import get
from reports.exporting import csv_long
from reports.models import Publication, Run
from reports.protecting.building import Task
from reports.protecting.refusing import Refused
from reports.protecting.register import Released
from reports.protecting.release import protect
from reports.publishing import plan_of, readers, without_words
from reports.vocabulary import Audience, PublicationStatus


def release(county: County, filed: list[Run]) -> int:
    """What the team and the state read: the quarters of the shelter, and those of the work with others, which are filed here.

    How many these are.
    """
    by, second = county.people["hana"], county.people["ada"]
    quarters = [run for run in filed if run.form == "ovc.pmt"]
    earlier: list[Released] = []
    for run in quarters:
        _publish(county, by, second, run, Audience.TEAM, earlier)
    with done_by(by):
        own = Award(
            public_id=county.dice.public_id(), agency=by.agency, number="OWN", title="Our work with others", form="house.work",
            version="1", starts_on=quarters[0].starts_on, ends_on=date(county.dice.base.year + 1, 9, 30), created_by=by,
            created_at=county.dice.ago(days=900),
        )  # fmt: skip
        own.save()
        for who in (by, second):
            AwardReporter(award=own, person=who, named_by=by, named_at=own.created_at).save()
    made = []
    for before in quarters:
        with done_by(by):
            made.append(file_report(county, by, own, before.starts_on, before.ends_on))
        for audience in (Audience.TEAM, Audience.PUBLIC):
            _publish(county, by, second, made[-1], audience, earlier)
    return len(made)


def _publish(county: County, by: Person, second: Person, run: Run, audience: str, earlier: list[Released]) -> None:
    """Made by the one and released by the other; ``earlier`` is what the agency released before, and holds it afterwards.

    What cannot be protected stays inside, in a demo as in life."""
    plan_of_it, scope = plan_of(get(run.form, run.version)), frozenset({str(run.award_id)})
    exact = without_words(kept.from_plain(run.report or {}))
    task = Task(
        report=exact, audience=readers()[audience], plan=plan_of_it, scope=scope, earlier=list(earlier),
        audiences=list(readers().values()), seed=str(county.dice.public_id()),
    )  # fmt: skip
    try:
        made = protect(task)
    except Refused:
        return
    with done_by(by):
        publication = Publication(
            public_id=county.dice.public_id(), run=run, agency_id=run.agency_id, audience=audience,
            threshold=task.audience.threshold, seed=made.seed, report=kept.to_plain(made.report),
            sha256=hashlib.sha256(csv_long.render(made.report)).hexdigest(),
            made_by=by, made_at=county.dice.ago(days=18),
        )  # fmt: skip
        publication.save()
    with done_by(second):
        publication.status, publication.decided_by = PublicationStatus.RELEASED, second
        publication.decided_at = county.dice.ago(days=17)
        publication.save()
    earlier.append(Released(str(publication.public_id), audience, exact, made.withheld, scope, plan_of_it))
