"""The pages "Chốt kỳ"."""
