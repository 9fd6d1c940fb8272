"""What a served process refuses to start with: a database role that the wall does not hold."""

from django.db import connection

_ROLE = (
    "SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, 'mdt_owner', 'MEMBER'),"
    " EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = 'public' AND c.relowner = r.oid), NOT EXISTS (SELECT 1 FROM pg_class"
    " WHERE relname = 'cases_case' AND relrowsecurity AND relforcerowsecurity) FROM pg_roles r WHERE rolname = current_user"
)


class UnsafeRole(RuntimeError):
    """Serving would go past the wall."""


def refuse_unsafe_role() -> None:
    """Raise unless this connection's role is held by row security."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        bypasses, owns, open_wall = cursor.fetchone()
    connection.close()
    if bypasses:
        raise UnsafeRole("The database role of this process can pass row security. Use the role mdt_web.")
    if owns:
        raise UnsafeRole("The database role of this process owns tables. Use the role mdt_web.")
    if open_wall:
        raise UnsafeRole("Row security is not in force. Run manage.py migrate first.")
