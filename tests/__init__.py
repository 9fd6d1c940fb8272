"""Tests against a real PostgreSQL with its roles and row security. They commit; nothing is rolled back or truncated."""
