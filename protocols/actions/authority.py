"""Recording who may sign for an agency: the permission and the record behind it live and end together (law A-07, E-06)."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from agencies.models import Agency, Person
from confidentiality.scans import Scan
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse
from protocols.actions.shared import deciding
from protocols.models import Authority
from protocols.policy import agreements as policy
from protocols.queries.authority import SIGN, authority_of, live
from protocols.vocabulary import AuthoritySource


def record(
    *,
    agency: Agency,
    person: Person,
    office: str,
    source: str,
    citation: str,
    starts_on: date,
    ends_on: date | None = None,
    by: Person,
) -> Authority:
    """An office by which the person signs. A new head ends the predecessor's authority the day before (law A-05)."""
    with deciding(by, "authority"):
        refuse(policy.may_record_authority(by, agency, person))
        if source == AuthoritySource.DELEGATION:
            raise Refused(_("A delegation is recorded by who delegates, with its instrument."))
        if source == AuthoritySource.HEAD:
            _succeed(agency, starts_on)
        made = Authority(
            agency=agency, person=person, office=office, source=source, citation=citation, starts_on=starts_on, ends_on=ends_on,
            recorded_by=by,
        )  # fmt: skip
        made.save()
        assign_perm(SIGN, person, agency)
        return made


def end(*, authority: Authority, on: date, by: Person) -> None:
    """Its last day. What was delegated from it ends with it."""
    with deciding(by, "authority"):
        refuse(policy.may_end_authority(by, authority))
        if authority.ends_on and authority.ends_on <= max(on, authority.starts_on):
            raise Refused(_("Its last day is on record already, and is no later."), about="on")
        _end(authority, on)


def delegate(
    *, to: Person, office: str, citation: str, starts_on: date, ends_on: date | None, instrument: Scan, by: Person
) -> Authority:
    """Let somebody of the same agency sign in one's stead, by a written instrument that is kept."""
    with deciding(by, "delegate"):
        if by.agency is None:
            raise Refused(_("Only somebody of an agency delegates."))
        own = authority_of(by, by.agency, starts_on)
        refuse(policy.may_delegate(by, own, to))
        made = Authority(
            agency=by.agency, person=to, office=office, source=AuthoritySource.DELEGATION, citation=citation, starts_on=starts_on,
            ends_on=ends_on, delegated_from=own, instrument=instrument.content, instrument_type=instrument.content_type,
            instrument_sha256=instrument.sha256, recorded_by=by,
        )  # fmt: skip
        made.save()
        assign_perm(SIGN, to, by.agency)
        return made


def _succeed(agency: Agency, starts_on: date) -> None:
    for before in Authority.objects.filter(agency=agency, source=AuthoritySource.HEAD, ends_on=None):
        if before.starts_on >= starts_on:
            raise Refused(
                _("The head on record came later. Correct the day on which the new one begins."), about="starts_on"
            )
        _end(before, date.fromordinal(starts_on.toordinal() - 1))


def _end(authority: Authority, on: date) -> None:
    last = max(on, authority.starts_on)
    authority.ends_on = min(authority.ends_on, last) if authority.ends_on else last
    authority.save()
    for given in authority.delegations.all():
        _end(given, last)
    there = clock.now().astimezone(ZoneInfo(authority.agency.jurisdiction.time_zone)).date()
    if not live(there).filter(person=authority.person, agency=authority.agency).exists():
        remove_perm(SIGN, authority.person, authority.agency)
