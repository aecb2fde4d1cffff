"""Packages of stored lines with which people outside prove the table of officers without this program."""
