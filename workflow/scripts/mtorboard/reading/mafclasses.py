"""MAF's Variant_Classification as Sequence Ontology terms (GDC MAF format, and Oncotator's older classes)."""

from __future__ import annotations

import re

_TERMS = {
    "missense_mutation": "missense_variant",
    "nonsense_mutation": "stop_gained",
    "nonstop_mutation": "stop_lost",
    "stop_codon_del": "stop_lost",
    "frame_shift_del": "frameshift_variant",
    "frame_shift_ins": "frameshift_variant",
    "in_frame_del": "inframe_deletion",
    "in_frame_ins": "inframe_insertion",
    "silent": "synonymous_variant",
    "splice_region": "splice_region_variant",
    "translation_start_site": "start_lost",
    "start_codon_snp": "start_lost",
    "start_codon_del": "start_lost",
    "start_codon_ins": "start_lost",
    "5'utr": "5_prime_UTR_variant",
    "3'utr": "3_prime_UTR_variant",
    "5'flank": "upstream_gene_variant",
    "3'flank": "downstream_gene_variant",
    "intron": "intron_variant",
    "igr": "intergenic_variant",
    "rna": "non_coding_transcript_exon_variant",
    "de_novo_start_inframe": "5_prime_UTR_premature_start_codon_gain_variant",
    "de_novo_start_outofframe": "5_prime_UTR_premature_start_codon_gain_variant",
}
_SPLICE_SITE = "splice_site"
_DONOR = re.compile(r"\d\+\d")
_ACCEPTOR = re.compile(r"\d-\d")


def so_terms(classification: str, hgvs_c: str | None) -> tuple[str, ...]:
    """Translate a Variant_Classification; the c. name tells the donor (``+``) from the acceptor (``-``).

    An unknown class gives no term.
    """
    name = classification.strip().lower()
    if name != _SPLICE_SITE:
        return (_TERMS[name],) if name in _TERMS else ()
    sides = {"splice_donor_variant": _DONOR, "splice_acceptor_variant": _ACCEPTOR}
    found = tuple(term for term, sign in sides.items() if sign.search(hgvs_c or ""))
    return found or ("splice_site_variant",)
