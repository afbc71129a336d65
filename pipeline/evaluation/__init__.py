"""Scores against labelled files: precision, recall, F1, B-cubed, coverage. Pure arithmetic."""
