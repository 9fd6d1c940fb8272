"""The closed lists of grant reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RunStatus(TextChoices):
    """Where a count is. A filed one never changes (GR-04)."""

    WAITING = "waiting", pgettext_lazy("a count", "Waiting")
    COUNTING = "counting", _("Counting")
    COUNTED = "counted", _("Counted")
    FAILED = "failed", _("Could not be counted")
    FILED = "filed", _("Filed")


class Audience(TextChoices):
    """For whom a protected product is made; each has its threshold, never below five (GR-50)."""

    TEAM = "team", _("The team and its board")
    PUBLIC = "public", _("Everybody, and the state")


THRESHOLDS = {Audience.TEAM: 5, Audience.PUBLIC: 11}
LEAST_THRESHOLD = 5


class PublicationStatus(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("a publication", "Waits for a second person")
    RELEASED = "released", pgettext_lazy("a publication", "Released")
    REFUSED = "refused", pgettext_lazy("a publication", "Refused")


class WordsItem(TextChoices):
    """What the words of a report must not hold: each could tell who a survivor is (GR-49)."""

    AGES = "ages", _("No age of anybody")
    DATES = "dates", _("No day on which something happened to somebody")
    PLACES = "places", _("No place that points at somebody: a street, a school, a workplace")
    RARE = "rare", _("No rare event that people here have heard of")
    STORIES = "stories", _("No story of one case, not even without a name")
    NAMES = "names", _("No name of a survivor, of who harmed her, or of their families")


class Source(TextChoices):
    """What an agency writes down at all. A zero counts only where it was written down for the whole period (GR-26)."""

    SERVICES = "services", _("Services")
    REQUESTS = "requests", _("Needs, and what came of them")
    DEMOGRAPHICS = "demographics", _("Demographics")
    VICTIMIZATIONS = "victimizations", _("What happened, as categories")
    RELATIONSHIPS = "relationships", _("Who the person is who harmed her")
    CLASSIFICATIONS = "classifications", _("Barriers learned in the work")
    ORDERS = "orders", _("Protection orders")
    NIGHTS = "nights", _("Nights of shelter")
    CONTACTS = "contacts", _("Hotline and outreach contacts")
    TRAININGS = "trainings", _("Trainings")
    PRODUCTS = "products", _("Products")
    STAFF = "staff", _("Staff paid from awards")
    REFERRALS = "referrals", _("Referrals")
    MEETINGS = "meetings", _("Meetings")
    AGREEMENTS = "agreements", _("Agreements")
    POLICIES = "policies", _("Policies")


class PolicyAction(TextChoices):
    DEVELOPED = "developed", _("Developed")
    REVISED = "revised", _("Substantially revised")
    IMPLEMENTED = "implemented", _("Put into practice")


class ProductKind(TextChoices):
    BROCHURE = "brochure", _("Brochure")
    MANUAL = "manual", _("Manual")
    CURRICULUM = "curriculum", _("Training curriculum or material")
    OTHER = "other", _("Other")
