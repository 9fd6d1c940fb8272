"""Preparing a release with the survivor, signing, countersigning and taking it back."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from confidentiality.models import Death, Release, ReleaseScan, ReleaseSignature, ReleaseTalk, SelfConsentRule
from confidentiality.policy import releases as policy
from confidentiality.policy.releases import may_extend, may_move, may_prepare
from confidentiality.scans import Scan
from confidentiality.signers import explained, refuses_signer, who_signs
from confidentiality.terms import WORDING, Terms
from confidentiality.vocabulary import WITH_US, Capacity, Channel, ReleaseKind, ReleaseStatus, SigningWay
from confidentiality.wording import languages
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse

SIGN = "release.sign"
# Of the terms, what is for the agency of record alone.
_SAID = (
    "in_her_words", "withheld", "why_long", "copy", "alternatives", "risks", "voluntary", "spoken", "language", "interpreting",
    "interpreter", "interpreter_apart",
)  # fmt: skip


class _Twice(Exception):
    """The very same terms wait to be signed already: a form that was sent twice makes one release."""


def prepare(*, case: UUID, terms: Terms, extends: UUID | None = None, by: Person) -> UUID:
    """Write down what was agreed. Opens nothing: it waits to be signed."""
    try:
        return _prepare(case, terms, extends, by)
    except _Twice as twice:
        first: UUID = twice.args[0]
        return first


def _prepare(case: UUID, terms: Terms, extends: UUID | None, by: Person) -> UUID:
    with gate.action(by, case, purpose="release.prepare") as opened:
        refuse(may_prepare(by, opened.case))
        if Death.objects.filter(case=opened.case).exists():
            raise Refused(_("Her death is written down. Nothing new is released by her any more."))
        recipient, person = _recipient(terms)
        _refuse_terms(by, terms, recipient, person)
        rules = SelfConsentRule.objects.filter(state=opened.case.agency.jurisdiction.state)
        needed = who_signs(terms.standing, rules)
        before = _of(opened, extends) if extends else None
        if before is not None:
            refuse(may_extend(before, recipient))
        sha256 = terms.sha256(str(case), opened.case.agency_id)
        if twice := Release.objects.filter(case=opened.case, sha256=sha256, status=ReleaseStatus.PREPARED).first():
            raise _Twice(twice.public_id)
        release = Release(
            case=opened.case, agency=opened.case.agency, recipient=recipient, recipient_person=person, kind=terms.kind,
            elements=terms.elements | Element.COVER, purpose=terms.purpose, methods=terms.methods, prepared_by=by,
            expires_at=terms.expires_at, sha256=sha256,
        )  # fmt: skip
        release.save()
        said = {name: getattr(terms, name) for name in _SAID} | asdict(terms.standing)
        ReleaseTalk(
            release=release, case=opened.case, extends=before, needed=list(needed.capacities), because=needed.because,
            rule=needed.rule, wording=WORDING, **said,
        ).save()  # fmt: skip
        return release.public_id


def _refuse_terms(by: Person, terms: Terms, recipient: Agency, person: Person | None) -> None:
    for refusal in (
        policy.refuses_talk(terms.alternatives, terms.risks, terms.voluntary),
        policy.refuses_recipient(by, recipient, person),
        policy.refuses_parts(terms.elements),
        policy.refuses_withheld(terms.withheld, terms.kind),
        policy.refuses_end(by, terms.expires_at, terms.kind),
        policy.refuses_reason(by, terms.expires_at, terms.why_long, terms.kind),
        policy.refuses_page(terms.spoken, terms.language, terms.interpreting, languages()),
        policy.refuses_interpreter(terms.interpreting, terms.interpreter),
        policy.refuses_kin(terms.interpreting, terms.interpreter_apart),
    ):
        refuse(refusal)


def _recipient(terms: Terms) -> tuple[Agency, Person | None]:
    person = Person.objects.filter(pk=terms.recipient_person).first() if terms.recipient_person else None
    return Agency.objects.get(pk=terms.recipient), person


def _of(opened: Opened, release: UUID) -> Release:
    found = Release.objects.select_for_update(of=("self",)).filter(case=opened.case, public_id=release).first()
    if found is None:
        raise RecordNotFound
    return found


def sign(
    *, case: UUID, release: UUID, capacity: str, name: str, way: str, shown: str, language: str, signer: UUID | None = None,
    scan: Scan | None = None, by: Person,
) -> None:  # fmt: skip
    """Take down one signature. ``shown`` is the hash of what stood on the page, ``language`` the one in which it stood there:
    anything else was not what was signed."""
    elements = Element.PEOPLE if capacity != Capacity.SURVIVOR else Element.COVER
    with gate.action(by, case, elements, purpose=SIGN) as opened:
        mine = _of(opened, release)
        refuse(may_move(by, mine, "countersign"))
        if shown != mine.sha256:
            raise Refused(_("The page showed something else than the release says. Nothing was signed. Read it again."))
        if language != mine.talk.language:
            asked = dict(settings.LANGUAGES).get(mine.talk.language, mine.talk.language)
            raise Refused(
                _("The page was shown in another language than %(language)s. Nothing was signed.") % {"language": asked}
            )
        if capacity not in mine.talk.needed:
            raise Refused(" ".join([_("Nobody signs this release in that capacity."), *_why(mine)]))
        if way not in dict(WITH_US):
            raise Refused(_("Choose how it is signed here with you."))
        if not name.strip():
            raise Refused(_("A signature needs the name as it is signed."))
        if mine.signatures.filter(capacity=capacity).exists():
            raise Refused(_("That signature is there already."))
        person = signer_of(opened, capacity, signer)
        signature = ReleaseSignature(
            release=mine, case=opened.case, capacity=capacity, signer=person, name=name.strip(), way=way,
            sha256=shown, witnessed_by=by,
        )  # fmt: skip
        signature.save()
        if scan is not None:
            keep(signature, scan, by)


def keep(signature: ReleaseSignature, scan: Scan, by: Person) -> None:
    """What was signed on paper stays beside the signature; nothing of it changes any more."""
    if signature.way != SigningWay.PAPER:
        raise Refused(_("A scan belongs to a signature on paper."))
    ReleaseScan(
        signature=signature, case=signature.case, content_type=scan.content_type, content=scan.content, sha256=scan.sha256,
        added_by=by,
    ).save()  # fmt: skip


def _why(release: Release) -> list[str]:
    return explained(release.talk.because, release.talk.rule)


def signer_of(opened: Opened, capacity: str, signer: UUID | None) -> Any:
    """Who signs for her is one of the people of the record, of whom it is written down that they did not harm her."""
    if capacity == Capacity.SURVIVOR:
        return None
    people = apps.get_model("cases", "InvolvedPerson").objects.filter(case=opened.case, public_id=signer)
    person = people.first()
    if person is None:
        raise Refused(_("Choose who signs from the people of this record."))
    refuse(refuses_signer(capacity, person.harmed_her, person.harmed_parent))
    return person


def countersign(*, case: UUID, release: UUID, by: Person) -> None:
    """Attest that it was explained and that the signer is who she says (law E-10). From this second the door is open."""
    with gate.action(by, case, purpose="release.countersign") as opened:
        mine = _of(opened, release)
        refuse(may_move(by, mine, "countersign"))
        if missing := set(mine.talk.needed) - set(mine.signatures.values_list("capacity", flat=True)):
            who = ", ".join(str(Capacity(one).label) for one in sorted(missing))
            raise Refused(" ".join([_("A signature is missing: %(who)s.") % {"who": who}, *_why(mine)]))
        if mine.kind == ReleaseKind.AFTER_DEATH and Death.objects.filter(case=opened.case).exists():
            raise Refused(_("Her death is written down. What was not countersigned before opens nothing."))
        before = mine.talk.extends
        if before is not None and before.status == ReleaseStatus.ACTIVE:
            _end(before, ReleaseStatus.REPLACED, by)
        mine.status, mine.countersigned_by = ReleaseStatus.ACTIVE, by
        mine.save()


def note_oral_yes(*, case: UUID, release: UUID, by: Person) -> None:
    """She said yes by word: what she intends, who heard it, when. It opens nothing (law R-10)."""
    with gate.action(by, case, purpose="release.oral_yes") as opened:
        mine = _of(opened, release)
        refuse(may_move(by, mine, "oral_yes"))
        mine.oral_yes_by, mine.oral_yes_at = by, clock.now()
        mine.save()


def withdraw(*, case: UUID, release: UUID, channel: str, by: Person) -> None:
    """She takes it back: no reason, no signature (law R-08, R-09). It is over for the next statement of anybody."""
    with gate.action(by, case, purpose="release.withdraw") as opened:
        mine = _of(opened, release)
        refuse(may_move(by, mine, "withdraw"))
        mine.channel = Channel(channel)
        _end(mine, ReleaseStatus.WITHDRAWN, by)


def withdraw_all(*, code: str, channel: str, by: Person) -> None:
    """The same for everything that was released from the record with this code of one's own agency, by anybody who works
    there and can not open it. Says nothing of whether there is one."""
    who = gate._who(by)
    gate._ask(
        "SELECT mdt_withdraw(%s, %s, %s, %s, %s)", [who.actor_id, who.request_id, who.route, code, Channel(channel)]
    )


def end_with_the_record(opened: Opened, by: Person) -> None:
    """Law K-05: when a record closes, what was released from it ends in the same transaction. Not what she signed for after
    her death: the work with her may be over long before (law 1.6)."""
    live = (ReleaseStatus.PREPARED, ReleaseStatus.ACTIVE)
    of_the_case = Release.objects.select_for_update(of=("self",)).filter(case=opened.case, status__in=live)
    for release in of_the_case.exclude(kind=ReleaseKind.AFTER_DEATH, status=ReleaseStatus.ACTIVE):
        _end(release, ReleaseStatus.CLOSED, by)


def _end(release: Release, status: ReleaseStatus, by: Person) -> None:
    release.status, release.ended_by = status, by
    release.save()
