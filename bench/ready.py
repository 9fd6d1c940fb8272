"""A page against its bare render: the same request, whose view only renders the same template from what it had found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.base import BaseHandler

from bench import rounds
from bench.pages import Browser
from bench.place import Place


def compare(place: Place, browser: Browser, path: str, turns: int, views: Any) -> rounds.Result:
    """``views``: the module whose ``render`` makes the page."""
    place.as_web()
    bare = ready(browser, path, views)

    def ours() -> None:
        if (status := browser.get(path)) != 200:
            raise RuntimeError(f"The page answered {status} and not 200.")

    return rounds.compare(place, bare, ours, turns, floor_as=place.as_web)


def ready(browser: Any, path: str, views: Any) -> Callable[[], object]:
    """The page's own template in a request of its own, with all that the view had found for it."""
    kept: list[tuple[Any, ...]] = []
    real = views.render

    def watched(*given: Any) -> Any:
        kept.append(given)
        return real(*given)

    with instead(views, "render", watched):
        browser.get(path)
    _request, template, context = kept[0]
    route = BaseHandler.resolve_request

    def bare(self: BaseHandler, request: Any) -> Any:
        _view, args, kwargs = route(self, request)
        return (lambda request, **_: real(request, template, context)), args, kwargs

    def again() -> object:
        with instead(BaseHandler, "resolve_request", bare):
            return browser.get(path)

    return again


@contextmanager
def instead(place: Any, name: str, other: Any) -> Iterator[None]:
    kept = getattr(place, name)
    setattr(place, name, other)
    try:
        yield
    finally:
        setattr(place, name, kept)
