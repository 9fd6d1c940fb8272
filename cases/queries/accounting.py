"""The survivor's account: every look from outside and every disclosure, each once, in plain words (law C-17, C-23)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases.queries.reasons import compelled, mandates_of, released, releases_of
from confidentiality.elements import labels
from confidentiality.gate import Opened
from confidentiality.grounds import moment
from confidentiality.models import Disclosure, Mandate, Release
from confidentiality.queries import accounting as queries


@dataclass(frozen=True)
class Told:
    """One entry. ``first`` is the earlier end of several looks of one day; ``times`` says how many."""

    at: datetime
    first: datetime
    times: int
    who: str
    how: str
    parts: str
    why: str
    basis: str
    notice: str


@dataclass(frozen=True)
class Account:
    entries: list[Told]
    refused: list[queries.Tries]


@dataclass(frozen=True)
class _Bases:
    """The releases, laws and orders of this case that the looks were allowed by."""

    releases: dict[int, Release]
    mandates: dict[int, Mandate]

    def of(self, facts: Iterable[str]) -> tuple[list[Release], list[Mandate]]:
        named = [fact.partition(":") for fact in facts]
        numbers = [(source, int(number)) for source, _sep, number in named]
        return (
            [self.releases[n] for source, n in numbers if source == "release" and n in self.releases],
            [self.mandates[n] for source, n in numbers if source == "mandate" and n in self.mandates],
        )


def account(opened: Opened, start: datetime, end: datetime) -> Account:
    """From ``start`` until before ``end``, newest first. Five statements, however much there is to tell."""
    looks = queries.seen_outside(opened.case.pk, start, end)
    facts = [fact.partition(":") for look in looks for fact in look.grounds]
    keys = {source: {int(n) for s, _sep, n in facts if s == source} for source in ("release", "mandate")}
    bases = _Bases(releases_of(opened, keys["release"]), mandates_of(opened, keys["mandate"]))
    entries = [_look(look, *bases.of(look.grounds)) for look in looks]
    entries += [_disclosure(one) for one in queries.disclosures_of(opened, start, end)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return Account(entries, queries.refused_outside(opened.case.pk, start, end))


def _look(look: queries.Outside, releases: list[Release], mandates: list[Mandate]) -> Told:
    basis = "; ".join([*map(released, releases), *map(compelled, mandates)]) or _(
        "What allowed it was not recorded at that time"
    )
    return Told(
        look.last, look.first, look.times, _who(look.person, look.agency), _how(look), _parts(look.elements),
        "; ".join(_reasons(releases, mandates)), basis, " ".join(_notices(releases, mandates)),
    )  # fmt: skip


def _disclosure(one: Disclosure) -> Told:
    releases, mandates = [one.release] if one.release else [], [one.mandate] if one.mandate else []
    law = f"{one.statute.title}, {one.statute.citation}" if one.statute else ""
    if one.statute and not one.statute.verified:
        law = _("%(law)s (not confirmed by counsel)") % {"law": law}
    parts = _parts(one.elements)
    return Told(
        one.at, one.at, 1, _who(one.to_whom, one.recipient.name if one.recipient else ""), one.get_method_display(),
        f"{parts}. {one.what}" if one.what else parts,
        "; ".join(_reasons(releases, mandates)) or _("A law asks for it"),
        "; ".join(filter(None, [*map(released, releases), *map(compelled, mandates), law])),
        one.notice or " ".join(_notices(releases, mandates)) or _("Nothing was written down"),
    )  # fmt: skip


def _who(person: str, agency: str) -> str:
    return ", ".join(filter(None, [person, agency])) or _("Somebody")


def _parts(bits: int) -> str:
    return ", ".join(labels(bits)) or _("That there is a record, with its code. No name")


def _how(look: queries.Outside) -> str:
    if look.kind == "heard":
        return _("Was in the room of a meeting that talked about it")
    if look.kind == "browse":
        return _("Saw it in a list here")
    return _("Found it by searching here") if look.kind == "search" else _("Looked at it on a page here")


def _reasons(releases: list[Release], mandates: list[Mandate]) -> list[str]:
    said = [str(one.get_purpose_display()) for one in releases]
    return list(dict.fromkeys([*said, *(str(one.get_basis_display()) for one in mandates)]))


def _notices(releases: list[Release], mandates: list[Mandate]) -> list[str]:
    said = [_("You said yes to it and signed.")] if releases else []
    return said + [_notice(one) for one in mandates]


def _notice(one: Mandate) -> str:
    care = getattr(one, "care", None)
    if care is None:
        return _("Nothing was written down")
    if care.why_no_notice and not care.notice_result:
        return _("You could not be told: %(why)s") % {"why": care.why_no_notice}
    told = {
        "way": care.get_notice_way_display(),
        "when": moment(care.notice_at) if care.notice_at else "",
        "what": care.notice_result,
    }
    said = _("%(way)s, %(when)s: %(what)s") % told
    return f"{said} ({care.why_no_notice})" if care.why_no_notice else said
