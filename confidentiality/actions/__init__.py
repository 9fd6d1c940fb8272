"""What people do with releases."""
