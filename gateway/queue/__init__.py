"""The rules of the queue: pure, without I/O and without a clock of their own."""
