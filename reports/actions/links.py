"""What of the team's work belongs to an award: agreements that serve it, protocols whose adoption counts for a line."""

from django.utils.translation import gettext as _

from agencies.models import Award, Person
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from protocols.models import Agreement
from protocols.vocabulary import Kind
from reports.models import AwardAgreement, PolicyWork
from reports.policy.activity import may_link, may_write


def link(*, by: Person, award: Award, agreement: Agreement) -> None:
    """From now on the agreement counts for the award, in each period in which it is in force (GR-31)."""
    refuse(may_write(by))
    refuse(may_link(by, award, agreement))
    if AwardAgreement.objects.filter(award=award, agreement=agreement).exists():
        raise Refused(_("This agreement is linked already."))
    with acting.recorded():
        AwardAgreement(award=award, agreement=agreement, linked_by=by).save()


def unlink(*, by: Person, award: Award, agreement: Agreement) -> None:
    refuse(may_write(by))
    found = AwardAgreement.objects.filter(award=award, agreement=agreement, award__agency=by.agency_id).first()
    if found is None:
        raise Refused(_("This agreement is not linked."))
    with acting.recorded():
        found.delete()


def stand_for(*, by: Person, award: Award, protocol: Agreement, topic: str) -> PolicyWork:
    """Once the table adopts the protocol, the line is ticked in the period of that day."""
    refuse(may_write(by))
    if protocol.kind != Kind.PROTOCOL:
        raise Refused(_("This is not a protocol."), about="protocol")
    if sentence := may_link(by, award, protocol):
        raise Refused(sentence, about="protocol")
    if PolicyWork.objects.filter(award=award, topic=topic, protocol=protocol).exists():
        raise Refused(_("This protocol stands for this line already."), about="topic")
    with acting.recorded():
        work = PolicyWork(agency_id=award.agency_id, by=by, award=award, topic=topic, protocol=protocol)
        work.save()
    return work
