"""Lists of ``lists.toml`` as pages offer them: labels, and groups where a label begins with the name of one."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.dims import own_lists

UNKNOWN = "unknown"  # a discipline that nobody knows; in the database it is empty, and no row of a form (GR-34)
WHOSE = gettext_noop("Particular victims")


def labels(name: str) -> dict[str, str]:
    """Code and label, in the order of the form."""
    return {code: _(label) for code, label in own_lists()[name].items()}


def label(name: str, code: str) -> str:
    return labels(name).get(code, code)


def grouped(name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each group once, where it first comes, with its codes; what has no group in its label is about particular victims."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, said in labels(name).items():
        group, _colon, rest = said.rpartition(": ")
        groups.setdefault(group or _(WHOSE), []).append((code, rest[:1].upper() + rest[1:]))
    return list(groups.items())
