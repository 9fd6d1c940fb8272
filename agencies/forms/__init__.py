"""The shape of what is typed about agencies, people and teams."""
