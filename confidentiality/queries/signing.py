"""What the pages of a one-time link need: the text that is sealed, ways of contact, and a link that still lives."""

from typing import Any

from django.apps import apps
from django.template.loader import render_to_string
from django.utils import translation

from confidentiality.gate import Opened, RecordNotFound
from confidentiality.links import Sealed
from confidentiality.models import Release, ReleaseLink, ReleaseScan
from confidentiality.queries.releases import facts_of
from confidentiality.wording import words_of
from mdt.kit import clock


def page_of(release: Release, capacity: str) -> Sealed:
    """What the page says that is signed, drawn in the language of the signing, with the labels of its form."""
    words = words_of(release.talk.language, release.talk.wording)
    with translation.override(words.dates):
        facts = {"facts": facts_of(release, words), "words": words, "talk": release.talk}
        text = render_to_string("confidentiality/release_text.html", facts)
    labels = {name: words[name] for name in ("name", "read", "sign")}
    return Sealed(words.language, words.direction, words.dates, capacity, release.sha256, text, labels)


def contacts_of(opened: Opened) -> list[Any]:
    """Every way to reach her that the record knows, safe or not: a look at the contact element was committed."""
    return list(apps.get_model("cases", "ContactMethod").objects.filter(case=opened.case))


def link_that_lives(release: Release, capacity: str) -> ReleaseLink | None:
    """The newest, if its time is not over and it was not used."""
    newest = ReleaseLink.objects.filter(release=release, capacity=capacity).order_by("-pk").first()
    lives = newest is not None and newest.used_at is None and newest.expires_at > clock.now()
    return newest if lives else None


def scan_of(release: Release, scan: Any) -> ReleaseScan:
    found = ReleaseScan.objects.filter(signature__release=release, public_id=scan).first()
    if found is None:
        raise RecordNotFound
    return found
