"""Strings in, strings out: markup, addresses, sentences, numbers.

Knows nothing of organisations or models.
"""
