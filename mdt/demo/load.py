"""Loads the demo into an empty database, all or nothing, and says what it made."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from agencies.models import Person
from mdt.demo import (
    agreements,
    cast,
    county,
    cycles,
    desk,
    files,
    kept,
    meetings,
    protocols,
    released,
    reported,
    sent,
    served,
)
from mdt.demo.dice import Dice

Say = Callable[[str], None]


class NotEmpty(Exception):
    """The database holds people of somebody else: no demo goes on top of them."""


def is_loaded() -> bool:
    """Whether the demo stands here. Raises NotEmpty where others do."""
    if not Person.objects.exists():
        return False
    if Person.objects.filter(email=cast.ROOMS[0].people[0].email(cast.ROOMS[0].domain)).exists():
        return True
    raise NotEmpty("This database already holds people, and not those of the demo. The demo needs an empty one.")


def load_alder(seed: int, base: datetime, say: Say) -> None:
    """Alder County exactly as the cast has it, in one transaction."""
    dice = Dice(seed, base)
    with transaction.atomic():
        alder = county.settle(dice)
        say(f"{len(alder.agencies)} agencies, {len(alder.people)} people, {len(alder.teams)} teams.")
        desk.furnish(alder)
        say(f"{agreements.agree(alder)} agreements.")
        apart = replace(alder, dice=Dice(seed + 1, base))  # a chance of its own, so that what follows stays as it was
        say(f"{protocols.decide(apart)} protocols.")
        cases = files.fill(alder)
        say(f"{len(cases)} cases in {len({case.agency_id for case in cases})} rooms.")
        referrals = sent.send(alder, cases)
        say(f"{referrals} referrals.")
        say(f"{cycles.turn(alder)} cycles of eight steps.")
        gathered = replace(alder, dice=Dice(seed + 2, base))
        say(f"{meetings.plan(gathered, cases)} meetings.")
        counted = replace(alder, dice=Dice(seed + 3, base))
        say(f"{served.serve(counted, cases)} services.")
        filed = reported.report(counted)
        say(f"{len(filed) + released.release(counted, filed)} reports.")
        kept.keep(replace(alder, dice=Dice(seed + 4, base)), files.of(cases, alder.people["ada"]))
    say(f"{kept.carry_out()} record destroyed by rule.")


def totals() -> dict[str, int]:
    """How much there is, behind the wall. For the owner's own counting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM agencies_agency), (SELECT count(*) FROM agencies_person),"
            " (SELECT count(*) FROM agencies_team), (SELECT count(*) FROM cases_case),"
            " (SELECT count(*) FROM cases_referral), (SELECT count(*) FROM agencies_award),"
            " (SELECT count(*) FROM cases_servicerequest), (SELECT count(*) FROM cases_serviceevent),"
            " (SELECT count(*) FROM confidentiality_grant)"
        )
        names = ("agencies", "people", "teams", "cases", "referrals", "awards", "needs", "services", "grants")
        return dict(zip(names, cursor.fetchone(), strict=True))


def empty() -> None:
    """Remove everything: the ledger cannot be truncated, so the schema goes as a whole. Migrating makes it anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
