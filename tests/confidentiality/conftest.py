"""What tests of releases share: a record of Ada's, another agency, and a release that was given. What takes hours waits for --all."""

from tests.confidentiality.test_releases import doors, given
from tests.examples import EVERYTHING

collect_ignore = [] if EVERYTHING else ["test_sql_mutants.py"]

__all__ = ["doors", "given"]
