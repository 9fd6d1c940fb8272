"""What the reports still need to know of a record: a question without an answer and without a reason for none (T-08, T-09)."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from cases.models import Case
from confidentiality.asking import asked
from confidentiality.gate import Opened

# Code → the question, in the order in which it is told. The last six complete the eight groups of a center.
QUESTIONS: dict[str, Any] = {
    "primary": _("under which crime she is counted"), "age": _("age"), "sex": _("sex"), "race": _("race and ethnicity"),
    "abuse": _("what happened"), "relationship": _("who harmed her, in one word"), "funding": _("what services were paid from"),
    "offender": _("age of the person who harmed her"), "team": _("team review"), "charges": _("charges and outcome in court"),
    "protection": _("finding of child protection"), "care": _("referrals to medical and mental health care"),
}  # fmt: skip


def _said(codes: list[str]) -> list[str]:
    return [str(words) for code, words in QUESTIONS.items() if code in codes]


def missing_here(opened: Opened) -> list[str]:
    """Of the record that is open, in one's own room."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mdt_gaps_here(%s)", [opened.case.pk])
        return _said(cursor.fetchone()[0])


def missing_for(actor: Person, limit: int = 50) -> list[tuple[Case, list[str]]]:
    """One's own records with something missing. A fixed number of statements; the look is on record first."""
    with asked(actor, "mdt_browse_gaps", limit, purpose="services.gaps") as found:
        cases = Case.objects.in_bulk([case for case, _gaps in found])
        return [(cases[case], _said(gaps)) for case, gaps in found if case in cases]
