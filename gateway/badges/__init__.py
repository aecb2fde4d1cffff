"""Badge readers: an officer's badge becomes one order to the worker. Nothing here logs a badge."""
