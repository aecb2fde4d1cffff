"""The gateways of all centres: what is known of each, the orders they are given, and who should not be there."""
