"""The trained part of the label classifier: features, weights, the script that makes them, and their data sheet."""
