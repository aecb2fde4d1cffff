"""Central's web pages: they show what the store holds and change nothing in it."""
