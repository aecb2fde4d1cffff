"""Button panels and badge readers as a hand and an eye meet them: pins, a serial box on a pty, software."""
