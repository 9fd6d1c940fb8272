"""The bare view of any page: the same middleware and session, and the same template with what the page had found for it.

The page is opened once while its template is watched. Where what the template said is what was answered, the bare view renders
it again with the same context; a document, a file or a spreadsheet is answered again with the bytes at hand. Neither decides,
records or finds anything, so this is the lowest floor that a page has: no way of looking things up could come below it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.template.backends.django import Template

from bench.pages import Browser
from bench.ready import instead
from confidentiality.context import open_gates

TOLD = 0.02  # of its length that a bare page may differ by: a minute that has passed, a token


class NoFloor(RuntimeError):
    """What the bare view says is not what the page says."""


class Floor:
    """``render`` tells whether the template is part of it; else the bytes at hand are."""

    def __init__(self, browser: Browser, path: str) -> None:
        self.browser, self.path = browser, path
        kept: list[tuple[Template, Any, str]] = []
        with _watched(kept):
            if browser.get(path) != 200:
                raise NoFloor(f"{path} answered otherwise than before.")
        self.length, self._body, self._kind = len(browser.body), browser.body, browser.kind
        self._found = next((one for one in reversed(kept) if one[2].encode() == browser.body), None)
        self.render = self._found is not None
        self.again()
        if abs(len(browser.body) - self.length) > self.length * TOLD:
            raise NoFloor(f"{path}: {len(browser.body)} bytes and not {self.length}.")

    def again(self) -> None:
        token = open_gates.set(1)  # the bell on the door is off: what is read late was read before
        try:
            with instead(BaseHandler, "resolve_request", _answering(self._view)):
                if self.browser.get(self.path) != 200:
                    raise NoFloor(f"{self.path} has no bare page.")
        finally:
            open_gates.reset(token)

    def _view(self, request: Any) -> HttpResponse:
        if self._found is None:
            return HttpResponse(self._body, content_type=self._kind)
        template, context, _said = self._found
        return HttpResponse(template.render(context, request), content_type=self._kind)


def _answering(bare: Callable[[Any], HttpResponse]) -> Callable[..., Any]:
    route = BaseHandler.resolve_request

    def resolve(self: BaseHandler, request: Any) -> Any:
        view, args, kwargs = route(self, request)
        return (
            wraps(view)(lambda request, *_, **__: bare(request)),
            args,
            kwargs,
        )  # the middleware asks the view's marks

    return resolve


@contextmanager
def _watched(kept: list[tuple[Template, Any, str]]) -> Iterator[None]:
    """Every template that is rendered, with its context and what it said; those inside another one come before it."""
    real = Template.render

    def watched(self: Template, context: Any = None, request: Any = None) -> Any:
        said = real(self, context, request)
        kept.append((self, context, said))
        return said

    with instead(Template, "render", watched):
        yield
