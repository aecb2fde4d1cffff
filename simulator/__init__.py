"""A whole office in software: the only part that may import both gateway and central."""
