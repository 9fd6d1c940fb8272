"""Forms of releases."""
