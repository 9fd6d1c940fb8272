"""Who may do what with reports."""
