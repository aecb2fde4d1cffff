"""Reads tables as people have them, from CSV and XLSX, into plain cells; knows headings and numbers, stores nothing."""
