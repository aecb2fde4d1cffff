"""The layouts of figure tables: their columns, the heads people print over them, and what must add up."""
