"""Somebody goes through the words of a report, thing by thing, in her own name (GR-49)."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality import gate
from mdt.kit.errors import Refused, refuse
from reports.actions.typing import one_at_a_time
from reports.models import CheckedWords, Run
from reports.policy.reports import may_type
from reports.queries.words import Gone
from reports.vocabulary import RunStatus, WordsItem


def go_through(*, by: Person, run: Run, gone: Gone, seen: str, items: Collection[str]) -> None:
    """``seen`` is the digest of the words that stood on the page: of other words nothing is said."""
    refuse(may_type(by, run.award))
    if run.status == RunStatus.FILED:
        raise Refused(_("This is filed. What is filed stays as it is."))
    if seen != gone.sha256:
        raise Refused(_("The words were changed while you read them. Read them again."))
    wanted = [item for item in WordsItem if item.value in items]
    if not wanted:
        raise Refused(_("Tick what you have looked for."), about="items")
    with gate.own_rows(by):
        one_at_a_time(run.award_id)
        mine = CheckedWords.objects.filter(award=run.award_id, starts_on=run.starts_on, sha256=seen)
        there = set(mine.values_list("item", flat=True))
        new = [item for item in wanted if item.value not in there]
        if new:
            _say(by, run, seen, new)


def _say(by: Person, run: Run, sha256: str, items: list[WordsItem]) -> None:
    with gate.begin(by):
        for item in items:
            CheckedWords(award=run.award, starts_on=run.starts_on, sha256=sha256, item=item.value, by=by).save()
