"""The ledger over two years, a month to a partition: the same reads, sealed and verified, and an old month put away."""

from collections.abc import Iterator
from datetime import datetime

from bench import everywhere, plans
from bench.people import Measured, four
from bench.place import Place
from bench.run import progress

MONTHS, ROWS = 24, 20_000  # of the past; rows in each
COUNTED = {"list": plans.browse, "look": plans.look, "element": plans.identity, "search": plans.search}
MADE = """
  INSERT INTO confidentiality_ledger (at, request_id, actor_id, agency_id, kind, outcome, basis, purpose, route,
                                      elements, case_ids)
  SELECT date_trunc('month', now()) - make_interval(months => m) + n * interval '1 minute', gen_random_uuid(), p.id, p.agency_id,
         'look', 'shown', 'OWN_AGENCY', 'bench', 'bench', 1, ARRAY[(SELECT min(id) FROM cases_case) + (n * 7 + m) %% %(cases)s]
    FROM generate_series(1, %(months)s) m, generate_series(1, %(rows)s) n,
         (SELECT id, agency_id FROM agencies_person ORDER BY id LIMIT 1) p"""


def tried() -> list[list[str]]:
    place = Place("county", progress)
    everywhere.furnish(place)
    copy = Copied(place)
    try:
        rows = [[what, said] for what, said in copy.rows()]
    finally:
        copy.drop()
    return rows


class Copied(Place):
    """A copy of a measured database, to do with as one likes."""

    def __init__(self, of: Place) -> None:
        of.close()
        super().__init__(of.scale, progress, of.name, "_copy")

    def rows(self) -> Iterator[tuple[str, str]]:
        people = four(self)
        before = self._touched(people)
        yield "partitions and rows before", self._size()
        self._fill()
        yield "partitions and rows after", self._size()
        after = self._touched(people)
        for name in COUNTED:
            yield f"buffers of the {name}, before and after", f"{before[name]} and {after[name]}"
        yield "buffers of who looked at a case, one month and all", self._who_looked()
        yield from self._sealed()
        yield from self._taken_off()

    def _touched(self, people: list[Measured]) -> dict[str, int]:
        """Buffers of each read once its plans have settled: the most of four people."""
        found = {}
        for name, read in COUNTED.items():
            most = []
            for who in people:
                self.as_web()
                most.append([read(who) for _ in range(6)][-1].buffers)
            found[name] = max(most)
        return found

    def _size(self) -> str:
        ((parts, rows),) = self.owner_rows(
            "SELECT (SELECT count(*) FROM pg_inherits WHERE inhparent = 'confidentiality_ledger'::regclass), count(*)"
            " FROM confidentiality_ledger"
        )
        return f"{parts}, {rows:,}"

    def _fill(self) -> None:
        """Earlier months get their partitions as ``mdt_ledger_months`` makes those ahead."""
        self.owner_rows(
            f"""DO $$ DECLARE m timestamp; BEGIN FOR i IN 1..{MONTHS} LOOP
              m := date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => i);
              EXECUTE format('CREATE TABLE IF NOT EXISTS confidentiality_ledger_%s PARTITION OF confidentiality_ledger'
                ' FOR VALUES FROM (%L) TO (%L)', to_char(m, 'YYYYMM'), m || '+00', (m + interval '1 month') || '+00');
            END LOOP; END $$"""
        )
        self.owner_rows(MADE, {"months": MONTHS, "rows": ROWS, "cases": self.cases})  # type: ignore[arg-type]
        self.owner_rows("ANALYZE confidentiality_ledger")

    def _who_looked(self) -> str:
        said = []
        for months in (1, MONTHS):
            sql = (
                "SELECT count(*) FROM confidentiality_ledger WHERE case_ids @> ARRAY[%s]::bigint[]"
                " AND kind IN ('look', 'refused') AND at > %s"
            )
            self.as_bare()
            ((case, since),) = self.owner_rows(f"SELECT min(id), now() - interval '{months} months' FROM cases_case")
            said.append(str(plans.explain(sql, [case, since]).buffers))
        return " and ".join(said)

    def _sealed(self) -> Iterator[tuple[str, str]]:
        from confidentiality import sealing

        self.as_worker()
        rows = 0
        while more := sealing.seal():
            rows += more
        yield "rows sealed over all months", f"{rows:,}"
        yield "verified", self._verified()

    def _verified(self) -> str:
        from confidentiality import sealing, verifying

        self.as_bare()
        found = verifying.whole(sealing.public_key(), "")
        if not found.findings:
            return f"whole: {found.rows:,} rows in {found.checkpoint} checkpoints"
        return f"{len(found.findings):,} findings, the first: {found.findings[0]}"

    def _taken_off(self) -> Iterator[tuple[str, str]]:
        """A month that is past its time is detached and stays a table of its own until it is put away."""
        self.as_bare()
        old = self.owner_rows("SELECT min(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent ="
                              " 'confidentiality_ledger'::regclass AND inhrelid::regclass::text ~ '[0-9]{6}$'")[0][0]  # fmt: skip
        begun = datetime.now()  # noqa: DTZ005 - a difference
        self.owner_rows(f"ALTER TABLE confidentiality_ledger DETACH PARTITION {old}")
        took = (datetime.now() - begun).total_seconds() * 1000  # noqa: DTZ005
        yield "a month is detached in", f"{took:.0f} ms"
        yield "verified without it, which must say so", self._verified()
        ((low, high),) = self.owner_rows(
            f"SELECT date_trunc('month', min(at)), date_trunc('month', min(at)) + interval '1 month' FROM {old}"
        )
        self.owner_rows(
            f"ALTER TABLE confidentiality_ledger ATTACH PARTITION {old} FOR VALUES FROM ('{low}') TO ('{high}')"
        )
        yield "and with it again", self._verified()
