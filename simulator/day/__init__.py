"""A realistic day of visitors, and officers who serve them."""
