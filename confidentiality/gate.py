"""The gate: the one door to protected rows. First the look is committed to the ledger, then the rows can be read.

``open`` one case with named elements · ``open_referral`` one referral · ``browse_*`` a page of covers · ``search``
``action`` / ``referral_action`` a change on one of them · ``begin`` a change that makes something new.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.http import Http404

from agencies.models import Person
from confidentiality.context import open_gates
from confidentiality.elements import Element
from mdt.kit import acting

CAP = 201  # counts stop here and read «200+»


class RecordNotFound(Http404):
    """Hidden and missing are the same answer (law C-01)."""


@dataclass(frozen=True)
class Opened:
    """A case that may be looked at now: its row, the elements that a live basis opens, and in whose room."""

    case: Any
    elements: Element
    basis: str
    own: bool


@dataclass(frozen=True)
class OpenedReferral:
    referral: Any
    own: bool  # the sender's side


@dataclass(frozen=True)
class Page:
    """Rows of a list, newest first; ``total`` counts what is left from here and stops at ``CAP``."""

    rows: list[Any]
    total: int
    more: bool


def _ask(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    """One statement of its own: when it returns, what it recorded is committed."""
    if connection.in_atomic_block:
        raise RuntimeError("The gate cannot be opened inside a transaction: the look would not be committed.")
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _who(actor: Person) -> acting.Acting:
    who = acting.current()
    if actor.pk is None or who.actor_id != actor.pk:
        raise RuntimeError("The gate is opened for somebody who is not the one acting.")
    return who


@contextmanager
def _reading(who: acting.Acting, as_: Callable[..., Any] = acting.transaction_as) -> Iterator[None]:
    token = open_gates.set(open_gates.get() + 1)
    try:
        with as_(who):
            yield
    finally:
        open_gates.reset(token)


@contextmanager
def open(actor: Person, case: UUID, elements: int = Element.COVER, *, purpose: str) -> Iterator[Opened]:
    """Look at one case. Raises RecordNotFound for hidden and missing alike; both are on record."""
    who = _who(actor)
    answer = _ask(
        "SELECT * FROM mdt_look(%s, %s, %s, %s, %s, %s)",
        [who.actor_id, who.request_id, purpose, who.route, case, int(elements) | Element.COVER],
    )
    if not answer:
        raise RecordNotFound
    case_id, bits, basis, own = answer[0]
    with _reading(who):
        row = apps.get_model("cases", "Case").objects.select_related("agency").filter(pk=case_id).first()
        if row is None:  # the basis ended between the look and the read
            raise RecordNotFound
        yield Opened(row, Element(bits), basis, own)


@contextmanager
def open_own(actor: Person, case: UUID, elements: int = Element.COVER, *, purpose: str) -> Iterator[Opened]:
    """The same for pages of the agency of record alone: for whom a release opens parts of the case they do not exist."""
    with open(actor, case, elements, purpose=purpose) as opened:
        if not opened.own:
            raise RecordNotFound
        yield opened


@contextmanager
def open_referral(actor: Person, referral: UUID, *, purpose: str) -> Iterator[OpenedReferral]:
    """Look at one referral, as its sender or its recipient."""
    who = _who(actor)
    answer = _ask(
        "SELECT * FROM mdt_look_referral(%s, %s, %s, %s, %s)",
        [who.actor_id, who.request_id, purpose, who.route, referral],
    )
    if not answer:
        raise RecordNotFound
    with _reading(who):
        model = apps.get_model("cases", "Referral")
        row = model.objects.select_related(*model.PAGE_RELATED).filter(pk=answer[0][0]).first()
        if row is None:
            raise RecordNotFound
        yield OpenedReferral(row, answer[0][1])


def _page(who: acting.Acting, model: Any, found: list[tuple[int, int]], limit: int) -> Page:
    ids = [row[0] for row in found]
    with _reading(who, acting.statements_as):
        by_id = model.objects.select_related(*model.LIST_RELATED).in_bulk(ids) if ids else {}
    total = found[0][1] if found else 0
    return Page([by_id[i] for i in ids if i in by_id], total, total > limit)


def browse_cases(actor: Person, *, purpose: str, before: UUID | None = None, limit: int = 50) -> Page:
    """A page of the covers that the actor may see. Driven by the grants, so it does not grow with the table."""
    who = _who(actor)
    found = _ask(
        "SELECT * FROM mdt_browse_cases(%s, %s, %s, %s, %s, %s, %s)",
        [who.actor_id, who.request_id, purpose, who.route, before, limit, CAP],
    )
    return _page(who, apps.get_model("cases", "Case"), found, limit)


def browse_referrals(
    actor: Person, *, purpose: str, own: bool | None = None, statuses: list[str] | None = None,
    before: UUID | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """A page of referrals: sent (own), received, or both."""
    who = _who(actor)
    found = _ask(
        "SELECT * FROM mdt_browse_referrals(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [who.actor_id, who.request_id, purpose, who.route, own, statuses, before, limit, CAP],
    )
    return _page(who, apps.get_model("cases", "Referral"), found, limit)


def search(actor: Person, text: str, *, limit: int = 25) -> list[Any]:
    """Covers whose code begins with the text, or whose survivor in one's own room bears it. The text is not kept."""
    who = _who(actor)
    if not text.strip():
        return []
    found = _ask(
        "SELECT * FROM mdt_find_cases(%s, %s, %s, %s, %s)",
        [who.actor_id, who.request_id, who.route, text.strip()[:80], limit],
    )
    return _page(who, apps.get_model("cases", "Case"), [(row[0], len(found)) for row in found], limit).rows


def browse_ending(actor: Person, *, purpose: str, days: int, limit: int = 20) -> list[Any]:
    """Releases of the actor's own cases that end within days, the next one first, each with its case and recipient."""
    who = _who(actor)
    found = _ask(
        "SELECT * FROM mdt_browse_ending(%s, %s, %s, %s, %s, %s)",
        [who.actor_id, who.request_id, purpose, who.route, days, limit],
    )
    if not found:
        return []
    with _reading(who):
        rows = apps.get_model("confidentiality", "Release").objects.select_related("case", "recipient")
        by_id = rows.in_bulk([row[0] for row in found])
    return [by_id[row[0]] for row in found if row[0] in by_id]


def browse_attempts(actor: Person, *, purpose: str, limit: int = 50) -> list[tuple[Any, ...]]:
    """Tries of people who are walled off, for who supervises the agency of record: when, id and code, person, agency."""
    who = _who(actor)
    asked = [who.actor_id, who.request_id, purpose, who.route, limit]
    return _ask("SELECT * FROM mdt_browse_attempts(%s, %s, %s, %s, %s)", asked)


def refused(actor: Person, *, purpose: str) -> None:
    """Put on record that an action was asked for and refused."""
    who = _who(actor)
    _ask(
        "SELECT mdt_refused(%s, %s, %s, %s)",
        [who.actor_id, who.request_id, purpose, who.route],
    )


@contextmanager
def _changing(case_id: int | None) -> Iterator[None]:
    who = acting.current()
    before, who.case_id = who.changes, case_id
    try:
        yield
        if who.changes == before:
            raise acting.UnrecordedChange("An action ended without a change entry.")
    finally:
        who.case_id = None


@contextmanager
def action(actor: Person, case: UUID, elements: int = Element.COVER, *, purpose: str) -> Iterator[Opened]:
    """A change on one case: look committed, row locked, work, change entry, one transaction."""
    with open(actor, case, elements, purpose=purpose) as opened:
        _lock(opened.case)
        with _changing(opened.case.pk):
            yield opened


@contextmanager
def referral_action(actor: Person, referral: UUID, *, purpose: str) -> Iterator[OpenedReferral]:
    """A change on one referral, likewise; the row that is handed over was read under the lock."""
    with open_referral(actor, referral, purpose=purpose) as opened:
        locked = _lock(opened.referral)
        with _changing(None):
            yield OpenedReferral(locked, opened.own)


def _lock(row: Any) -> Any:
    """The row as it stands now, held for the change. Who may look but not change it is answered like a stranger."""
    locked = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None:
        raise RecordNotFound
    return locked


@contextmanager
def begin(actor: Person) -> Iterator[None]:
    """A change that makes something new and looks at nothing that was there."""
    with _reading(_who(actor)), _changing(None):
        yield


@contextmanager
def own_rows(actor: Person) -> Iterator[None]:
    """Rows that are the actor's alone, such as drafts that belong to no case yet."""
    with _reading(_who(actor)):
        yield
