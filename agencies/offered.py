"""Lists that rooms further out offer to forms of agencies, so that nothing is imported inward: the services that an award may
pay for, and the report forms with their versions. Each is asked anew, and names nobody.
"""

from collections.abc import Callable, Iterable

Pairs = Iterable[tuple[str, object]]
# The forms by their keys, until whoever knows their titles says them.
_FORMS = [("ovw.stop", "2012"), ("ovw.stop", "2017"), ("ovc.pmt", "2015"), ("ovc.pmt", "2026"), ("house.work", "1")]
_offers: dict[str, Callable[[], Pairs]] = {
    "forms": lambda: [(f"{key}@{year}", f"{key} {year}") for key, year in _FORMS]
}


_own: dict[str, Callable[[int], Pairs]] = {}


def offer_of(name: str, pairs: Callable[[int], Pairs]) -> None:
    """What one agency has for itself, by its key: ``forms`` of its own."""
    _own[name] = pairs


def offered_of(name: str, agency: int) -> list[tuple[str, object]]:
    return list(_own[name](agency)) if name in _own else []


def offer(name: str, pairs: Callable[[], Pairs]) -> None:
    """``services`` (code, label) or ``forms`` (``key@version``, label). The last one who offers is asked."""
    _offers[name] = pairs


def offered(name: str) -> list[tuple[str, object]]:
    return list(_offers[name]()) if name in _offers else []
