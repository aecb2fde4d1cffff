"""The pages with which staff add devices, and the address at which new boxes show their codes."""
