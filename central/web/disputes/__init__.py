"""Pages of what deserves a look, of ratings set aside and of reviews."""
