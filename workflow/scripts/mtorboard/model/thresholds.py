"""The numbers on which a judgement turns. Their values and reasons stand in the configuration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits for reading, classification, allelic state and the statement that nothing was found.

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
        depth_ok: reads from which a place is well read; ``depth_low``: from which it is callable at all.
        detection_probability: how surely (0 to under 1) an alteration must have been seen before its absence
            is said.
        reference_quality: genotype quality (Phred) under which a gVCF's reference block is not callable.
        amplification_copies: copies of a whole gene in a tumour cell from which it is amplified.
        purity_tolerance: how far true purity may lie from the given one, on either side (0 to 1).
        read_precision: precision of the beta-binomial count of reads: no depth tells more than so many reads.
        state_probability: probability (over 0.5 to under 1) from which zygosity and clonality are said.
        codon_vaf_tolerance: two unphased substitutions in one codon are taken to lie on one molecule when their
            VAFs (0 to 1) differ by at most this; ``None``: only phased ones are joined.
        normal_min_depth: reads that a matched normal needs before it can say "somatic".
        normal_max_vaf: highest VAF (0 to 1) in such a normal that still says "somatic".
        coding_flank: bases beside coding sequence within which small variants are read; others are counted.
    """

    min_vaf: float
    min_alt_reads: int
    min_depth: int
    population_af: float
    missense_fraction: float
    residue_tumours: int
    clonal_ccf: float
    coding_share: float
    depth_ok: int
    depth_low: int
    detection_probability: float
    reference_quality: int
    amplification_copies: int
    purity_tolerance: float
    read_precision: int
    state_probability: float
    codon_vaf_tolerance: float | None
    normal_min_depth: int
    normal_max_vaf: float
    coding_flank: int
