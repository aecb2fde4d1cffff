"""The inbox of feedback ("Góp ý") for those who must read it."""
