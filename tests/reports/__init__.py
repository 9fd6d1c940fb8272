"""Tests of grant reports."""
