"""The pages of signing in, of accounts, sessions and the log of what people did."""
