"""The same table, for tests of protocols: one that is written, decided and adopted."""

from datetime import timedelta
from typing import Any

from auditlog.context import disable_auditlog

from agencies.models import Person, Seat
from agencies.vocabulary import Discipline
from protocols.actions import deciding, matrix, writing
from protocols.actions.matrix import MeasureLine, TaskLine
from protocols.models import Executed, Proposal, Version
from protocols.queries.matrix import digest_of_measures, digest_of_tasks
from tests import rooms
from tests.protocols.agreeing import Table, as_

D = Discipline
TASKS = [
    TaskLine("first_response", "Call an advocate", {D.LAW_ENFORCEMENT: "leads", D.ADVOCACY: "supports", D.CAC: "informed"}),
    TaskLine("medical", "Offer an exam", {D.ADVOCACY: "leads"}),
]  # fmt: skip
MEASURES = [MeasureLine("first_response", "An advocate is with her", 60, "minutes", "her yes to an advocate")]


class ProtocolTable(Table):
    """Harbor (ada), the sheriff (dan) and the CAC (cora, who coordinates) decide on a protocol."""

    def __init__(self, **team: Any) -> None:
        super().__init__(**team)
        for who, discipline in ((self.dan, D.LAW_ENFORCEMENT), (self.cora, D.CAC)):
            Seat.objects.using("owner").filter(team=self.team.pk, person=who.pk).update(discipline=discipline)
        self.guest = rooms.person(rooms.agency())
        rooms.seat(self.team, self.guest, role="guest")

    def drafted(self, template: str = "response", *, filled: bool = True, **more: Any) -> Version:
        with as_(self.cora):
            made = writing.begin(
                team=self.team, kind="protocol", title="How we respond", template=template, profile="own", by=self.cora,
            )  # fmt: skip
            version = made.versions.get()
            parties = [
                {"agency": at, "position": 1, "is_required": True, "body": ""}
                for at in (self.harbor, self.sheriff, self.cac)
            ]
            writing.set_parties(version=version, parties=parties, by=self.cora)
        if filled:
            self.fill(version)
        version.refresh_from_db()
        return version

    def fill(self, version: Version) -> None:
        with as_(self.cora):
            matrix.set_tasks(version=version, lines=TASKS, seen=digest_of_tasks(version), by=self.cora)
            matrix.set_measures(version=version, lines=MEASURES, seen=digest_of_measures(version), by=self.cora)

    def asked(self, version: Version | None = None, **changes: Any) -> Proposal:
        values = {
            "question": "Do we adopt it?", "threshold": "at_least", "least": 2,
            "closes_on": self.today + timedelta(days=7), **changes,
        }  # fmt: skip
        with as_(self.cora):
            return deciding.propose(version=version or self.drafted(), by=self.cora, **values)

    def say(self, proposal: Proposal, who: Person, number: int, words: str = "") -> Any:
        last = proposal.gradients.filter(agency=who.agency).last()
        with as_(who):
            return deciding.say(
                proposal=proposal, number=number, words=words, seen=str(last.public_id) if last else "", by=who
            )

    def carried(self, version: Version | None = None) -> Proposal:
        """Two agree; the sheriff disagrees, is answered, and stays where he is."""
        proposal = self.asked(version)
        self.say(proposal, self.ada, 1)
        self.say(proposal, self.cora, 2)
        held = self.say(proposal, self.dan, 7, "The hour cannot be kept at night")
        with as_(self.cora):
            deciding.answer(gradient=held, answer="It is looked at again in March", by=self.cora)
            deciding.close(proposal=proposal, by=self.cora)
        proposal.refresh_from_db()
        return proposal

    def executed(self, *, document: bool = False, **more: Any) -> Version:
        """Without ``document`` none waits to be made: that would take other tests seconds."""
        version = super().executed(**more)
        if not document:
            with disable_auditlog():
                Executed.objects.using("owner").filter(version=version.pk).delete()
        return version

    def out(self, version: Version | None = None, **more: Any) -> Version:
        version = version or self.drafted(**more)
        self.carried(version)
        return super().out(version)
