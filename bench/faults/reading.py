"""What is there at the end, read past every wall: for the judge alone."""

from collections import Counter
from typing import Any

from bench.faults.checks import Look, Row
from bench.faults.people import Known

# Each gives keys as the people of the load wrote them down.
THERE = (
    "SELECT 'case:' || public_id FROM cases_case",
    "SELECT 'identity:' || substr(name, 7) FROM cases_identity WHERE name LIKE 'Testa Zyq%'",
    "SELECT 'people:' || substr(name, 7) FROM cases_involvedperson WHERE name LIKE 'Testa Zyq%'",
    "SELECT 'words:' || substr(told_us, 7) FROM cases_narrative WHERE told_us LIKE 'Testa Zyq%'",
    "SELECT 'referral:' || once FROM cases_referral",
    "SELECT e.after || ':' || r.public_id FROM cases_referralevent e JOIN cases_referral r ON r.id = e.referral_id",
    "SELECT 'meeting:' || public_id FROM meetings_meeting",
    "SELECT 'prepared:' || c.public_id FROM confidentiality_release r JOIN cases_case c ON c.id = r.case_id",
    "SELECT 'signed:' || c.public_id FROM confidentiality_releasesignature s JOIN confidentiality_release r ON r.id = s.release_id"
    " JOIN cases_case c ON c.id = r.case_id",
    "SELECT 'countersigned:' || c.public_id FROM confidentiality_release r JOIN cases_case c ON c.id = r.case_id"
    " WHERE countersigned_at IS NOT NULL",
    "SELECT 'withdrawn:' || c.public_id FROM confidentiality_release r JOIN cases_case c ON c.id = r.case_id WHERE ended_at IS NOT NULL",
    "SELECT 'walled:' || c.public_id FROM confidentiality_recusal r JOIN cases_case c ON c.id = r.case_id",
)
# Half written: what always comes together, and stands alone.
HALF = {
    "a record on which nobody works": "SELECT count(*) FROM cases_case c WHERE opened_at > %s AND NOT EXISTS"
    " (SELECT FROM cases_caseassignment a WHERE a.content_object_id = c.id)",
    "a referral without its event": "SELECT count(*) FROM cases_referral r WHERE sent_at > %s AND NOT EXISTS"
    " (SELECT FROM cases_referralevent e WHERE e.referral_id = r.id)",
    "a referral without a clock": "SELECT count(*) FROM cases_referral r WHERE sent_at > %s AND NOT EXISTS"
    " (SELECT FROM cases_clock k WHERE k.referral_id = r.id)",
    "a meeting to which nobody is invited": "SELECT count(*) FROM meetings_meeting m WHERE made_at > %s AND NOT EXISTS"
    " (SELECT FROM meetings_attendee a WHERE a.meeting_id = m.id)",
    "somebody invited who was never to be told": "SELECT count(*) FROM meetings_attendee a JOIN meetings_meeting m ON m.id = a.meeting_id"
    " WHERE m.made_at > %s AND m.series_id IS NULL AND NOT EXISTS"
    " (SELECT FROM meetings_calendarmail k WHERE k.meeting_id = m.id AND k.person_id = a.person_id)",
    "a release that is open and not signed": "SELECT count(*) FROM confidentiality_release r WHERE prepared_at > %s AND"
    " countersigned_at IS NOT NULL AND NOT EXISTS (SELECT FROM confidentiality_releasesignature s WHERE s.release_id = r.id)",
}
OUTBOX = (
    "SELECT key, sent_at IS NOT NULL, cancelled_at IS NOT NULL, due_at <= now(), extract(epoch FROM sent_at)::float FROM {}"
    " WHERE sent_at > %(since)s OR cancelled_at > %(since)s OR (sent_at IS NULL AND cancelled_at IS NULL)"
)
OUTBOXES = ("agencies_reminder", "meetings_calendarmail")
WAITS = "SELECT (SELECT count(*) FROM agencies_reminder WHERE {0}) + (SELECT count(*) FROM meetings_calendarmail WHERE {0})".format(
    "sent_at IS NULL AND cancelled_at IS NULL AND due_at <= now()"
)
LOOKS = (
    "SELECT p.email, c.public_id::text, l.elements, extract(epoch FROM l.at)::float FROM confidentiality_ledger l"
    " JOIN agencies_person p ON p.id = l.actor_id JOIN cases_case c ON c.id = ANY (l.case_ids)"
    " WHERE l.kind = 'look' AND l.outcome = 'shown' AND l.at > %s"
)
IDS = (
    "SELECT public_id::text FROM cases_case WHERE opened_at > %(since)s UNION ALL SELECT public_id::text FROM cases_referral"
    " WHERE sent_at > %(since)s"
)


def known(db: Any, team: str, place: str) -> Known:
    agencies = dict(db.execute("SELECT name, public_id::text FROM agencies_agency").fetchall())
    people = dict(db.execute("SELECT email, public_id::text FROM agencies_person").fetchall())
    (team_id,) = db.execute("SELECT public_id::text FROM agencies_team WHERE name = %s", [team]).fetchone()
    (place_id,) = db.execute("SELECT public_id::text FROM agencies_jurisdiction WHERE name = %s", [place]).fetchone()
    return Known(agencies, team_id, place_id, people)


def there(db: Any) -> Counter[str]:
    return Counter(key for sql in THERE for (key,) in db.execute(sql).fetchall())


def half_written(db: Any, since: Any) -> list[str]:
    counted = {what: db.execute(sql, [since]).fetchone()[0] for what, sql in HALF.items()}
    return [f"half written: {what}, {number} times" for what, number in counted.items() if number]


def outbox(db: Any, since: Any) -> list[Row]:
    """Rows of both, with the Message-ID of each."""
    from mdt.kit.mail import message_id

    found = [row for name in OUTBOXES for row in db.execute(OUTBOX.format(name), {"since": since}).fetchall()]
    return [Row(message_id(key), sent, cancelled, due) for key, sent, cancelled, due, _at in found]


def waiting(db: Any) -> int:
    return int(db.execute(WAITS).fetchone()[0])


def looks(db: Any, since: Any) -> list[Look]:
    return [Look(*row) for row in db.execute(LOOKS, [since]).fetchall()]


def ids(db: Any, since: Any) -> list[str]:
    return [row[0] for row in db.execute(IDS, {"since": since}).fetchall()]
