"""What pages of laws and orders need: those of a case, and the laws of its state."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agencies.models import Agency
from confidentiality.gate import Opened
from confidentiality.models import Mandate, Statute
from mdt.kit import clock


def mandates_of(opened: Opened) -> list[Mandate]:
    """All that were ever written down for the case, newest first, each with what the survivor was told."""
    related = ("recipient", "recipient_person", "recorded_by", "statute", "care")
    return list(Mandate.objects.filter(case=opened.case).select_related(*related))


def state_of(mandate: Mandate) -> tuple[str, str]:
    """In words, with the kind of its chip."""
    if mandate.ended_at is not None:
        return pgettext("law or order", "Ended"), "plain"
    return (_("Over"), "plain") if mandate.expires_at <= clock.now() else (_("In force"), "good")


def laws_for(agency: Agency) -> list[Statute]:
    """The laws of the agency's state under which something is told, confirmed or not: the page says which."""
    return list(Statute.objects.filter(state=agency.jurisdiction.state))


def law_words(law: Statute) -> str:
    said = {"title": law.title, "citation": law.citation, "effect": law.get_effect_display()}
    if law.verified:
        return _("%(title)s (%(citation)s). %(effect)s.") % said
    return _("%(title)s (%(citation)s). %(effect)s. Not confirmed by counsel: opens nothing here.") % said
