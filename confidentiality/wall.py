"""The wall: every table classified, row security stated once, applied whole after each migration.

Apps declare their tables in ``<app>/wall.py`` by calling :func:`table` and their facts by calling :func:`facts`.
:func:`apply` makes the database say exactly this and nothing else; it may run any number of times.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, connections, transaction

from confidentiality import functions
from confidentiality.elements import Element

HERE = Path(__file__).parent
COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Table:
    """Rights of the two served roles on one table. ``rules`` gives a row policy per command; None means: no row security."""

    name: str
    web: str = ""  # commands that mdt_web may use
    worker: str = ""
    rules: dict[str, str] | None = None  # UPDATE without CHECK: the new row must satisfy what the old one did
    fixed: str = ""  # columns that never change once they are written
    words: bool = False  # holds a survivor's words: the planner keeps no sample of them
    worker_columns: str = ""  # SELECT of these columns only
    worker_updates: str = ""  # UPDATE of these columns only
    note: str = ""

    @property
    def protected(self) -> bool:
        return self.rules is not None


@dataclass
class _Wall:
    tables: dict[str, Table] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    triggers: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


WALL = _Wall()


def table(name: str, **rights: object) -> None:
    """Classify a table. A table that nobody classifies fails the catalogue test."""
    WALL.tables[name] = Table(name, **rights)  # type: ignore[arg-type]


def facts(source: str, select: str, *, on: dict[str, str]) -> None:
    """Say which grants follow from rows of the tables in ``on``, each with its column that holds ``source_id``.

    ``select`` yields principal, case_id, referral_id, subject_at, elements, own, basis, source_id, starts_at, expires_at.
    """
    WALL.facts[source] = select
    WALL.triggers += [(source, name, column) for name, column in on.items()]


def sql_file(path: Path) -> None:
    """Functions and triggers of an app, written to be applied again and again."""
    WALL.files.append(path)


# --- Rules, in SQL, once -------------------------------------------------------------------------------------
# They lean on the policy of confidentiality_grant (tables.py), by which the web sees its person's own live grants alone.
# Row by row through the index: without it the planner may hash all that the person may see to check a page of fifty.
_BY_INDEX = "OFFSET 0"


def _of_a_table(column: str) -> None:
    """Inside the subquery a bare ``case_id`` would be the grant's own column, and any grant would open every row."""
    if "." not in column:
        raise ValueError(f"{column} must be named with its table.")


def sees_case(column: str, bits: int = Element.COVER, *, own: bool = False) -> str:
    """A grant on the case with one of these elements. ``column`` is ``table.column``."""
    _of_a_table(column)
    return (
        f"EXISTS (SELECT 1 FROM confidentiality_grant g WHERE g.case_id = {column}"
        f" AND g.elements & {int(bits)} <> 0{' AND g.own' if own else ''} {_BY_INDEX})"
    )


def sees_referral(column: str, *, own: bool | None = None) -> str:
    """A grant on the referral: as its sender (own), as its recipient (not own), or either."""
    _of_a_table(column)
    mine = {None: "", True: " AND g.own", False: " AND NOT g.own"}[own]
    return f"EXISTS (SELECT 1 FROM confidentiality_grant g WHERE g.referral_id = {column}{mine} {_BY_INDEX})"


def looked(column: str, element: Element) -> str:
    """This request's look at the element is committed (G2)."""
    return f"{column} = ANY ((SELECT mdt_looked({int(element)}))::bigint[])"


def element_table(name: str, element: Element, *, own: bool = False) -> None:
    """An element of a case: seen with grant and look, written in the agency of record's room (``own``: seen there alone)."""
    case = f"{name}.case_id"
    read = f"{sees_case(case, element, own=own)} AND {looked(case, element)}"
    write = f"{sees_case(case, element, own=True)} AND {looked(case, element)} AND agency_id = (SELECT mdt_agency())"
    signed = "updated_by_id = (SELECT mdt_actor())"  # case and agency of a row are fixed, so the new row has those of the old
    table(
        name, web="SELECT INSERT UPDATE DELETE", note=f"element {element.name}", fixed="case_id agency_id", words=True,
        rules={"SELECT": read, "INSERT": f"{write} AND {signed}", "UPDATE": write, "CHECK": signed, "DELETE": write},
    )  # fmt: skip


# --- Making it so --------------------------------------------------------------------------------------------
COLUMNS = "principal, case_id, referral_id, subject_at, elements, own, basis, source_id, starts_at, expires_at"


def derived_view() -> str:
    parts = " UNION ALL ".join(
        f"SELECT '{source}'::text AS source, {COLUMNS} FROM ({select}) AS f_{source}"
        for source, select in sorted(WALL.facts.items())
    )
    return f"DROP VIEW IF EXISTS mdt_derived; CREATE VIEW mdt_derived AS {parts}"


def _derive() -> str:
    """The trigger function. Each source is a statement of its own, so that its plan is small and kept for the session:
    through the view it was planned anew at each change, which took ten times as long as the change."""
    branches = "".join(
        f"""
      WHEN '{source}' THEN INSERT INTO confidentiality_grant (source, {COLUMNS})
        SELECT '{source}', {COLUMNS} FROM ({select}) AS f_{source} WHERE source_id = row_id;"""
        for source, select in sorted(WALL.facts.items())
    )
    return _DERIVE.replace("BRANCHES", branches)


_DERIVE = """
CREATE OR REPLACE FUNCTION mdt_derive() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE row_id bigint;
BEGIN
  FOR row_id IN -- both ends of a row that moved, in one order so that two moves cannot wait for each other
    SELECT DISTINCT (t.told ->> TG_ARGV[1])::bigint FROM unnest(ARRAY[to_jsonb(OLD), to_jsonb(NEW)]) AS t (told)
     WHERE t.told ->> TG_ARGV[1] IS NOT NULL ORDER BY 1
  LOOP
    -- Two facts of one source that are told at the same moment must see each other.
    PERFORM pg_advisory_xact_lock(hashtext(TG_ARGV[0]), (row_id % 2147483647)::int);
    DELETE FROM confidentiality_grant WHERE source = TG_ARGV[0] AND source_id = row_id;
    CASE TG_ARGV[0] BRANCHES
    END CASE;
  END LOOP;
  RETURN NULL;
END $$"""


def _derive_trigger(source: str, on: str, column: str) -> str:
    return (
        f"DROP TRIGGER IF EXISTS derive_{source} ON {on}; CREATE TRIGGER derive_{source} AFTER INSERT OR UPDATE"
        f" OR DELETE ON {on} FOR EACH ROW EXECUTE FUNCTION mdt_derive('{source}', '{column}')"
    )


def _rights(t: Table) -> Iterable[str]:
    yield f"REVOKE ALL ON {t.name} FROM PUBLIC, mdt_web, mdt_worker"
    for role, commands in (("mdt_web", t.web), ("mdt_worker", t.worker)):
        if commands:
            yield f"GRANT {', '.join(commands.split())} ON {t.name} TO {role}"
            if "INSERT" in commands:
                yield _sequence_right(t.name, role)
    for command, columns in (("SELECT", t.worker_columns), ("UPDATE", t.worker_updates)):
        if columns:
            yield f"GRANT {command} ({columns}) ON {t.name} TO mdt_worker"


def _sequence_right(name: str, role: str) -> str:
    return (
        f"DO $$ BEGIN IF to_regclass('{name}_id_seq') IS NOT NULL THEN"
        f" EXECUTE 'GRANT USAGE ON SEQUENCE {name}_id_seq TO {role}'; END IF; END $$"
    )


def _policies(t: Table) -> Iterable[str]:
    if t.rules is None:
        return
    yield f"ALTER TABLE {t.name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {t.name} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY owner_all ON {t.name} TO mdt_owner USING (true) WITH CHECK (true)"
    for command in t.web.split():
        rule, new = t.rules[command], t.rules.get("CHECK", t.rules[command])
        clause = {"INSERT": f"WITH CHECK ({rule})", "UPDATE": f"USING ({rule}) WITH CHECK ({new})"}
        yield (
            f"CREATE POLICY web_{command.lower()} ON {t.name} FOR {command} TO mdt_web"
            f" {clause.get(command, f'USING ({rule})')}"
        )
    if t.worker or t.worker_columns:
        yield f"CREATE POLICY worker_all ON {t.name} TO mdt_worker USING (true) WITH CHECK (true)"


def _kept(t: Table) -> Iterable[str]:
    if t.fixed:
        columns = ", ".join(f"'{column}'" for column in t.fixed.split())
        yield (
            f"DROP TRIGGER IF EXISTS fixed ON {t.name}; CREATE TRIGGER fixed BEFORE UPDATE ON {t.name}"
            f" FOR EACH ROW EXECUTE FUNCTION mdt_fixed({columns})"
        )
    if t.words:
        yield f"SELECT mdt_keep_no_sample('{t.name}')"


_DROP_POLICIES = """
DO $$ DECLARE p record; BEGIN
  FOR p IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
  END LOOP;
END $$"""


def statements() -> list[str]:
    """All that the wall is, in order."""
    out = [_DROP_POLICIES, "GRANT USAGE ON SCHEMA public TO mdt_web, mdt_worker"]
    out += [path.read_text() for path in sorted((HERE / "sql").glob("*.sql"))]
    out += [derived_view(), "REVOKE ALL ON mdt_derived FROM PUBLIC, mdt_web, mdt_worker", _derive()]
    out += [path.read_text() for path in WALL.files]
    out += [_derive_trigger(*trigger) for trigger in WALL.triggers]
    for t in WALL.tables.values():
        out += [*_rights(t), *_policies(t), *_kept(t)]
    out.append("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, mdt_web, mdt_worker")
    out += [f"GRANT EXECUTE ON FUNCTION {f} TO mdt_web" for f in functions.WEB]
    out += [f"GRANT EXECUTE ON FUNCTION {f} TO mdt_worker" for f in functions.WORKER]
    return out


def apply() -> None:
    """Make the database say exactly what is declared, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)


def difference(using: str = "default") -> list[tuple[object, ...]]:
    """Grants that the facts do not give, and grants that are missing: empty, always."""
    both = f"SELECT source, {COLUMNS} FROM"
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"(SELECT 'surplus', d.* FROM ({both} confidentiality_grant EXCEPT ALL {both} mdt_derived) d)"
            f" UNION ALL (SELECT 'missing', d.* FROM ({both} mdt_derived EXCEPT ALL {both} confidentiality_grant) d)"
        )
        return cursor.fetchall()
