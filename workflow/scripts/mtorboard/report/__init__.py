"""The report: one JSON document a sample, and the HTML and tables that are rendered from it alone."""
