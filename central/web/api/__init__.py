"""The addresses of the interface for other programs, and the page where its tokens are made."""
