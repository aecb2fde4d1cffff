"""Pages on which paper forms are typed in."""
