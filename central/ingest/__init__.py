"""From a message of the broker to committed rows and an acknowledgement."""
