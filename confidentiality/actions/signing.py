"""One-time links: made by an advocate, opened and used by somebody without an account; and scans that come later."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality import gate, links
from confidentiality.actions.releases import keep, signer_of
from confidentiality.elements import Element
from confidentiality.links import Sealed, keys_of
from confidentiality.models import ReleaseLink
from confidentiality.models.signing import LIVES
from confidentiality.policy.signing import may_link, refuses_contact
from confidentiality.queries.releases import release_of, unsigned
from confidentiality.queries.signing import page_of
from confidentiality.scans import Scan
from confidentiality.vocabulary import Capacity, CheckWay
from mdt.kit import acting, clock, ids
from mdt.kit.errors import Refused, refuse

MAKE = "release.link_new"


def make_link(
    *, case: UUID, release: UUID, capacity: str, check_way: str, contact: UUID, asked_again: bool = False,
    signer: UUID | None = None, by: Person,
) -> tuple[str, str]:  # fmt: skip
    """The link's token and its spoken code, told this once. An earlier link for the same signature is dead from here on."""
    elements = Element.CONTACT if capacity == Capacity.SURVIVOR else Element.CONTACT | Element.PEOPLE
    with gate.action(by, case, elements, purpose=MAKE) as opened:
        mine = release_of(opened, release)
        refuse(may_link(by, mine, capacity, unsigned(mine)))
        if check_way not in CheckWay.values:
            raise Refused(_("Make sure first who it is, and say how. Without that nothing is signed from afar."))
        methods = apps.get_model("cases", "ContactMethod").objects.filter(case=opened.case, public_id=contact)
        method: Any = methods.first()
        refuse(refuses_contact(method, asked_again=asked_again))
        person = signer_of(opened, capacity, signer)
        token, code, now = ids.token(), links.spoken_code(), clock.now()
        keys = keys_of(token, code)
        page = page_of(mine, capacity)
        ReleaseLink(
            release=mine, case=opened.case, capacity=capacity, signer=person, check_way=check_way, checked_by=by,
            contact=method.kind, asked_again=asked_again, token_hash=keys.token_hash, code_hash=keys.code_hash,
            sealed=page.seal(keys), made_at=now, expires_at=now + LIVES,
        ).save()  # fmt: skip
        return token, code


def open_link(*, token: str, code: str) -> Sealed | None:
    """What is to be signed, for who has the link and its code; None for a link that is over or never was."""
    keys = keys_of(token, code)
    answer = _asked("mdt_link_open(%s, %s, %s, %s)", [keys.token_hash, keys.code_hash])
    outcome, sealed = answer[0] if answer else ("gone", None)
    if outcome == "wrong":
        raise Refused(_("That is not the code. Ask to hear it again, and type it slowly."))
    return None if sealed is None else Sealed.opened(bytes(sealed), keys)


def sign_link(*, token: str, code: str, page: Sealed, name: str) -> bool:
    """Sign what was shown, once. False where in the meantime the link was used, withdrawn, replaced or late."""
    keys = keys_of(token, code)
    given = [keys.token_hash, keys.code_hash, name, page.sha256]
    return bool(_asked("mdt_link_sign(%s, %s, %s, %s, %s, %s)", given)[0][0])


def _asked(call: str, given: list[Any]) -> list[tuple[Any, ...]]:
    """As nobody, whoever may be signed in in this browser: the request's own id and the name of the page, and no more."""
    who = acting.current()
    return gate._ask(f"SELECT * FROM {call}", [*given, who.request_id, who.route])  # noqa: S608 - our own words


def keep_scan(*, case: UUID, release: UUID, capacity: str, scan: Scan, by: Person) -> None:
    """A scan that comes after its signature, also when the release is in force or over."""
    with gate.action(by, case, purpose="release.scan_add") as opened:
        signature = release_of(opened, release).signatures.filter(capacity=capacity).first()
        if signature is None:
            raise Refused(_("A scan belongs to a signature on paper."))
        keep(signature, scan, by)
