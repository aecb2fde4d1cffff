"""The first boot: how a box without a name becomes a gateway. Needs nothing but Python and the openssl program."""
