"""File formats of reports. A format writes what a report says and computes nothing."""
