"""The numbers on which a judgement turns. Their values and reasons stand in the configuration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits for classification, allelic state and the statement that nothing was found.

    Args:
        min_vaf: variant allele fraction (0 to 1) under which an alteration is of low confidence.
        min_alt_reads: reads with the allele under which it is of low confidence.
        min_depth: reads at the site under which it is of low confidence.
        population_af: population allele frequency (0 to 1) from which an uncurated allele is BENIGN.
        missense_fraction: share of missense among a hotspot residue's alterations (0 to 1) from which another
            missense there is LIKELY.
        residue_tumours: tumours that such a residue must have been seen altered in.
        clonal_ccf: cancer cell fraction (0 to 1) from which an alteration is CLONAL.
        coding_share: share of coding bases (0 to 1) that must be callable before "not detected" is said.
        purity_tolerance: how far true purity may lie from the given one, on either side (0 to 1).
    """

    min_vaf: float
    min_alt_reads: int
    min_depth: int
    population_af: float
    missense_fraction: float
    residue_tumours: int
    clonal_ccf: float
    coding_share: float
    purity_tolerance: float
