"""Who may take a released part along, and by which way (law R-05, R-13)."""

from django.utils.translation import gettext as _


def may_copy(*, named: bool) -> str | None:
    """None, or the sentence that refuses to copy a part into a record of one's own agency."""
    if named:
        return None
    return _(
        "It stays in the record of the agency that released it. A release signed by the survivor that names "
        "«Copied into their own record» would open this."
    )
