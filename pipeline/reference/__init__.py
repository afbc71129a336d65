"""What we think, as data: who exists, what we read, which words mean what.

TOML in, frozen models out.
"""
