"""Design tokens, styles, the typeface and small drawing helpers of every page of the product.

Only assets and pure functions live here: no web framework, no store, no device. Gateway, central and
simulator may all import it; it imports none of them.
"""
