"""What somebody types beside what is counted, and lines that somebody held against the funder's form."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Agency, Award, Person
from confidentiality import gate
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from reports.compiling import line
from reports.definition import Definition, from_dict
from reports.lines import lines
from reports.models import Run, TypedFigure, Verification
from reports.policy.reports import may_say_otherwise, may_type
from reports.ticks import sayable_table

LOCK = 9_118  # of what is typed for an award, among the database's advisory locks


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
        one_at_a_time(award.pk)
        there = {
            one.line: one
            for one in TypedFigure.objects.filter(award=award, starts_on=first, partner=partner, line__in=list(figures))
        }
        changed = {key: given for key, given in figures.items() if given != _as_is(there.get(key))}
        if changed:
            _write(by, award, first, partner, changed, there)


def _write(
    by: Person, award: Award, first: date, partner: Agency | None, changed: Mapping[str, tuple[Decimal | None, str]],
    there: Mapping[str, TypedFigure],
) -> None:  # fmt: skip
    with gate.begin(by):
        for key, (value, text) in changed.items():
            if value is None and not text:
                there[key].delete()
            elif key in there:
                one = there[key]
                one.value, one.text, one.by, one.at = value, text, by, clock.now()
                one.save(update_fields=["value", "text", "by", "at"])
            else:
                TypedFigure(
                    award=award, starts_on=first, line=key, partner=partner, value=value, text=text, by=by
                ).save()


def _as_is(figure: TypedFigure | None) -> tuple[Decimal | None, str]:
    return (None, "") if figure is None else (figure.value, figure.text)


def say_otherwise(
    *, by: Person, run: Run, table: str, row: str, columns: Collection[str] | None, reason: str = ""
) -> None:
    """Which ticks of a line of coordination are said, whatever was counted, with the reason (GR-30); None takes it back.

    For every count of the award and period that is not filed."""
    refuse(may_say_otherwise(by, run))
    about = sayable_table(from_dict(run.definition), table)
    if about is None or row not in about.rows or set(columns or ()) - set(about.columns):
        raise Refused(_("This is counted, and nobody types over it."))
    if columns is not None and not reason.strip():
        raise Refused(_("Say why it is not what was counted."), about="reason")
    lines = {line(table, row, column): column for column in about.columns}
    with gate.begin(by):
        one_at_a_time(run.award_id)
        there = TypedFigure.objects.filter(award=run.award_id, starts_on=run.starts_on, line__in=[*lines], partner=None)
        if columns is None and not there.exists():
            raise Refused(_("Nothing else is said than was counted."))
        there.delete()
        for name, column in lines.items() if columns is not None else ():
            TypedFigure(
                award=run.award, starts_on=run.starts_on, line=name, by=by, reason=reason.strip(),
                value=Decimal(column in (columns or ())),
            ).save()  # fmt: skip


def one_at_a_time(award: int) -> None:
    """Until the transaction ends nobody else types for this award: what is sent twice is written once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, award])


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
