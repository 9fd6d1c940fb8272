"""Refusals. They name tables and ways out, and never a number."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise  # said in the reader's language


class Refused(Exception):
    """Nothing leaves. ``tables`` are the keys of those that stand in the way, ``ways`` what may help, in sentences."""

    def __init__(self, sentence: Words, tables: Iterable[str] = (), ways: Iterable[Words] = ()) -> None:
        super().__init__(sentence)
        self.sentence, self.tables, self.ways = sentence, tuple(sorted(set(tables))), tuple(ways)


class Impossible(Refused):
    """No choice of cells protects the small ones: too sparse, or an earlier release has shown too much."""

    def __init__(self, tables: Iterable[str]) -> None:
        super().__init__(_("The small numbers in these tables cannot be protected."), tables, ways_out())


class OutOfTime(Refused):
    """Neither the best choice nor a good one that passes the audit was found in time (GR-47)."""

    def __init__(self, tables: Iterable[str]) -> None:
        super().__init__(_("No safe choice of cells was found in time."), tables, ways_out())


class Unsafe(Refused):
    """The audit found that something could be worked out. It is the last door, and it stays shut (GR-45)."""

    def __init__(self, tables: Iterable[str]) -> None:
        super().__init__(_("The check of the finished tables failed, so they are not released."), tables, ways_out())


class Inconsistent(Refused):
    """A table that does not add up, or holds what is no count. Whoever counted it is to look first."""

    def __init__(self, tables: Iterable[str]) -> None:
        super().__init__(_("These tables do not add up or hold something that is no count."), tables)


class Crossing(Refused):
    """Two periods that overlap, neither inside the other: what they tell together is not guarded, so it must not be told."""

    def __init__(self) -> None:
        super().__init__(
            _("These days overlap those of an earlier release, and neither period lies inside the other."),
            ways=(
                _("Release periods that lie inside the earlier one or beside it, such as quarters."),
                _("Wait for the first period that begins after the earlier one."),
            ),
        )


class AlreadyProtected(Refused):
    def __init__(self) -> None:
        super().__init__(_("Only a report with exact numbers can be protected."))


def ways_out() -> tuple[Words, ...]:
    """In the order in which they keep the most (9.4: redesign first)."""
    return (
        _("Merge rows or columns, such as two age bands, and count again."),
        _("Choose a longer period, so that each number grows."),
        _("Drop a dimension: release the rows without the columns."),
        _("Withhold the table."),
    )
