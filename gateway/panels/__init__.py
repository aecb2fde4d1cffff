"""Panels of buttons: presses become orders to the worker; lamp and tone answer after the commit."""
