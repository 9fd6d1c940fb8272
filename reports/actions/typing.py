"""What somebody types beside what is counted, and lines that somebody held against the funder's form."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from agencies.models import Agency, Award, Person
from confidentiality import gate
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from reports.definition import Definition
from reports.lines import lines
from reports.models import TypedFigure, Verification
from reports.policy.reports import may_type


def type_figures(
    *,
    by: Person,
    award: Award,
    first: date,
    figures: Mapping[str, tuple[Decimal | None, str]],
    partner: Agency | None = None,
) -> None:
    """Lines with neither number nor words are taken away; a line that is as it was stays untouched."""
    refuse(may_type(by, award))
    with gate.own_rows(by):
        there = {
            one.line: one
            for one in TypedFigure.objects.filter(award=award, starts_on=first, partner=partner, line__in=list(figures))
        }
    changed = {line: given for line, given in figures.items() if given != _as_is(there.get(line))}
    if not changed:
        return
    with gate.begin(by):
        for line, (value, text) in changed.items():
            if value is None and not text:
                there[line].delete()
            elif line in there:
                one = there[line]
                one.value, one.text, one.by, one.at = value, text, by, clock.now()
                one.save(update_fields=["value", "text", "by", "at"])
            else:
                TypedFigure(
                    award=award, starts_on=first, line=line, partner=partner, value=value, text=text, by=by
                ).save()


def _as_is(figure: TypedFigure | None) -> tuple[Decimal | None, str]:
    return (None, "") if figure is None else (figure.value, figure.text)


def say_otherwise(*, by: Person, award: Award, first: date, line: str, value: Decimal | None, reason: str) -> None:
    """Another value than the one that was counted, with its reason (GR-30); None takes it back."""
    refuse(may_type(by, award))
    if value is not None and not reason.strip():
        raise Refused(_("Say why it is not what was counted."), about="reason")
    with gate.begin(by):
        TypedFigure.objects.filter(award=award, starts_on=first, line=line, partner=None).delete()
        if value is not None:
            TypedFigure(award=award, starts_on=first, line=line, value=value, reason=reason.strip(), by=by).save()


def verify(*, by: Person, award: Award, definition: Definition, digests: Iterable[str]) -> int:
    """Each line on its own, by its digest: what was ticked is the very text that stood on the page (GR-01)."""
    refuse(may_type(by, award))
    ticked = set(digests)
    done = set(
        Verification.objects.filter(
            agency=award.agency_id, form=definition.key, version=definition.version
        ).values_list("sha256", flat=True)
    )
    new = [one for one in lines(definition) if one.digest in ticked - done]
    if not new:
        return 0
    with acting.recorded():
        for one in new:
            Verification.objects.create(
                agency_id=award.agency_id, form=definition.key, version=definition.version, line=f"{one.table}.{one.row}",
                sha256=one.digest, by=by,
            )  # fmt: skip
    return len(new)
