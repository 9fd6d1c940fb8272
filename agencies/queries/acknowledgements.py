"""Whether a person's yearly acknowledgement is in force, and until when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Now

from agencies.lifecycle import RENEWABLE_BEFORE, AcknowledgementState, acknowledgement_state
from agencies.models import Acknowledgement, Person
from mdt.kit import clock


@dataclass(frozen=True)
class MyAcknowledgement:
    """Where a person stands. ``until`` is the end of the latest signature, past or coming; None when never signed."""

    state: AcknowledgementState
    until: datetime | None

    @property
    def in_force(self) -> bool:
        return self.state in (AcknowledgementState.CURRENT, AcknowledgementState.DUE)

    @property
    def may_sign(self) -> bool:
        return self.state != AcknowledgementState.CURRENT

    @property
    def may_sign_from(self) -> datetime | None:
        return self.until - RENEWABLE_BEFORE if self.until else None


def acknowledgement_of(person: Person) -> MyAcknowledgement:
    """The state of a person's acknowledgement now: for Today and for the page where it is signed."""
    until = person.acknowledgements.aggregate(until=Max("expires_at"))["until"]
    return MyAcknowledgement(acknowledgement_state(until, clock.now()), until)


def signatures_of(person: Person) -> QuerySet[Acknowledgement]:
    """All that a person has signed, the latest first."""
    return person.acknowledgements.all()


def acknowledged(person: str = "person") -> Exists:
    """The condition "has an acknowledgement in force by the database's clock"; ``person`` names the column outside."""
    return Exists(Acknowledgement.objects.filter(person=OuterRef(person), signed_at__lte=Now(), expires_at__gt=Now()))
