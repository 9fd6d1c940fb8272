"""What tests of releases share: a record of Ada's, another agency, and a release that was given."""

from tests.confidentiality.test_releases import doors, given

__all__ = ["doors", "given"]
