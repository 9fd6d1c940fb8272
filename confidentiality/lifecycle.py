"""States of a release, and what moves one to the next. Its end by the clock is no state: nothing has to run for it."""

from confidentiality.vocabulary import ReleaseStatus

S = ReleaseStatus

# The diagrams in docs/states are drawn from this table, and the guard in sql/70_releases.sql says the same.
TRANSITIONS = {
    "release": (
        (S.PREPARED, "countersign", S.ACTIVE),
        (S.PREPARED, "withdraw", S.WITHDRAWN),
        (S.ACTIVE, "withdraw", S.WITHDRAWN),
        (S.ACTIVE, "replace", S.REPLACED),
        (S.PREPARED, "close", S.CLOSED),
        (S.ACTIVE, "close", S.CLOSED),
        (S.PREPARED, "void", S.VOID),
        (S.ACTIVE, "void", S.VOID),
    ),
}


def moves(before: str, action: str) -> bool:
    """Whether the action is one that a release in this state can take."""
    return any((start, name) == (before, action) for start, name, _after in TRANSITIONS["release"])
