"""Who keeps a calendar here."""

from django.utils.translation import gettext as _

from agencies.models import Person


def may_keep(actor: Person) -> str | None:
    """Everybody who belongs to an agency: who runs the installation is at no table."""
    if actor.agency_id is None or not actor.is_active:
        return _("Only people of an agency are invited to meetings.")
    return None
