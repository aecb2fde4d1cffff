"""The self-test of a gateway: what hangs on it, what is known of each part, a slip that says so."""
