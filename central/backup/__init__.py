"""Copies of central for the day on which its disk is gone, and the way back from one."""
