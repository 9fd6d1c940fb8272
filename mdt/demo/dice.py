"""Chance that falls the same way for the same seed: ids, codes, choices, and times counted back from one instant."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from mdt.kit import ids

T = TypeVar("T")


class Dice:
    """``base`` is the instant that the demo calls now."""

    def __init__(self, seed: int, base: datetime) -> None:
        self._random = random.Random(seed)
        self.base = base.replace(second=0, microsecond=0)

    def public_id(self) -> uuid.UUID:
        return uuid.UUID(int=self._random.getrandbits(128), version=4)

    def code(self) -> str:
        return ids.case_code(self._random.choice)

    def pick(self, choices: Sequence[T]) -> T:
        return self._random.choice(choices)

    def some(self, choices: Sequence[T], most: int) -> list[T]:
        """None to ``most`` of them, in their order."""
        chosen = set(self._random.sample(range(len(choices)), self._random.randint(0, most)))
        return [choice for place, choice in enumerate(choices) if place in chosen]

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def ago(self, **units: Any) -> datetime:
        return self.base - timedelta(**units)
