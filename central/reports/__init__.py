"""Reports: each is one module that reads daily sums and gives a table of numbers; none knows a format."""
