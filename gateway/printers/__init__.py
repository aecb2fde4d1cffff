"""Ticket printers. A driver family: ESC/POS by network, serial line or USB, and one in software."""
