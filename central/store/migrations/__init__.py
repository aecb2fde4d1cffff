"""Alembic's folder: how the schema came to be, step by step; run by `central.store.engine.migrate`."""
