"""Counts what a page asks of the database."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

OPENED = {"COMMIT": "BEGIN", "RELEASE": "SAVEPOINT"}
SESSION_TABLES = ('"django_session"', '"agencies_staffsession"')


class Asked(CaptureQueriesContext):
    """The statements inside it, but for those by which a session notes now and then that it is used."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def captured_queries(self) -> list[dict[str, Any]]:
        kept: list[dict[str, Any]] = []
        for query in super().captured_queries:
            sql = query["sql"]
            if kept and OPENED.get(sql.split()[0]) == kept[-1]["sql"].split()[0]:
                kept.pop()  # it held nothing but such a note
            elif not (sql.startswith("UPDATE") and any(table in sql for table in SESSION_TABLES)):
                kept.append(query)
        return kept
