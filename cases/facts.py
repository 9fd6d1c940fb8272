"""What a referral says, term by term: one wording for the sender before sending and for the recipient afterwards."""

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Team
from cases.models import Referral
from cases.parts import SECTIONS
from cases.vocabulary import Absence, AccessNeed, Asked

# What a referral is made of; copied as it stands when it is redirected.
COARSE = (
    "tier", "urgency", "risk_band", "area_kind", "area", "age_band", "language", "access_needs", "asked_for", "absences",
)  # fmt: skip
MAY_STAY_OPEN = ("risk_band", "age_band", "language", "access_needs")  # with or without a reason


def facts(referral: Referral) -> list[dict[str, Any]]:
    """Terms and values for the page; an answer that is missing says why, in words of its own."""
    shown = [
        (_("From"), referral.from_agency.name),
        (_("To"), recipient(referral).name),
        (_("Asked for"), _list(Asked, referral.asked_for)),
        (_("How soon"), referral.get_urgency_display()),
        (_("Tier"), referral.get_tier_display()),
        (_("Where"), f"{referral.get_area_kind_display()}: {referral.area.name}"),
    ]
    optional = [
        ("risk_band", _("Danger, as judged by a person"), referral.get_risk_band_display()),
        ("age_band", _("Age"), referral.get_age_band_display()),
        ("language", _("Language"), referral.get_language_display()),
        ("access_needs", _("Access needs"), _list(AccessNeed, referral.access_needs)),
    ]
    return [{"term": term, "value": value} for term, value in shown] + [
        {"term": term, "value": value} if value else {"term": term, "absence": why_not(referral, name)}
        for name, term, value in optional
    ]


def recipient(referral: Referral) -> Agency | Team:
    """The one agency or team that it was sent to."""
    return cast("Agency | Team", referral.to_agency or referral.to_team)  # the constraint referral_one_recipient


def why_not(referral: Referral, name: str) -> str:
    """«Unknown», «not collected», «declined to say», or that the question was left open (law T-09)."""
    reason = referral.absences.get(name)
    return str(Absence(reason).label) if reason in Absence.values else _("Left open")


def stays(*, from_case: bool, carried: int = 0) -> list[str]:
    """What does not leave the sender's room with a referral; ``carried`` are the parts that a basis opens."""
    told = [] if carried else [_("Which record this comes from")]
    told += [section.label for section in SECTIONS if not section.element & carried]
    call = [_("Names"), _("Birth date"), _("Address and phone"), _("School and work"), _("Who called, and when")]
    return [*(told if from_case else call), _("Everything else that you know or wrote")]


def zone_of_place(place: Agency | Team) -> ZoneInfo:
    """The clocks by which an agency or a team counts."""
    return ZoneInfo(place.time_zone if isinstance(place, Team) else place.jurisdiction.time_zone)


def zone_of(person: Person) -> ZoneInfo:
    """The clocks by which times are shown to somebody."""
    return ZoneInfo(person.agency.jurisdiction.time_zone) if person.agency else ZoneInfo("UTC")


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A day and a time with the zone's short name, as the reader's language writes them."""
    local = at.astimezone(zone)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def _list(words: type[Asked] | type[AccessNeed], values: list[str]) -> str:
    return ", ".join(str(words(value).label) for value in values)
