"""Closing a period: its reports are frozen as bytes under a hash, and what changes later is shown beside them."""
