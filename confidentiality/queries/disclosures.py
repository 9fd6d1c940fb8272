"""By what something can have been told: releases, laws and orders of the case, and the laws of the agency's state."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confidentiality.elements import labels
from confidentiality.gate import Opened
from confidentiality.grounds import day
from confidentiality.models import Mandate, Release, Statute
from confidentiality.vocabulary import Effect, Method


@dataclass(frozen=True)
class BasisChoice:
    """One basis: the fact itself, its key in a form, and how it is told there."""

    key: str
    fact: Any
    label: str


def bases_of(opened: Opened) -> list[BasisChoice]:
    """Also those that are over: what was told while they were in force is written down afterwards."""
    case = opened.case
    signed = Release.objects.filter(case=case, countersigned_at__isnull=False).select_related("recipient")
    opened_once = [one for one in signed if one.opens_from]
    compel = Mandate.objects.filter(case=case).select_related("recipient")
    laws = Statute.objects.filter(state=case.agency.jurisdiction.state) if case.agency.jurisdiction.state else []
    return [
        *(BasisChoice(f"release:{one.public_id}", one, _release(one)) for one in opened_once),
        *(BasisChoice(f"mandate:{one.public_id}", one, _mandate(one)) for one in compel),
        *(BasisChoice(f"law:{one.public_id}", one, _law(one)) for one in laws),
    ]


def grouped(found: list[BasisChoice]) -> list[Any]:
    names = {"release": _("Released by her"), "mandate": _("Laws and orders on this record"),
             "law": _("A law that was obeyed by telephone or in person")}  # fmt: skip
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        groups.setdefault(names[one.key.split(":")[0]], []).append((one.key, one.label))
    return list(groups.items())


def _release(one: Release) -> str:
    end = one.ended_at if one.ended_at and one.ended_at < one.expires_at else one.expires_at
    said = _("%(to)s, %(from)s to %(end)s: %(parts)s, %(ways)s")
    return said % {"to": one.recipient.name, "from": day(one.opens_from or one.prepared_at), "end": day(end),
                   "parts": ", ".join(labels(one.elements)), "ways": _ways(one.methods)}  # fmt: skip


def _mandate(one: Mandate) -> str:
    said = _("%(citation)s, to %(to)s: %(parts)s, %(ways)s")
    return said % {"citation": one.citation, "to": one.recipient.name, "parts": ", ".join(labels(one.elements)),
                   "ways": _ways(one.methods)}  # fmt: skip


def _law(one: Statute) -> str:
    said = [f"{one.title}, {one.citation}", str(Effect(one.effect).label)]
    if not one.verified:
        said.append(_("not verified by counsel"))
    return f"{' · '.join(said)}: {', '.join(labels(one.elements))}"


def _ways(methods: list[str]) -> str:
    return ", ".join(str(Method(one).label) for one in methods)
