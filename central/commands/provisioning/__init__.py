"""The words of `quayso provision`, one module a subject."""
