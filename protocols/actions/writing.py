"""Writing an agreement together: begin, change clauses, terms and parties, comment, send out, change what is out."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Team
from agencies.queries.teams import coordinates, live_seats
from confidentiality import gate
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from protocols.actions.held import hold, rewriting, void_others
from protocols.actions.matrix import copy
from protocols.clauses import begin_with, checklist
from protocols.fingerprint import of_version
from protocols.models import Agreement, Clause, Comment, Override, Party, Version
from protocols.policy import agreements as policy
from protocols.vocabulary import Kind, VersionStatus

TERMS = ("term_months", "review_months", "notice_days", "grace_days", "fallback", "in_order")


def begin(*, team: Team, kind: str, title: str, template: str, profile: str, by: Person) -> Agreement:
    """A first draft from a template, with each agency that sits at the table as a party that has to sign."""
    with acting.recorded():
        if not coordinates(by, team):
            raise Refused(_("Only a coordinator of the team writes its agreements."))
        made = Agreement(team=team, kind=kind, title=title, template=template, profile=profile, created_by=by)
        made.save()
        version = Version(agreement=made, number=1, created_by=by)
        version.save()
        for position, (key, heading, body) in enumerate(begin_with(template), start=1):
            Clause(version=version, position=position, key=key, heading=str(heading), body=str(body)).save()
        for agency in Agency.objects.filter(pk__in=live_seats().filter(team=team).values("agency")):
            Party(version=version, agency=agency).save()
        return made


def save_clause(*, version: Version, key: str, heading: str, body: str, by: Person, seen: str = "") -> Clause:
    """New words for a clause, or a new clause at the end. ``seen``: the words that the writer began from.

    Refused when somebody else has changed them since, so that nobody's words are lost.
    """
    with rewriting(version, by) as locked:
        clause = locked.clauses.filter(key=key).first()
        if clause is None:
            last = locked.clauses.aggregate(last=Max("position"))["last"] or 0
            clause = Clause(version=locked, key=key, position=last + 1)
        elif seen and clause.body != seen:
            raise Refused(
                _("Somebody changed this clause while you wrote. Your words are below; compare them with the text."),
                about="body",
            )
        clause.heading, clause.body = heading, body
        clause.save()
        return clause


def remove_clause(*, version: Version, key: str, by: Person) -> None:
    with rewriting(version, by) as locked:
        _clause(locked, key).delete()


def set_terms(*, version: Version, by: Person, **terms: Any) -> None:
    with rewriting(version, by) as locked:
        for name in TERMS:
            setattr(locked, name, terms.get(name, getattr(locked, name)))
        locked.save()


def set_parties(*, version: Version, parties: Iterable[dict[str, Any]], by: Person) -> None:
    """The whole list anew: agency, position, is_required, body."""
    with rewriting(version, by) as locked:
        locked.parties.all().delete()
        for party in parties:
            Party(version=locked, **party).save()


def override(*, version: Version, key: str, reason: str, by: Person) -> None:
    """Leave a required clause out, with a reason (law A-03). Never the one that waives nothing (law A-02)."""
    with rewriting(version, by) as locked:
        kind = checklist(locked.agreement.kind).get(key)
        if kind is None or not kind.overridable:
            raise Refused(_("This clause cannot be left out: an agreement that waives confidentiality is never sent."))
        if locked.overrides.filter(key=key).exists():
            raise Refused(_("It is left out already."))
        Override(version=locked, key=key, reason=reason, by=by).save()


def comment(*, agreement: Agreement, version: Version, key: str, body: str, proposed: str = "", by: Person) -> Comment:
    """What an agency says about a clause, with other words if it wants others."""
    with acting.recorded():
        refuse(policy.may(by, "comment", agreement))
        made = Comment(version=version, key=key, agency=by.agency, by=by, body=body, proposed=proposed)
        made.save()
        return made


def answer(*, comment: Comment, taken: bool, answer: str, by: Person) -> None:
    """Taken: the proposed words stand in the newest text. Not taken: the answer says why, also while the text is out."""
    with acting.recorded():
        locked = hold(comment.version.agreement.versions.order_by("-number")[0])
        refuse(policy.may_answer(by, locked, takes=taken))
        mine = Comment.objects.select_for_update().get(pk=comment.pk)
        if mine.answered_at is not None:
            raise Refused(_("Somebody answered this already."))
        if taken and mine.proposed:
            clause = _clause(locked, mine.key)
            clause.body = mine.proposed
            clause.save()
            void_others(locked, of_version(locked), by)
        mine.answered_at, mine.answered_by, mine.taken, mine.answer = clock.now(), by, taken, answer
        mine.save()


def move(*, version: Version, action: str, by: Person) -> None:
    """To legal review, or back to the draft."""
    after = {"review": VersionStatus.REVIEW, "revise": VersionStatus.DRAFT}[action]
    with acting.recorded():
        held = hold(version)
        refuse(policy.may_move(by, held, action))
        held.status = after
        held.save()


def send(*, version: Version, by: Person) -> None:
    """Out for signature: from now on nothing of it changes. A protocol goes when the team has decided for these very words."""
    try:
        with acting.recorded():
            _send(hold(version), by)
    except Refused:
        if version.agreement.kind == Kind.PROTOCOL:  # below its threshold, say: asked for and refused (law P-06)
            gate.refused(by, purpose="protocol.send")
        raise


def _send(held: Version, by: Person) -> None:
    refuse(policy.may_move(by, held, "send"))
    for _key, sentence in policy.refuses_sending(held):
        raise Refused(sentence)
    held.status, held.sent_at, held.sent_by = VersionStatus.OUT, clock.now(), by
    held.sha256 = of_version(held)
    held.save()


def change(*, agreement: Agreement, by: Person) -> Version:
    """The next version, as a draft of the last. What was signed under one that was not yet executed is void (law A-08)."""
    with acting.recorded():
        refuse(policy.may(by, "write", agreement))
        last = agreement.versions.select_for_update().order_by("-number")[0]
        if last.status in policy.WRITTEN:
            raise Refused(_("A version is being written already."))
        if last.status == VersionStatus.OUT:
            last.status = VersionStatus.WITHDRAWN
            last.save()
            for party in last.parties.all():
                for signature in party.signatures.filter(voided_at=None):
                    signature.voided_at = clock.now()
                    signature.save()
        return _next(agreement, last, by)


def _next(agreement: Agreement, last: Version, by: Person) -> Version:
    made = Version(
        agreement=agreement, number=last.number + 1, created_by=by, **{name: getattr(last, name) for name in TERMS}
    )
    made.save()
    for clause in last.clauses.all():
        Clause(version=made, position=clause.position, key=clause.key, heading=clause.heading, body=clause.body).save()
    for party in last.parties.all():
        Party(
            version=made, agency=party.agency, position=party.position, is_required=party.is_required, body=party.body
        ).save()
    for one in last.overrides.all():
        Override(version=made, key=one.key, reason=one.reason, by=one.by).save()
    copy(last, made)
    return made


def _clause(version: Version, key: str) -> Clause:
    found = version.clauses.filter(key=key).first()
    if found is None:  # somebody took it out meanwhile
        raise Refused(_("There is no such clause any more."))
    return found
