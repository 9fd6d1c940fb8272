"""A version under its row's lock: two who change it do so one after the other, and a change makes an open question void."""

from collections.abc import Iterator
from contextlib import contextmanager

from agencies.models import Person
from mdt.kit import acting, clock
from mdt.kit.errors import refuse
from protocols.fingerprint import of_version
from protocols.models import Proposal, Version
from protocols.policy import agreements as policy
from protocols.vocabulary import Outcome


def hold(version: Version) -> Version:
    """The row, held until the end of the transaction."""
    return (
        Version.objects.select_for_update(of=("self",)).select_related("agreement__team", "fallback").get(pk=version.pk)
    )


def writable(version: Version, by: Person) -> Version:
    held = hold(version)
    refuse(policy.may_write(by, held))
    return held


@contextmanager
def rewriting(version: Version, by: Person) -> Iterator[Version]:
    """A change of the text by its writer, recorded; to save the same words changes nothing.

    A question that was about other words is void from now on (law P-06)."""
    who = acting.current()
    recorded = who.changes
    with acting.transaction_as(who):
        held = writable(version, by)
        before = of_version(held)
        yield held
        now = of_version(held)
        if who.changes == recorded and now != before:
            raise acting.UnrecordedChange("A text was changed and left no change entry.")
        void_others(held, now, by)


def void_others(version: Version, sha256: str, by: Person) -> None:
    """Questions that were about other words than these are void (law P-06)."""
    for proposal in Proposal.objects.select_for_update().filter(version=version, outcome="").exclude(sha256=sha256):
        close_as(proposal, Outcome.VOID, by)


def close_as(proposal: Proposal, outcome: Outcome, by: Person) -> None:
    proposal.outcome, proposal.closed_at, proposal.closed_by = outcome, clock.now(), by
    proposal.save()
