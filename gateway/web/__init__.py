"""Pages that a gateway serves to the screens of its centre."""
