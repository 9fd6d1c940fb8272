"""The whole house in a real Chromium: real web process, real database, real pages."""
