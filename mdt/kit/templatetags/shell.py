"""Tags of the page shell that must work where nothing else does: static addresses and the way out."""

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    """Like `static`; where the manifest does not know the file, its plain address instead of an error."""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag(takes_context=True)
def exit_address(context: template.Context) -> str:
    """Where "Leave this page" goes, also when no context processor ran."""
    return context.get("exit_url") or settings.EXIT_URL


@register.filter
def notice_kind(level: str) -> str:
    """Django's message levels in the words of our notices."""
    return {"success": "good", "warning": "wait", "error": "stop"}.get(level, "info")
