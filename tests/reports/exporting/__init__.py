"""Tests of how a counted report becomes files and pages. No database is asked."""
