"""What the page of one version shows of a protocol, and of no MOU."""

from typing import Any

from django.http import HttpRequest

from agencies.queries.teams import coordinates
from protocols import saying_protocols as saying
from protocols.models import Understanding, Version
from protocols.policy import deciding as policy
from protocols.queries import deciding, matrix
from protocols.queries.agreements import Board
from protocols.vocabulary import Kind


def text_parts(version: Version) -> dict[str, Any]:
    """What belongs to the text of a protocol."""
    if version.agreement.kind != Kind.PROTOCOL:
        return {}
    now = saying.words_now(version)
    found = deciding.decisions(version)
    return {
        "protocol": True, "told": matrix.who_does_what(version), "decisions": [(one, saying.told(one, now)) for one in found],
        "warning": saying.warning(found[0] if found else None, now),
    }  # fmt: skip


def parts(request: HttpRequest, here: Board, version: Version) -> dict[str, Any]:
    """The text's own, and what this person may do about it now."""
    shown = text_parts(version)
    if not shown:
        return {}
    me, asked = request.user, [one.proposal for one, _told in shown["decisions"]]
    adopted = here.executed is not None and here.executed.pk == version.pk
    reads = adopted and policy.may_understand(me, version) is None
    return {
        **shown,
        "may_propose": policy.may_propose(me, version) is None,
        "may_say": [one for one in asked if not one.outcome and policy.may_say(me, one) is None],
        "reads": reads,
        "has_read": reads and Understanding.objects.filter(version=version, person=me).exists(),
        "sees_readers": adopted and (coordinates(me, here.agreement.team) or policy.leads(me, me.agency, here.agreement)),
    }  # fmt: skip
