"""Proves that every figure follows from the stored bytes; reads only, and recomputes instead of trusting."""
