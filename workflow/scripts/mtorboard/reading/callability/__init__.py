"""Where a variant would have been found: a file of callable bases or depths, the laboratory's word, or both.

Without either nothing is known, and no gene may be called "not detected".
"""
