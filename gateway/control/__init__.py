"""The local control socket of a running gateway and the command that talks to it."""
