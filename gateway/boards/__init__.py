"""Display boards: what the hall says about one counter, or about the newest call, becomes light over a desk."""
