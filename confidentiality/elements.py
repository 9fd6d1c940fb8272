"""The parts of a case that a basis can name, one bit each, so that the rule splits where the tables split."""

from enum import IntFlag

from django.utils.translation import gettext_lazy as _


class Element(IntFlag):
    """Bits of a grant and of a look. COVER is the case's code and status; every grant carries it."""

    COVER = 1
    IDENTITY = 2
    CONTACT = 4
    LOCATION = 8
    DEMOGRAPHICS = 16
    VICTIMIZATION = 32
    PEOPLE = 64
    HEALTH = 128
    IMMIGRATION_EDUCATION = 256
    NARRATIVE = 512
    PRIVILEGED = 1024
    SERVICES = 2048
    JUSTICE = 4096
    DOCUMENTS = 8192


ALL = sum(Element)

LABELS = {
    Element.COVER: _("That a record exists"),
    Element.IDENTITY: _("Identity"),
    Element.CONTACT: _("Safe contact"),
    Element.LOCATION: _("Location"),
    Element.DEMOGRAPHICS: _("Demographics"),
    Element.VICTIMIZATION: _("What happened, as categories"),
    Element.PEOPLE: _("People"),
    Element.HEALTH: _("Health"),
    Element.IMMIGRATION_EDUCATION: _("Immigration and education"),
    Element.NARRATIVE: _("In her own words"),
    Element.PRIVILEGED: _("Privileged notes"),
    Element.SERVICES: _("Services"),
    Element.JUSTICE: _("Justice"),
    Element.DOCUMENTS: _("Documents"),
}


def labels(bits: int) -> list[str]:
    """The names of the elements in ``bits``, without the cover."""
    return [str(LABELS[e]) for e in Element if e & bits and e is not Element.COVER]
