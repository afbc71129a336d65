"""The trained part of the label classifier: features, weights, training script, data sheet."""
