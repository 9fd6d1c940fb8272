"""Who may set response times, holidays and the after-hours roster of a team, and the response times of an agency."""

from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Team
from agencies.policy.teams import may as may_with_team
from agencies.vocabulary import TeamPurpose


def may_set(actor: Person, place: Agency | Team) -> str | None:
    """None, or the sentence that refuses. A team's coordinators set the team's, an agency's supervisors the agency's."""
    if isinstance(place, Team):
        if place.purpose != TeamPurpose.CASE:
            return _("This team works on systems. No referral goes to it.")
        return may_with_team(actor, "keep_table", place)
    if actor.is_active and actor.is_supervisor and actor.agency_id == place.pk:
        return None
    return _("Only a supervisor of the agency sets its response times.")
