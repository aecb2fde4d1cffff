"""Imports of lists and tables from files: checked row by row, nothing guessed, stored whole or not at all."""
