"""Protocols of the demo: one adopted with a dissent on record, read by some; one on which the agencies are being asked."""

from collections.abc import Sequence
from datetime import timedelta

from auditlog.context import disable_auditlog

from agencies.models import Person
from agencies.vocabulary import SeatRole
from mdt.demo import cast
from mdt.demo.agreements import Pact, execute, sign
from mdt.demo.county import County
from protocols.clauses import begin_with
from protocols.fingerprint import of_version
from protocols.models import (
    Agreement,
    Asked,
    Authority,
    Clause,
    Duty,
    Gradient,
    Measure,
    Party,
    Proposal,
    Task,
    Understanding,
    Version,
)  # fmt: skip
from protocols.vocabulary import Outcome, VersionStatus

SIGNERS = ("hana", "gus", "lou", "roy", "dora", "nora", "mae", "ida")
ADOPTED = Pact("Alder County sexual assault response protocol", cast.SART, "response", SIGNERS, 60, 36)
ASKED = Pact(
    "Finding people at night: a protocol for trafficking", "Alder Trafficking Response", "response", (), 12, 36
)
READ_BY = ("ada", "fay", "dan", "sana", "june")  # who have read the adopted one

# For words that the template leaves to the team.
FILLED = {
    "time": "five years", "place": "the sheriff's property room", "where": "the children's advocacy center",
    "who arranges what": "the agency that meets her first calls the language line", "days": "thirty days", "hours": "eight hours",
    "how often": "every three months",
}  # fmt: skip

# Section, task, who leads, who supports, who is informed.
TASKS = (
    ("first_response", "Ask whether she is safe now", "law_enforcement", ("advocacy",), ()),
    ("first_response", "Call an advocate when she says yes", "law_enforcement", ("medical",), ("advocacy",)),
    ("accompaniment", "Be with her during exam and interview", "advocacy", ("tribal",), ("medical", "law_enforcement")),
    ("medical", "Offer and do the exam", "medical", ("advocacy",), ("law_enforcement",)),
    ("interviewing", "Interview a child", "forensic_interview", ("cac", "law_enforcement"), ("child_welfare", "prosecution")),
    ("investigation", "Tell her the result of the kit", "law_enforcement", ("advocacy",), ("prosecution",)),
    ("prosecution", "Explain the charging decision in person", "prosecution", ("advocacy",), ("law_enforcement",)),
)  # fmt: skip
MEASURES = (
    ("first_response", "An advocate is with her", 60, "minutes", "her yes to an advocate"),
    ("medical", "The exam begins", 4, "hours", "her arrival at the exam site"),
    ("investigation", "A detective calls by her safe way of contact", 2, "days", "the report"),
    ("prosecution", "The decision is explained", 14, "days", "the decision"),
)
# Who says which gradient, in which words, and the answer. Of the adopted one the Victim-Witness Unit has said nothing.
SAID = (
    ("ada", 1, "", ""), ("cora", 2, "Write the numbers on a card.", ""),
    ("vic", 3, "Deputies need the number of the night line.", "The card has it, and each car gets one."),
    ("dan", 2, "", ""),
    ("pia", 6, "Sixty minutes is hard for us on weekends.", "It is counted and looked at again after six months."),
    ("paul", 2, "", ""), ("sana", 1, "", ""), ("cal", 2, "", ""),
    ("joel", 7, "Young people in our care have no safe phone, and the protocol says nothing about them.",
     "The next version gets a section on young people in custody; Joel and Fay write it. Until then this stands as a dissent."),
    ("june", 2, "Ask the council office before an interview on tribal land.", ""),
)  # fmt: skip
ASKED_SAID = (
    ("bea", 2, "", ""),
    ("lena", 3, "Two of us are on at night. Who drives the second person?", ""),
)  # fmt: skip


def decide(county: County) -> int:
    """As it came to be: text, question, what each agency said, outcome, signatures. How many protocols there are."""
    with disable_auditlog():
        _adopted(county)
        asked = _draft(county, ASKED, TASKS[:3], MEASURES[:1])
        question = "Do we adopt this protocol as it stands?"
        proposal = _proposal(county, asked, question, "at_least", 4, ago=3, open_for=18)
        _say(county, proposal, ASKED_SAID, ago=2)
    return 2


def _adopted(county: County) -> None:
    version = _draft(county, ADOPTED, TASKS, MEASURES)
    for first in SIGNERS:
        Party(version=version, agency=county.people[first].agency).save()
    proposal = _proposal(
        county, version, "Do we adopt this protocol?", "at_least", 8, ago=ADOPTED.ago + 28, open_for=14
    )
    _say(county, proposal, SAID, ago=ADOPTED.ago + 20)
    proposal.outcome, proposal.closed_by = Outcome.CARRIED, county.people["cora"]
    proposal.closed_at = county.dice.ago(days=ADOPTED.ago + 14, hours=1)
    proposal.save()
    version.status, version.sent_at, version.sent_by = (
        VersionStatus.OUT,
        county.dice.ago(days=ADOPTED.ago + 14),
        proposal.closed_by,
    )
    version.sha256 = of_version(version)
    version.save()
    for place, party in enumerate(version.parties.order_by("pk")):
        authority = Authority.objects.get(agency=party.agency, person=county.people[SIGNERS[place]])
        sign(county, party, authority, ADOPTED, days=ADOPTED.ago + len(SIGNERS) - 1 - place)
    execute(county, version, ADOPTED)
    for days, first in enumerate(READ_BY, start=20):
        Understanding(version=version, person=county.people[first], at=county.dice.ago(days=days)).save()


def _filled(body: str) -> str:
    """With this county's words where the template waits for some."""
    for waiting, words in FILLED.items():
        body = body.replace(f"[{waiting}]", words)
    return body


def _draft(county: County, pact: Pact, tasks: Sequence[tuple], measures: Sequence[tuple]) -> Version:  # type: ignore[type-arg]
    cora, begun = county.people["cora"], county.dice.ago(days=pact.ago + 40)
    agreement = Agreement(
        public_id=county.dice.public_id(), team=county.teams[pact.team], kind="protocol", title=pact.title,
        template=pact.template, created_by=cora, created_at=begun,
    )  # fmt: skip
    agreement.save()
    version = Version(agreement=agreement, number=1, term_months=pact.months, created_by=cora, created_at=begun)
    version.save()
    for position, (key, heading, body) in enumerate(begin_with(pact.template), start=1):
        Clause(version=version, position=position, key=key, heading=str(heading), body=_filled(str(body))).save()
    for position, (key, what, leads, supports, informed) in enumerate(tasks, start=1):
        task = Task(version=version, position=position, key=key, what=what)
        task.save()
        parts = {leads: "leads", **dict.fromkeys(supports, "supports"), **dict.fromkeys(informed, "informed")}
        for discipline, part in parts.items():
            Duty(task=task, discipline=discipline, part=part).save()
    for position, (key, what, number, unit, since) in enumerate(measures, start=1):
        Measure(
            version=version, position=position, key=key, what=what, number=number, unit=unit, counted_from=since
        ).save()
    if not pact.signers:
        for agency in _table(county, version):
            Party(version=version, agency=agency).save()
    return version


def _table(county: County, version: Version):  # type: ignore[no-untyped-def]  # agencies in a fixed order
    seats = version.agreement.team.seats.exclude(role=SeatRole.GUEST).select_related("agency").order_by("pk")
    return list(dict.fromkeys(seat.agency for seat in seats))


def _proposal(
    county: County, version: Version, question: str, threshold: str, least: int, *, ago: int, open_for: int
) -> Proposal:  # fmt: skip
    proposal = Proposal(
        public_id=county.dice.public_id(), version=version, sha256=of_version(version), question=question, threshold=threshold,
        least=least, closes_on=county.dice.ago(days=ago - open_for).date(), opened_by=county.people["cora"],
        opened_at=county.dice.ago(days=ago),
    )  # fmt: skip
    proposal.save()
    for agency in _table(county, version):
        Asked(proposal=proposal, agency=agency).save()
    return proposal


def _say(county: County, proposal: Proposal, said: Sequence[tuple[str, int, str, str]], *, ago: int) -> None:
    for hours, (first, number, words, answer) in enumerate(said):
        who: Person = county.people[first]
        at = county.dice.ago(days=ago, hours=-hours)
        answered = (
            {"answer": answer, "answered_by": county.people["cora"], "answered_at": at + timedelta(days=2)}
            if answer
            else {}
        )
        Gradient(
            public_id=county.dice.public_id(), proposal=proposal, agency=who.agency, number=number, words=words, by=who, at=at,
            **answered,
        ).save()  # fmt: skip
