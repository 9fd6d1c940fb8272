"""Reading through a release against reading one's own: the same case, the same part, the same gate; only the basis differs."""

from collections.abc import Callable, Iterator

from django.urls import reverse

from agencies.models import Person
from bench import rounds
from bench.pages import Browser
from bench.people import Measured
from bench.place import Place
from bench.reads import as_person, bare_reads, our_detail, our_reveal
from confidentiality.elements import Element
from confidentiality.models import Release

READS = {"released detail": our_detail, "released reveal": our_reveal}
PAGES = {"released page": ("case", ()), "released reveal page": ("case_show", ("identity",))}


def compare(place: Place, turns: int) -> Iterator[tuple[str, rounds.Result]]:
    """``floor`` is the advocate of the record, ``ours`` the recipient; both as the web."""
    own, theirs = _two(place)
    for name, read in READS.items():
        yield f"{name}/R@{place.cases}", _timed(place, as_person(read, own), as_person(read, theirs), turns)
    browsers = [Browser(place, who) for who in (own, theirs)]
    try:
        for name, (view, words) in PAGES.items():
            path = reverse(view, args=[own.case.public_id, *words])
            yield f"{name}/R@{place.cases}", _timed(place, _asks(browsers[0], path), _asks(browsers[1], path), turns)
    finally:
        for browser in browsers:
            browser.close()


def _two(place: Place) -> tuple[Measured, Measured]:
    """Who prepared the demo county's live release of an identity, and who answers where it leads."""
    place.as_bare()
    with bare_reads():
        given = Release.objects.filter(status="active", recipient_person=None).select_related("case__agency")
        release = next(one for one in given.order_by("-expires_at") if one.elements & Element.IDENTITY)
    reads = Person.objects.select_related("agency")
    theirs = reads.filter(agency=release.recipient_id, takes_referrals=True, is_active=True).order_by("pk")[0]
    return Measured("A", reads.get(pk=release.prepared_by_id), 1, release.case), Measured("R", theirs, 1, release.case)


def _asks(browser: Browser, path: str) -> Callable[[], object]:
    def work() -> object:
        if (status := browser.get(path)) != 200:
            raise RuntimeError(f"The page answered {status} and not 200.")
        return status

    return work


def _timed(place: Place, floor: rounds.Work, ours: rounds.Work, turns: int) -> rounds.Result:
    return rounds.compare(place, floor, ours, turns, floor_as=place.as_web)
