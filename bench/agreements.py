"""Sixty pages of an agreement among 25 agencies: its draft, its page when it is out, and what changed, against the same
request whose view only renders the same template from what the page had in its hands.
"""

import random
from collections.abc import Iterator

from auditlog.context import disable_auditlog

from agencies.models import Agency, Person, Team
from bench import ready, rounds
from bench.pages import Browser
from bench.people import Measured
from bench.place import Place
from mdt.kit import clock
from protocols.clauses import begin_with
from protocols.fingerprint import of_version
from protocols.models import Agreement, Clause, Comment, Party, Version

PARTIES, CLAUSES, WORDS = 25, 30, 1_000  # some 60 pages of 500 words
TITLE = "A long agreement"
NO_WAIVER = "no_waiver"  # without it no text goes out
CHANGED = 7  # every seventh sentence is another one in the next version


def compare(place: Place, turns: int) -> Iterator[tuple[str, rounds.Result]]:
    from protocols.views import agreements as views

    place.as_bare()
    agreement, writer = _long(), _writer()
    browser = Browser(place, Measured("C", writer, 0, None))  # type: ignore[arg-type]  # no case is asked for
    here = f"/agreements/{agreement.public_id}/"
    paths = {
        "draft page": f"{here}versions/2/",
        "text page": f"{here}versions/1/",
        "redline page": f"{here}versions/1/to/2/",
    }
    try:
        for name, path in paths.items():
            yield f"{name}/C@{place.cases}", ready.compare(place, browser, path, turns, views)
    finally:
        browser.close()


def _writer() -> Person:
    return Person.objects.select_related("agency").get(email__startswith="cora.bell@")


def _long() -> Agreement:
    """Version 1 was out and is taken back; version 2, a draft, differs from it in every clause."""
    found = Agreement.objects.filter(title=TITLE).first()
    with disable_auditlog():  # put there, not done by anybody
        return found or make(Team.objects.get(name="Alder County SART"), _writer(), PARTIES)


def make(team: Team, writer: Person, parties: int) -> Agreement:
    dice = random.Random(60)  # noqa: S311 - words, not secrets
    agreement = Agreement(team=team, title=TITLE, template="sart", created_by=writer)
    agreement.save()
    agencies = [_agency(number, writer) for number in range(parties)]
    first = _version(agreement, 1, writer, agencies, [_body(dice) for _ in range(CLAUSES)])
    first.status, first.sent_at, first.sent_by, first.sha256 = "out", clock.now(), writer, of_version(first)
    first.save()
    first.status = "withdrawn"
    first.save()
    bodies = [_other(clause.body) for clause in first.clauses.all()]
    second = _version(agreement, 2, writer, agencies, bodies)
    for agency in agencies:
        Comment(version=second, key="own_1", agency=agency, by=writer, body="Otherwise", proposed=bodies[1]).save()
    return agreement


def _agency(number: int, writer: Person) -> Agency:
    name = f"Bench agency {number}"
    like = writer.agency
    fields = {"sector": "advocacy", "discipline": "advocacy", "jurisdiction_id": like.jurisdiction_id if like else None}
    return Agency.objects.filter(name=name).first() or Agency.objects.create(name=name, **fields)


def _version(agreement: Agreement, number: int, writer: Person, agencies: list[Agency], bodies: list[str]) -> Version:
    made = Version(agreement=agreement, number=number, created_by=writer, fallback=writer.agency)
    made.save()
    for position, body in enumerate(bodies):
        key = NO_WAIVER if position == 0 else f"own_{position}"
        Clause(version=made, position=position, key=key, heading=f"Clause {position}", body=body).save()
    for agency in agencies:
        Party(version=made, agency=agency).save()
    return made


def _body(dice: random.Random) -> str:
    """Sentences out of those that agreements begin with, until there are enough words."""
    said = [sentence for _key, _heading, body in begin_with("sart") for sentence in str(body).split(". ")]
    chosen: list[str] = []
    while sum(len(one.split()) for one in chosen) < WORDS:
        chosen.append(dice.choice(said))
    return ".\n\n".join(chosen)[:7900]


def _other(body: str) -> str:
    """Every seventh sentence has another word in its middle."""
    sentences = body.split(".\n\n")
    for at in range(0, len(sentences), CHANGED):
        words = sentences[at].split(" ")
        words[len(words) // 2] = "instead"
        sentences[at] = " ".join(words)
    return ".\n\n".join(sentences)
