"""What citizens write (góp ý): topics, when an answer is due, what staff do with it, and its figures."""
