"""How a function becomes a component: it builds a small context, a tag renders components/<name>.html."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Build = Callable[..., dict[str, Any]]


def component(library: template.Library, name: str, *, context: bool = False) -> Callable[[Build], Build]:
    """Registers `build` as a tag that prints components/<name>.html, or keeps it with `as`."""

    def register(build: Build) -> Build:
        library.simple_tag(_rendered(name, build), takes_context=context or None)
        return build

    return register


def block_component(library: template.Library, name: str) -> Callable[[Build], Build]:
    """The same for a tag with a body: `{% card … %} html {% endcard %}`."""

    def register(build: Build) -> Build:
        library.simple_block_tag(_rendered(name, build))
        return build

    return register


def _rendered(name: str, build: Build) -> Callable[..., SafeString]:
    @wraps(build)
    def tag(*args: Any, **kwargs: Any) -> SafeString:
        return render_to_string(f"components/{name}.html", build(*args, **kwargs))

    return tag
