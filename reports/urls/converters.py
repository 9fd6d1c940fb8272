"""A day in an address, as 2026-01-31."""

from datetime import date


class Day:
    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # ValueError: no such page

    def to_url(self, value: date) -> str:
        return value.isoformat()
