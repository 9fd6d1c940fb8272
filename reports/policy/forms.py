"""Who makes forms of an agency's own. None, or the sentence that refuses."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from agencies.models import Person
from reports.definition import Definition, every
from reports.policy.activity import may_write

LONGEST_KEY, LONGEST_VERSION = 60, 20  # of the columns that keep them


def may_make(actor: Person) -> str | None:
    """Who reports on an award of the agency, and who supervises there. It opens no record."""
    return may_write(actor)


def may_keep(definition: Definition) -> str | None:
    """Its name is its own, and fits."""
    if definition.key in {key for key, _version in every()}:
        return _("A form that comes with the system has this name. Give yours another funder or another name.")
    if len(definition.key) > LONGEST_KEY or len(definition.version) > LONGEST_VERSION or not definition.version.strip():
        return _("The name or the version of the form is too long, or there is no version.")
    return None


def may_ask(words: Collection[str]) -> str | None:
    """A table is taken as it is: by one more thing about a survivor it would point at single persons (GR-42)."""
    if any(word.split("-")[0] in ("split", "where", "by") for word in words):
        return _(
            "A table about survivors is divided by one thing about them, and by the crime at most. Divided or narrowed by one"
            " more it would point at single persons, so no form asks for it."
        )
    return None
