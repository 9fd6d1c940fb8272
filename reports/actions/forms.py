"""Forms of an agency's own: a version is a row that never changes, and a change is a new version (GR-01)."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agencies.models import Person
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from reports.catalogue import composed
from reports.crosswalks import BadDefinition
from reports.definition import Definition, from_dict
from reports.models import CustomForm
from reports.policy.activity import room_of
from reports.policy.forms import may_keep, may_make

LOCK = 9_119  # of an agency's own forms, among the database's advisory locks
OWN = "own"  # whom a form is for that is made of blocks
Tables = Iterable[tuple[str, str]]  # keys of blocks and their labels, in order


def make_form(*, by: Person, title: str, period: str, tables: Tables) -> CustomForm:
    """Out of blocks. Sent twice it is made once; another form of the same title is refused."""
    refuse(may_make(by))
    key = f"{OWN}.{re.sub('[^a-z0-9]+', '_', slugify(title))[:40].strip('_') or 'form'}"
    definition = from_dict(composed(key, "1", title, period, tables))
    with acting.transaction_as(acting.current()):
        _one_at_a_time(by)
        no = Refused(
            _("Your agency has a form of this title. Make a new version of it, or give another title."), about="title"
        )
        return _kept(by, definition, _versions(by, key).first(), no)


def new_version(*, by: Person, of: CustomForm, title: str, period: str, tables: Tables) -> CustomForm:
    """The next version of a form out of blocks; what uses an earlier one keeps it. Without a change it stays as it is."""
    refuse(may_make(by))
    chosen = list(tables)
    with acting.transaction_as(acting.current()):
        _one_at_a_time(by)
        versions = list(_versions(by, of.key))
        newest = versions[0]
        if from_dict(composed(of.key, newest.version, title, period, chosen)).raw == newest.source:
            return newest
        number = 1 + max((int(one.version) for one in versions if one.version.isdecimal()), default=len(versions))
        return _kept(by, from_dict(composed(of.key, str(number), title, period, chosen)), None)


def keep_text(*, by: Person, text: str) -> CustomForm:
    """As somebody wrote it, in TOML or JSON. Raises ``Refused`` with the sentence that says what is wrong and where."""
    refuse(may_make(by))
    definition = read_text(text)
    with acting.transaction_as(acting.current()):
        _one_at_a_time(by)
        there = _versions(by, definition.key).filter(version=definition.version).first()
        no = Refused(
            _("There is this version of the form already, and a version never changes. Give it another version."),
            about="source",
        )
        return _kept(by, definition, there, no)


def read_text(text: str) -> Definition:
    try:
        raw: Any = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        definition = from_dict(raw)
        plain = json.dumps(definition.raw, allow_nan=False, ensure_ascii=False)
        plain.encode()
    except BadDefinition as wrong:
        raise Refused(str(wrong), about="source") from wrong
    except (ValueError, TypeError, RecursionError) as wrong:
        told = str(wrong)[:200]
        raise Refused(_("This cannot be read as TOML or JSON: %(why)s") % {"why": told}, about="source") from wrong
    if "\\u0000" in plain:
        raise Refused(_("There is a sign in it that no text has."), about="source")
    if sentence := may_keep(definition):
        raise Refused(sentence, about="source")
    return definition


def _kept(by: Person, definition: Definition, there: CustomForm | None, no: Refused | None = None) -> CustomForm:
    """A new row; or the one that says the same already. One that says something else is left as it is."""
    if there is not None:
        if no is not None and there.source != definition.raw:
            raise no
        return there
    source: Mapping[str, Any] = definition.raw
    with acting.recorded():
        return CustomForm.objects.create(
            agency=room_of(by), key=definition.key, version=definition.version, source=source, made_by=by
        )


def _versions(by: Person, key: str) -> QuerySet[CustomForm]:
    return CustomForm.objects.filter(agency=by.agency_id, key=key).order_by("-made_at", "-pk")


def _one_at_a_time(by: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, by.agency_id])
