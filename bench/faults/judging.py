"""Every check over what a run left: the journal, the database, the mails, the logs, the broker."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from redis import Redis

from bench.faults import checks, reading
from bench.faults.record import Found
from bench.faults.trying import DAYS, MAY, SHERIFF, WITHOUT_BASIS, Trying

SHOWN = 12  # sentences of one kind


def judged(trying: Trying, since: datetime, seconds: float) -> Found:
    house, journal = trying.house, trying.journal
    with house.superuser() as db:
        there, half = reading.there(db), reading.half_written(db, since)
        rows, looks, ids = reading.outbox(db, since), reading.looks(db, since), reading.ids(db, since)
        stored = db.execute("SELECT count(*) FROM confidentiality_ledger WHERE at > %s", [since]).fetchone()
    shown_there = sum(one.who.endswith(SHERIFF) for one in journal.seen)
    pried = sum(journal.counts.get(f"requests of {email}", 0) for email in WITHOUT_BASIS)
    if not (shown_there and pried and journal.doors):
        trying.faults.append("nothing was opened to another agency, or nobody tried to see it without a basis")
    mails = checks.mails(rows, house.post.came, trying.deaths)
    of = {
        "every write that was acknowledged is there once": checks.lost(journal.writes, there),
        "nothing is half written": half,
        "each mail came once": mails.faults,
        "each look was committed before its answer": checks.unrecorded(journal.seen, journal.words, looks),
        "nobody without a basis saw a planted word": checks.leaks(journal.seen, journal.words, journal.doors, MAY),
        "no mail, log or queue holds a planted word, an id of a record or, but for mails, an address": _aside(
            trying, ids
        ),
        "who was refused was told so by a page of ours": journal.unplain,
        "the ledger is whole": _command(trying, "verify_ledger"),
        "the grants are those of the facts": _command(trying, "check_grants"),
        "what was to be tried was tried, and the operator was told": trying.faults,
    }
    writes = Counter(one.key.partition(":")[0] for one in journal.writes if one.told)
    return Found(
        seed=trying.plan.seed, seconds=seconds, planned=trying.plan.seconds, killed=trying.killed, skipped=trying.skipped,
        fell={name: one.by_itself for name, one in house.services.items()}, counts=journal.counts, writes=writes,
        asked=len(journal.writes), shown=len(journal.seen),
        shown_there=shown_there, pried=pried, doors=len(journal.doors), ledger=stored[0] if stored else 0,
        rows=mails.rows, once=mails.once, again=mails.again, notes=trying.notes,
        checks={name: sorted(Counter(found).items())[:SHOWN] for name, found in of.items()},
    )  # fmt: skip


def _command(trying: Trying, *words: str) -> list[str]:
    try:
        trying.house.manage(*words)
    except RuntimeError as wrong:
        return [str(wrong)]
    return []


def _aside(trying: Trying, ids: list[str]) -> list[str]:
    """Whatever left the application by another way than an answer: logs of all processes, mails, what waits in the broker."""
    words = list(trying.journal.words)
    found = []
    for path in sorted(trying.house.place.log.glob("*.log")):
        found += checks.leaked(f"the log of {path.name.partition('-')[0]}", path.read_bytes(), words, [*ids, *DAYS])
    mails = b"\n".join(mail.whole for mail in trying.house.post.came)
    found += checks.leaked("a mail", mails, words, ids)
    found += checks.leaked("the broker", _in_the_broker(trying), words, ids)
    witness = Path(trying.house.kept / "ledger-witness.jsonl")
    return found + (checks.leaked("the witness", witness.read_bytes(), words, ids) if witness.exists() else [])


def _in_the_broker(trying: Trying) -> bytes:
    server = Redis.from_url(trying.house.servers.redis_url)
    try:
        return b"\n".join(server.dump(key) or b"" for key in server.scan_iter())  # type: ignore[misc]
    finally:
        server.close()
