"""Paper forms of surveys: questions as dated data, forms typed in one by one, counts that stand apart."""
