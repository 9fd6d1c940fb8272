"""What a check found. It names tables and cells, and never a person."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """``check`` is the key of the check, ``cells`` are table, row and column, ``sentence`` says it in plain words."""

    level: Level
    check: str
    tables: tuple[str, ...]
    cells: tuple[tuple[str, str, str], ...]
    sentence: str
