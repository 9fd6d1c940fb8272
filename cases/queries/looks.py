"""«Who looked» in plain words (law C-23): the ledger's rows told as sentences, repeats of one person drawn together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.apps import apps
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.queries.reasons import sentences, told
from confidentiality import queries
from confidentiality.elements import labels
from confidentiality.gate import Opened
from confidentiality.models import Basis
from confidentiality.vocabulary import RecordKey

LINK = "release.link"  # of what was done by a one-time link, without an account


@dataclass(frozen=True)
class Line:
    """What one person did, at one moment or several times in a row; ``last`` is the latest of them."""

    first: datetime
    last: datetime
    who: str
    agency: str
    what: str
    basis: str
    refused: bool
    own: bool
    why: str = ""  # by which facts of this case it was allowed then
    times: int = 1


def who_looked(opened: Opened, *, before: datetime, limit: int = queries.PAGE) -> tuple[list[Line], datetime | None]:
    """Lines newest first, and where the next page begins; None at the end."""
    entries, more = queries.who_looked(opened.case.pk, before=before, limit=limit)
    said = sentences(opened, {fact for entry in entries for fact in entry.grounds})
    groups = [list(group) for _request, group in groupby(entries, lambda entry: entry.request)]
    lines = [line for group in groups for line in _told(group, said)]
    return _drawn_together(lines), entries[-1].at if more else None


def _told(entries: list[queries.Entry], said: dict[str, str]) -> list[Line]:
    """What came of one request. A change tells that its part was looked at, so the look is not told beside it."""
    changes = [entry for entry in entries if entry.kind == "change"]
    bases = {entry.basis for entry in entries if entry.basis}
    if not changes:
        return [_line(entry, entry.basis, _why(entry, said)) for entry in entries]
    grounds = dict.fromkeys(fact for entry in entries for fact in entry.grounds)
    return [_line(change, min(bases, default=""), told(grounds, said)) for change in changes]


def _why(entry: queries.Entry, said: dict[str, str]) -> str:
    """Of one's own lists the basis says enough; of a row from before facts were kept the page says that they were not."""
    kept = entry.kind == "look" and entry.purpose != "case.emergency"
    if not entry.grounds and entry.outcome == "shown" and (kept or not entry.own):
        return _("What allowed it was not recorded at that time")
    return told(entry.grounds, said)


def _line(entry: queries.Entry, basis: str, why: str) -> Line:
    refused = entry.outcome == "denied"
    named = "" if refused else _basis(basis or (Basis.OWN_AGENCY if entry.own else ""))
    return Line(entry.at, entry.at, _who(entry), entry.agency, what(entry), named, refused, entry.own, why)


def _basis(code: str) -> str:
    return str(Basis(code).label) if code in Basis.values else ""


def _who(entry: queries.Entry) -> str:
    if entry.person:
        return entry.person
    if entry.kind == "purge":
        return _("Two people who supervise")
    if entry.agency:
        return _("Somebody at %(agency)s") % {"agency": entry.agency}
    if entry.purpose == LINK or entry.kind == "change":  # what no account did was done by a link
        return _("Whoever held a one-time link")
    return _("Somebody who belongs to no agency")


def what(entry: queries.Entry) -> str:
    if entry.kind == "change":
        return _change(entry)
    if entry.kind == "withdraw":
        return _("Took back all that she had released, without opening the record")
    if entry.kind == "purge":
        gone = RecordKey(entry.purpose.removeprefix("purge.")).label
        return _("Destroyed by the agency's rule: %(what)s") % {"what": gone}
    parts = ", ".join(labels(entry.elements))
    if entry.purpose == LINK:
        return (
            _("Tried a one-time link, and saw nothing") if entry.outcome == "denied" else _("Read what is to be signed")
        )
    if entry.outcome == "denied":
        return _("Tried emergency access, and saw nothing") if entry.purpose == "case.emergency" else _(
            "Tried to open it, and saw nothing"
        )  # fmt: skip
    if entry.kind == "heard":
        return _("Was in the room of a meeting that talked about: %(parts)s") % {"parts": parts}
    if entry.kind in ("browse", "search"):
        return _("Saw the code in a list") if entry.kind == "browse" else _("Found the code by searching")
    return _look(entry.purpose, parts)


def _look(purpose: str, parts: str) -> str:
    named = {
        "case.emergency": _("Asked for emergency access"),
        "case.who_looked": _("Read this list"),
        "case.access": _("Opened the page on who can see it"),
        "case.accounting": _("Read what was seen and told outside"),
        "disclosure.record": _("Opened to write down what was told"),
        "case.edit": _("Opened to write: %(parts)s"),
        "case.draft": _("Wrote, not yet saved: %(parts)s"),
        "case.reveal": _("Looked at: %(parts)s"),
        "release.prepare": _("Opened the talk about a release"),
        "release.preview": _("Looked at what a recipient would see: %(parts)s")
        if parts
        else _("Looked at what a recipient would see"),
        "services.record": _("Opened to write down what was done"),
        "services.change": _("Opened what was done, to put it right"),
        "services.undo": _("Opened to take back what was just written"),
        "services.count": _("Opened how she is counted"),
        "case.copy": _("Opened to copy into a record of their own: %(parts)s"),
        "meeting.screen": _("Showed on the screen of a meeting: %(parts)s"),
        "meeting.bring": _("Opened to bring it to a meeting"),
        "hold.show": _("Opened the page about a hold"),
        "case.paper": _("Put on paper: %(parts)s") if parts else _("Asked for paper"),
    }.get(purpose)
    if named is None:
        named = _("Looked at: %(parts)s") if parts else _("Opened the cover: code and status")
    return named % {"parts": parts}


def _change(entry: queries.Entry) -> str:
    named = {
        ("cases.case", "create"): _("Opened the record"),
        ("cases.case", "update"): _("Closed the record, or opened it again"),
        ("cases.caseassignment", "create"): _("Let somebody work on it"),
        ("cases.caseassignment", "delete"): _("Ended somebody's work on it"),
        ("confidentiality.recusal", "create"): _("Walled somebody off"),
        ("confidentiality.recusal", "update"): _("Ended a wall"),
        ("confidentiality.legalhold", "create"): _("Held it, so that nothing of it is destroyed"),
        ("confidentiality.legalhold", "update"): _("Reviewed the hold, or ended it"),
        ("confidentiality.emergencyaccess", "create"): _("Opened it in an emergency"),
        ("confidentiality.release", "create"): _("Prepared a release"),
        ("confidentiality.release", "update"): _("Opened or ended a release, or noted a spoken yes"),
        ("confidentiality.death", "create"): _("Wrote down her death"),
        ("confidentiality.releasetalk", "create"): _("Wrote down what was talked about"),
        ("confidentiality.releasesignature", "create"): _("Took down a signature") if entry.person else _("Signed it"),
        ("confidentiality.releaselink", "create"): _("Made a one-time link to sign with"),
        ("confidentiality.releasescan", "create"): _("Kept the scan of a signature"),
        ("confidentiality.mandate", "create"): _("Wrote down a law or an order that compels"),
        ("confidentiality.mandate", "update"): _("Ended what a law or an order had opened"),
        ("confidentiality.mandatecare", "create"): _("Wrote down what was done for her before it was told"),
        ("confidentiality.disclosure", "create"): _("Wrote down that something was told"),
        ("cases.referralorigin", "create"): _("Sent a referral"),
        ("cases.referralintake", "create"): _("Received a referral"),
        ("cases.referralcarried", "create"): _("Let parts travel with a referral"),
        ("cases.referralevent", "create"): _("Moved a referral on"),
        ("cases.clock", "create"): _("Started a response clock"),
        ("meetings.itemcase", "create"): _("Brought it to a meeting"),
        ("meetings.itemcase", "update"): _("Changed what a meeting talks about"),
    }.get((entry.changed, entry.purpose))
    return named or _written(entry.purpose, entry.changed)


def _written(purpose: str, label: str) -> str:
    verb = {"create": _("Wrote: %(thing)s"), "delete": _("Took away: %(thing)s")}.get(purpose, _("Changed: %(thing)s"))
    counted = {
        "cases.servicefunding": _("What a service was paid from"),
        "cases.primaryvictimization": _("Under which crime she is counted"),
        "cases.relatedfile": _("Another record of the agency"),
        "cases.knownbarrier": _("A barrier that came up"),
        "cases.reportedunder": _("Under which award she is counted"),
        "cases.contactlink": _("A contact that was hers"),
    }
    thing = counted.get(label) or (capfirst(str(apps.get_model(label)._meta.verbose_name)) if "." in label else label)
    return verb % {"thing": thing}


def _drawn_together(lines: Iterable[Line]) -> list[Line]:
    """The same person doing the same thing again on the same day is one line that says how often."""
    out: list[Line] = []
    for line in lines:
        if out and _is_repeat(out[-1], line):
            out[-1] = replace(out[-1], first=line.first, times=out[-1].times + 1)
        else:
            out.append(line)
    return out


def _is_repeat(later: Line, line: Line) -> bool:
    same = replace(later, first=line.first, last=line.last, times=1) == line
    return same and timezone.localdate(later.first) == timezone.localdate(line.first)
