"""Joins the parts of a gateway: devices, roles, the hall, its pages. Decides nothing; `gateway/wiring.py` calls it."""
