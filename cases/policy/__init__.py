"""Who may do what with cases and referrals: None, or the sentence that refuses."""
