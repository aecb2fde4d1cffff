"""The commands over the store, one module a word of the command line."""
