"""Orders that central gives a gateway: heard, done once, told of in the journal."""
