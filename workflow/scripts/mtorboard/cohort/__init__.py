"""The cohort view: one row a sample, read from the samples' report.json one at a time."""
