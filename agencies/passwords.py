"""Passwords that are refused beside short, common and personal ones: words of this house, and those known to be stolen."""

import hashlib
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_WORD = 4  # letters; a shorter word of a name stands in half of all passwords
LEAST_LEFT = 8  # characters beside the words of the house
OF_THE_HOUSE = ("coordination", "multidisciplinary", "password", "contraseña")


class HouseWords:
    """A password is more than the names of its owner's agency and team with a number behind them (ASVS V6.2.11)."""

    def validate(self, password: str, user: Any = None) -> None:
        agency = getattr(user, "agency", None)
        left, words = password.lower(), set(OF_THE_HOUSE)
        if agency is not None:
            names = [agency.name, *agency.seats.values_list("team__name", flat=True)]
            words.update(word for word in re.findall(r"\w+", " ".join(names).lower()) if len(word) >= LEAST_WORD)
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, "")
        if left != password.lower() and len(left) < LEAST_LEFT:
            raise ValidationError(_("This is hardly more than the name of your agency or team. Choose other words."))

    def get_help_text(self) -> str:
        return _("It cannot be the name of your agency or team.")


class Breached:
    """A password that stands in a list of known ones is refused (ASVS V6.2.12). The list is a file here: nobody outside is asked.

    ``settings.BREACHED_PASSWORDS`` names it: each line begins with the SHA-1 of a password in capital hex, lines in order, as the
    lists of Pwned Passwords come. Empty: not asked. A file that cannot be read is an error of the start (``mdt/checks.py``).
    """

    def validate(self, password: str, user: Any = None) -> None:
        digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        if settings.BREACHED_PASSWORDS and stands_in(settings.BREACHED_PASSWORDS, digest):
            raise ValidationError(
                _("This password is in a list of stolen ones, which are tried first. Choose another.")
            )

    def get_help_text(self) -> str:
        return _("It cannot be one that is known to have been stolen.")


def stands_in(path: str, wanted: bytes) -> bool:
    """Whether a line of the ordered file begins with ``wanted``: some thirty-five reads in a file of forty gigabytes."""
    with open(path, "rb") as file:
        low, high = 0, file.seek(0, 2)  # low is where a line begins; all lines before it are smaller
        while low < high:
            middle = (low + high) // 2
            file.seek(max(middle - 1, 0))
            if middle:
                file.readline()
            begin = file.tell()
            line = file.readline()
            if begin >= high or not line or line[: len(wanted)] >= wanted:
                high = middle
            else:
                low = begin + len(line)
        file.seek(low)
        return file.readline().startswith(wanted)
