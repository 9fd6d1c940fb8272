"""Words of a funder's form on our pages: they stay in the language of the form, and the page says which that is."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

LANGUAGE = "en"  # of the forms that come with the system, and of the blocks that own forms are made of


def of_form(*parts: object) -> SafeString:
    """In its own language, whatever the page's is; parts are joined by a dot in the middle."""
    return format_html('<span lang="{}">{}</span>', LANGUAGE, " · ".join(str(part) for part in parts if part))


def tongue() -> str:
    """The language of a form where it is not the page's; empty where nothing need be said."""
    return "" if (get_language() or LANGUAGE).split("-")[0] == LANGUAGE else LANGUAGE
