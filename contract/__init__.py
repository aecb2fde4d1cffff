"""What gateway and central both agree on: events, lines and their chain, topics, ids, the clock rule.

Standard library and msgspec only; nothing here opens a file, a socket or a clock.
"""
