"""How boxes become gateways: central's own certificate authority, claims, and the files that are made of them."""
