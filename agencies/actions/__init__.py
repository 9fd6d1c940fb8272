"""What people can do with agencies, people, teams and acknowledgements."""
