"""Draws tickets with Pillow. Loaded only where a printer is; it knows no printer but the bitmap it takes."""
