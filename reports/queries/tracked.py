"""What an agency writes down, source by source: since when, until when (GR-26)."""

from dataclasses import dataclass

from agencies.models import Person
from reports.models import Tracked
from reports.queries.runs import ALWAYS_ON
from reports.vocabulary import Source


@dataclass(frozen=True)
class Followed:
    source: Source
    spans: tuple[Tracked, ...]  # the newest first

    @property
    def now(self) -> Tracked | None:
        """The span that goes on."""
        return next((one for one in self.spans if one.to_on is None), None)


def followed(actor: Person) -> list[Followed]:
    """Every source that people write down, in the order of the list; what the system notes by itself is none of them."""
    spans: dict[str, list[Tracked]] = {}
    for one in Tracked.objects.filter(agency=actor.agency_id).order_by("-from_on"):
        spans.setdefault(one.source, []).append(one)
    return [Followed(source, tuple(spans.get(source, []))) for source in Source if source.value not in ALWAYS_ON]
