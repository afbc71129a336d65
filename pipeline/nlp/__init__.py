"""What posts say: names, labels, duplicates, stories, ranks.

Records in, records out; no files but its own weights.
"""
