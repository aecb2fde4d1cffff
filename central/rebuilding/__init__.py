"""The steps of `central.rebuild`: empty the projections, then take every stored line once more."""
