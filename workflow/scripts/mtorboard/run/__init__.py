"""Puts the stages together: one sample, one chunk of samples, one run. Holds no domain logic of its own."""
