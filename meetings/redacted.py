"""What is told of a closed file: picked from closed lists, coarse, and nothing else (law P-05)."""

from typing import Any


def spoken(coarse: dict[str, Any]) -> list[dict[str, str]]:
    """Terms and values for the page."""
    return [{"term": key, "value": str(value)} for key, value in coarse.items()]
