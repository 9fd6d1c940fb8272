"""The migrations, one after the other, make what the models say: the tests' own tables come straight from the models."""

import os

import psycopg

from tests.database import MIGRATED, manage, renamed, urls_of

NAME = "test_mdt_by_migrations"
# Of others, and empty here: one has a key that grew, the other is made by its migrations though ours takes its place.
OTHERS = ("auth_group_permissions", "logentry")
WHERE = "n.nspname = 'public'"
SAYS = {
    "columns": f"""SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
        pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid =
        c.relnamespace LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE {WHERE} AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v')""",
    "constraints": f"""SELECT k.conrelid::regclass::text, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
        JOIN pg_namespace n ON n.oid = k.connamespace WHERE {WHERE}""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies",
    "functions": f"SELECT p.oid::regprocedure::text, p.prosrc, p.prosecdef FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {WHERE}",
    "rights": f"SELECT c.relname, c.relrowsecurity, c.relacl::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {WHERE}"
    " AND c.relkind IN ('r', 'p', 'v')",
    "applied": "SELECT app, name FROM django_migrations",
    "permissions": "SELECT codename, model FROM auth_permission p JOIN django_content_type t ON t.id = p.content_type_id",
}  # fmt: skip


def schema(name: str) -> dict[str, list[str]]:
    with psycopg.connect(renamed(os.environ["MDT_TEST_ADMIN_URL"], name)) as db:
        found = {what: map(str, db.execute(sql).fetchall()) for what, sql in SAYS.items()}  # type: ignore[arg-type]
        return {what: [row for row in rows if not any(one in row for one in OTHERS)] for what, rows in found.items()}


def test_the_migrations_make_the_same_tables_as_the_models() -> None:
    with psycopg.connect(renamed(os.environ["MDT_TEST_ADMIN_URL"], "postgres"), autocommit=True) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {NAME}")
        superuser.execute(f"CREATE DATABASE {NAME} OWNER mdt_owner")
        try:
            manage("migrate", "-v0", "--skip-checks", **urls_of(NAME))
            by_models, by_migrations = schema(MIGRATED), schema(NAME)
            for what, rows in by_models.items():
                assert len(rows) > 30, what
                assert sorted(set(rows) ^ set(by_migrations[what])) == [], what
        finally:
            superuser.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
