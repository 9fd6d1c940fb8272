"""What people do with cases and referrals: one function per thing, recorded, in one transaction."""
