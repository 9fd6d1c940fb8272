"""Who may do what with a release."""
