"""The domain's frozen records and closed vocabularies. Imports nothing but the standard library."""
