"""Pages about agencies, people and teams."""
