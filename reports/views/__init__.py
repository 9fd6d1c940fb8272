"""Pages of grant reports."""
