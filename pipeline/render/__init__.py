"""From claims and tables to the bytes of published files. No clock, no input or output."""
