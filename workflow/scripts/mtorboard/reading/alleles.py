"""Which ALTs are small variants, and which are something else that is counted, or read apart."""

from __future__ import annotations

from mtorboard.reading.funnel import Drop

REFERENCE_BLOCKS = frozenset({"<NON_REF>", "<*>"})
"""ALTs that stand for "any other allele" in a gVCF."""

UNKNOWN_ANCHOR = "N"
"""IUPAC's "any base": the anchor of an indel where no FASTA gave it."""

_BASES = frozenset("ACGT")
_BREAKEND_SIGNS = frozenset("[].")


def unusable(ref: str, alt: str) -> str:
    """Return why an ALT cannot be read as a small variant, ``""`` when it can."""
    if alt == "*":
        return Drop.SPANNING
    if alt in REFERENCE_BLOCKS:
        return Drop.GVCF
    if alt.startswith("<"):
        return Drop.SYMBOLIC
    if _BREAKEND_SIGNS & set(alt):
        return Drop.BREAKEND
    if not (ref and alt):
        return Drop.NOT_BASES
    # our own annotated.vcf.gz has indels of a MAF, whose anchor base was not known
    shared = ref[0] == alt[0] == UNKNOWN_ANCHOR and len(ref) != len(alt)
    if not _BASES.issuperset(ref[shared:] + alt[shared:]):
        return Drop.NOT_BASES
    return Drop.SAME_AS_REF if ref == alt else ""
