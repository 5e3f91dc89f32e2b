"""What changes between two handbooks: in words, in decisions, and for the training."""
