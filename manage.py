#!/usr/bin/env python
"""Commands of the project. Commands run as the schema's owner unless MDT_ROLE says otherwise."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
    os.environ.setdefault("MDT_ROLE", "web" if sys.argv[1:2] == ["runserver"] else "owner")
    from django.core.management import execute_from_command_line

    from mdt.embedded import Trouble

    try:
        execute_from_command_line(sys.argv)
    except Trouble as trouble:  # no database runs: a sentence helps, a traceback does not
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
