"""What holds a protocol back: tasks that nobody leads, and a question that the team has not decided (law P-03, P-06)."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from protocols.fingerprint import of_version
from protocols.models import Version
from protocols.vocabulary import Outcome, Part


def incomplete(version: Version) -> list[tuple[str, str]]:
    """Of the responsibility matrix, with the key of the page on which it is filled in."""
    tasks = list(version.tasks.prefetch_related("duties"))
    if not tasks:
        return [("tasks", _("The responsibility matrix is empty. Say who does what, task by task."))]
    there = {clause.key for clause in version.clauses.all()}
    held = [
        ("tasks", _("Nobody leads «%(task)s». Say which discipline does.") % {"task": task.what})
        for task in tasks if all(duty.part != Part.LEADS for duty in task.duties.all())
    ]  # fmt: skip
    gone = [("tasks", task.what) for task in tasks if task.key not in there]
    gone += [("measures", measure.what) for measure in version.measures.all() if measure.key not in there]
    return held + [
        (page, _("The section that «%(what)s» belonged to was taken out. Say to which it belongs now.") % {"what": what})
        for page, what in gone
    ]  # fmt: skip


def undecided(version: Version) -> list[tuple[str, str]]:
    """The last question that was put decides, and only for the words that it was about (law P-06)."""
    last = version.proposals.first()
    if last is None:
        said = _("The team has not decided on this text yet. Put the question to the agencies first.")
    elif last.outcome == "":
        said = _("The question to the agencies is still open, until %(day)s.") % {"day": date_format(last.closes_on)}
    elif last.outcome == Outcome.NOT_CARRIED:
        said = _(
            "The agreement stayed below the threshold that was fixed beforehand. Change the text, or talk and ask again."
        )
    elif last.outcome == Outcome.VOID or last.sha256 != of_version(version):
        said = _("The text has changed since the question was put. Put it again for the words as they stand.")
    else:
        return []
    return [("decision", said)]
