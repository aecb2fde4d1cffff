"""Pages of a gateway: one module each with ``pages(parts)``, listed in ``gateway/web/registry.py``."""
