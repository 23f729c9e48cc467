"""Words for consequences: Sequence Ontology, VEP, SnpEff, bcftools csq and MAF classes."""

from __future__ import annotations

from collections.abc import Iterable

from mtorboard.model.enums import Consequence

_SEVERITY = {consequence: rank for rank, consequence in enumerate(Consequence)}

_OTHER_WORDS = {
    # Ensembl VEP, finer or older terms
    "splice_donor_5th_base_variant": Consequence.SPLICE_REGION,
    "splice_donor_region_variant": Consequence.SPLICE_REGION,
    "splice_polypyrimidine_tract_variant": Consequence.SPLICE_REGION,
    "initiator_codon_variant": Consequence.START_LOST,
    "start_retained_variant": Consequence.SYNONYMOUS,
    "incomplete_terminal_codon_variant": Consequence.CODING_UNRESOLVED,
    "upstream_gene_variant": Consequence.OUTSIDE,
    "downstream_gene_variant": Consequence.OUTSIDE,
    # SnpEff
    "conservative_inframe_insertion": Consequence.INFRAME_INSERTION,
    "disruptive_inframe_insertion": Consequence.INFRAME_INSERTION,
    "conservative_inframe_deletion": Consequence.INFRAME_DELETION,
    "disruptive_inframe_deletion": Consequence.INFRAME_DELETION,
    "exon_loss_variant": Consequence.SPLICE_ACCEPTOR,  # an exon is lost together with its splice sites
    "non_canonical_start_codon": Consequence.START_LOST,
    "rare_amino_acid_variant": Consequence.MISSENSE,
    "start_retained": Consequence.SYNONYMOUS,
    "stop_retained": Consequence.STOP_RETAINED,
    "5_prime_UTR_premature_start_codon_gain_variant": Consequence.UTR5,
    "5_prime_UTR_truncation": Consequence.UTR5,
    "3_prime_UTR_truncation": Consequence.UTR3,
    "intergenic_region": Consequence.OUTSIDE,
    # bcftools csq
    "splice_acceptor": Consequence.SPLICE_ACCEPTOR,
    "splice_donor": Consequence.SPLICE_DONOR,
    "splice_region": Consequence.SPLICE_REGION,
    "frameshift": Consequence.FRAMESHIFT,
    "inframe_altering": Consequence.PROTEIN_ALTERING,
    "missense": Consequence.MISSENSE,
    "synonymous": Consequence.SYNONYMOUS,
    "coding_sequence": Consequence.CODING_UNRESOLVED,
    "5_prime_utr": Consequence.UTR5,
    "3_prime_utr": Consequence.UTR3,
    "intron": Consequence.INTRON,
}
_OF_BASES = tuple(Consequence)[: _SEVERITY[Consequence.OUTSIDE] + 1]
"""Terms of small variants. Those behind them are of whole exons and genes, which no change of a few bases is."""
_WORDS = {consequence.value: consequence for consequence in _OF_BASES} | _OTHER_WORDS

_MAF_CLASSES = {
    Consequence.SPLICE_ACCEPTOR: "Splice_Site",
    Consequence.SPLICE_DONOR: "Splice_Site",
    Consequence.STOP_GAINED: "Nonsense_Mutation",
    Consequence.STOP_LOST: "Nonstop_Mutation",
    Consequence.START_LOST: "Translation_Start_Site",
    Consequence.INFRAME_INSERTION: "In_Frame_Ins",
    Consequence.INFRAME_DELETION: "In_Frame_Del",
    Consequence.MISSENSE: "Missense_Mutation",
    Consequence.SPLICE_REGION: "Splice_Region",
    Consequence.STOP_RETAINED: "Silent",
    Consequence.SYNONYMOUS: "Silent",
    Consequence.UTR5: "5'UTR",
    Consequence.UTR3: "3'UTR",
    Consequence.INTRON: "Intron",
    Consequence.OUTSIDE: "IGR",
}

_GROUPS = (
    {Consequence.SPLICE_ACCEPTOR, Consequence.SPLICE_DONOR},
    {Consequence.STOP_GAINED, Consequence.FRAMESHIFT},
    {Consequence.FRAMESHIFT, Consequence.START_LOST},
    {Consequence.FRAMESHIFT, Consequence.STOP_LOST},
    {
        Consequence.INFRAME_INSERTION,
        Consequence.INFRAME_DELETION,
        Consequence.MISSENSE,
        Consequence.PROTEIN_ALTERING,
    },
    {Consequence.SYNONYMOUS, Consequence.STOP_RETAINED, Consequence.SPLICE_REGION},
    {Consequence.INTRON, Consequence.SPLICE_REGION},
    {Consequence.UTR5, Consequence.SPLICE_REGION, Consequence.OUTSIDE},
    {Consequence.UTR3, Consequence.SPLICE_REGION, Consequence.OUTSIDE},
)


def most_severe(consequences: Iterable[Consequence]) -> Consequence:
    """Return the gravest by Ensembl's order, which is the order of :class:`Consequence`.

    Raises:
        ValueError: when there is none.
    """
    return min(consequences, key=_SEVERITY.__getitem__)


def consequence_of(terms: Iterable[str]) -> Consequence | None:
    """Return the most severe consequence that the terms of one transcript name.

    Terms may be joined by ``&`` or ``,``; words that say nothing about the coding sequence are passed over.
    ``None`` when no word is known.
    """
    words = (word.strip().lstrip("*") for term in terms for word in term.replace(",", "&").split("&"))
    known = [_WORDS[word] for word in words if word in _WORDS]
    return most_severe(known) if known else None


def maf_class(consequence: Consequence, net_length: int) -> str:
    """Return MAF's ``Variant_Classification`` for a consequence.

    Args:
        consequence: the most severe term.
        net_length: inserted minus deleted bases, which tells frameshift deletions from insertions.
    """
    if consequence is Consequence.FRAMESHIFT:
        return "Frame_Shift_Ins" if net_length > 0 else "Frame_Shift_Del"
    if consequence is Consequence.PROTEIN_ALTERING:
        return "In_Frame_Ins" if net_length > 0 else "In_Frame_Del"
    return _MAF_CLASSES.get(consequence, "Targeted_Region")


def compatible(one: Consequence, other: Consequence) -> bool:
    """Whether two consequences of one change on one transcript can both be right.

    Annotators differ in what they print first: a stop at once after a shifted frame, ``protein_altering`` for
    a complex in-frame change, ``splice_region`` beside what lies there. They never differ in what is lost.
    """
    return one is other or any(one in group and other in group for group in _GROUPS)
