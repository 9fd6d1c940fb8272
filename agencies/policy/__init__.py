"""Who may do what around the table: None, or the sentence that refuses."""
