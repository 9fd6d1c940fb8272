"""Tests of the protection of small cells. They touch no database."""
