"""The lists of a centre that are in force: who works there, which agencies there are; only read here."""
