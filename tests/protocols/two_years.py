"""Agreements whose marks fall on the days on which clocks change, and what has to be told of them, and when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agencies.models import Reminder
from mdt.kit import mail
from protocols.actions import ending, writing
from protocols.lifecycle import RENEWED_DAYS_BEFORE
from protocols.models import Version
from tests.protocols.agreeing import Table, as_

NINE = time(9)
ZONES = ("America/Chicago", "America/New_York")
SPAN = timedelta(days=730)


def changes(zone: str, first: date) -> list[date]:
    """The days after ``first`` on which the clocks of the zone change, the next four."""
    found, day = list[date](), first + timedelta(days=31)
    while len(found) < 4:
        noon, after = (datetime.combine(one, time(12), ZoneInfo(zone)) for one in (day, day + timedelta(days=1)))
        if noon.utcoffset() != after.utcoffset():
            found.append(day + timedelta(days=1))
        day += timedelta(days=1)
    return found


def lasts(db: Any, version: Version, ends: date) -> None:
    """Its term, past the guard: a test does not wait three years."""
    with db.transaction():
        db.execute("ALTER TABLE protocols_version DISABLE TRIGGER guard")
        db.execute("UPDATE protocols_version SET ends_on = %s WHERE id = %s", [ends, version.pk])
        db.execute("ALTER TABLE protocols_version ENABLE TRIGGER guard")
    version.refresh_from_db()


class Years:
    """Two texts that last, one in each zone, with a mark on a day of either change; and three of which nothing is told."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.tables = [Table(time_zone=zone) for zone in ZONES]
        self.lasting = [table.executed() for table in self.tables]
        self.start = self.tables[0].today
        spring_or_autumn = changes(ZONES[0], self.start + timedelta(days=200))
        for version, days, change in zip(self.lasting, (30, 180), spring_or_autumn[:2], strict=True):
            lasts(db, version, change + timedelta(days=days))
        self.silent = [self.ended(), *self.superseded(), self.void()]

    def ended(self) -> Version:
        table = self.tables[0]
        version = table.executed()
        lasts(self.db, version, self.start + timedelta(days=400))
        with as_(table.cora):
            ending.end(agreement=version.agreement, on=table.today, reason="Done", by=table.cora)
        return version

    def superseded(self) -> list[Version]:
        """The text that was replaced, and its successor, whose end is far away."""
        table = self.tables[0]
        first = table.executed()
        lasts(self.db, first, self.start + timedelta(days=300))
        with as_(table.cora):
            later = writing.change(agreement=first.agreement, by=table.cora)
        for who in (table.hana, table.lou, table.gus):
            table.sign(table.out(later) if later.status == "draft" else later, who)
        later.refresh_from_db()
        return [first, later]

    def void(self) -> Version:
        """Out, signed by one, and taken back."""
        table = self.tables[1]
        version = table.out()
        table.sign(version, table.hana)
        with as_(table.cora):
            writing.change(agreement=version.agreement, by=table.cora)
        return version

    def expected(self) -> Iterator[tuple[str, str, datetime]]:
        """Key, address and instant of everything that is told within the two years."""
        for table, version in zip(self.tables, self.lasting, strict=True):
            signers = [table.hana, table.lou, table.gus]
            for days in RENEWED_DAYS_BEFORE:
                day = (version.ends_on or date.max) - timedelta(days=days)
                at = datetime.combine(day, NINE, ZoneInfo(table.team.time_zone)).astimezone(UTC)
                for person in signers if days == 180 else [*signers, table.cora]:
                    yield f"mou:{version.pk}:{days}:{person.pk}", person.email, at

    def marks(self) -> list[datetime]:
        return sorted({at for _key, _to, at in self.expected()})

    def rows(self) -> dict[str, Reminder]:
        keys = [f"mou:{one.pk}:" for one in (*self.lasting, *self.silent)]
        return {row.key: row for row in Reminder.objects.all() if row.key.startswith(tuple(keys))}

    def check(self, came: list[tuple[str, str]], again: int = 0) -> None:
        """Each once, at nine, to whom it concerns. ``again``: how many may have come twice, under the same Message-ID."""
        expected = {(to, mail.message_id(key)): at for key, to, at in self.expected()}
        ours = [one for one in came if one[0] in {to for to, _id in expected}]
        assert set(ours) == set(expected)
        assert len(ours) - len(expected) <= again
        rows = self.rows()
        assert set(rows) == {key for key, _to, _at in self.expected()}
        for key, _to, at in self.expected():
            assert rows[key].due_at == at
            assert at <= rows[key].sent_at < at + timedelta(minutes=20), key  # type: ignore[operator]
