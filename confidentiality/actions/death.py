"""Writing down that a survivor has died: from then on, what she signed for that is open (law 1.6)."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality import gate
from confidentiality.models import Death, Release
from confidentiality.policy.releases import may_record_death
from confidentiality.vocabulary import DeathKnown, ReleaseKind, ReleaseStatus
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse


def record_death(*, case: UUID, died_on: date, known_from: str, by: Person) -> int:
    """By who supervises, once; how many releases it opened."""
    with gate.action(by, case, purpose="case.death") as opened:
        refuse(may_record_death(by, opened.case))
        if known_from not in DeathKnown.values:
            raise Refused(_("Choose how you know."))
        if died_on > timezone.localdate():
            raise Refused(_("That day is still to come."))
        if Death.objects.filter(case=opened.case).exists():
            raise Refused(_("It is written down already."))
        Death(case=opened.case, died_on=died_on, known_from=known_from, recorded_by=by).save()
        waiting = Release.objects.select_for_update(of=("self",)).filter(
            case=opened.case, kind=ReleaseKind.AFTER_DEATH, status=ReleaseStatus.ACTIVE, takes_effect_at=None
        )
        found = list(waiting)
        for release in found:
            release.takes_effect_at = clock.now()
            release.save()
        return len(found)
