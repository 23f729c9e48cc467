"""Small hand-made tables and variants for the tests of classification, allelic state and pathway state.

Positions are 1-based and true on GRCh38 unless a test says that they are invented.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mtorboard.classify import Thresholds
from mtorboard.knowledge.base import Tables
from mtorboard.knowledge.records import Allele, Gene, Provenance, Region
from mtorboard.knowledge.transcripts import Transcript
from mtorboard.model.alteration import Alteration
from mtorboard.model.enums import AlterationClass, Arm, Build, Consequence, Effect, Naming, Role, Verification
from mtorboard.model.variant import AnnotatedVariant, Name, ReadSupport, Variant, VariantKey

CHECKED = Provenance("test", Verification.VERIFIED, "2026-11-01", "")
THRESHOLDS = Thresholds(
    min_vaf=0.05,
    min_alt_reads=4,
    min_depth=20,
    population_af=0.001,
    missense_fraction=0.8,
    residue_tumours=5,
    clonal_ccf=0.8,
    coding_share=0.95,
    depth_ok=200,
    depth_low=30,
    detection_probability=0.95,
    reference_quality=20,
    amplification_copies=6,
    purity_tolerance=0.05,
    read_precision=1000,
    state_probability=0.95,
    codon_vaf_tolerance=0.1,
    normal_min_depth=10,
    normal_max_vaf=0.02,
    coding_flank=50,
)

_GENES = (
    ("TSC1", Role.TSG, Arm.A_TSC, Effect.LOF, 1164, True),
    ("TSC2", Role.TSG, Arm.A_TSC, Effect.LOF, 1807, True),
    ("PTEN", Role.TSG, Arm.A_PI3K, Effect.LOF, 403, True),
    ("PIK3CA", Role.ONC, Arm.A_PI3K, Effect.GOF, 1068, True),
    ("KRAS", Role.ONC, Arm.B_MAPK, Effect.GOF, 188, True),
    ("NF1", Role.TSG, Arm.B_MAPK, Effect.LOF, 2839, True),
    ("MTOR", Role.ONC, Arm.A_MTOR, Effect.GOF, 2549, True),
    ("ESR1", Role.ONC, Arm.C_ENDO, Effect.GOF, 595, False),
    ("CTNNB1", Role.CONTEXT, None, Effect.GOF, 781, False),
)


def gene(symbol: str, role: Role, arm: Arm | None, direction: Effect, length: int, required: bool) -> Gene:
    return Gene(
        symbol,
        "",
        role,
        arm,
        direction,
        "NM_0.1",
        "",
        "",
        (),
        length,
        frozenset(Build),
        required,
        "",
        CHECKED,
    )


def allele(
    gene_: str, c: str, p: str, key: str, class_: AlterationClass, effect: Effect, **more: Any
) -> Allele:
    contig, pos, ref, alt = key.split(":")
    keys = {Build.GRCH38: VariantKey(Build.GRCH38, contig, int(pos), ref, alt)}
    given = {"drug_scope": "", "labels": frozenset(), "note": "", "provenance": CHECKED} | more
    return Allele(f"{gene_}:{p or c}", gene_, c, p, keys, class_, effect, **given)


def region(gene_: str, kind: str, first: int | None, last: int | None, **more: Any) -> Region:
    given = {
        "first_c": None,
        "last_c": None,
        "missense_fraction": None,
        "tumours": None,
        "class_": AlterationClass.VUS,
        "effect": Effect.UNKNOWN,
        "note": "",
        "provenance": CHECKED,
    } | more
    region_id = f"{gene_}:{kind}:{first or given['first_c']}"
    return Region(region_id, gene_, kind, first, last, **given)


KNOWN, HOTSPOT, LIKELY = AlterationClass.KNOWN, AlterationClass.HOTSPOT, AlterationClass.LIKELY
ALLELES = (
    allele("KRAS", "c.35G>A", "G12D", "12:25245350:C:T", HOTSPOT, Effect.GOF),
    allele("TSC2", "c.1831C>T", "R611W", "16:2070570:C:T", KNOWN, Effect.LOF),
    allele("TSC2", "c.2967-1G>T", "", "16:2079031:G:T", AlterationClass.LIKELY_BENIGN, Effect.NEUTRAL),
    allele("PTEN", "c.389G>A", "R130Q", "10:87933148:G:A", HOTSPOT, Effect.LOF),
    allele(
        "PTEN",
        "c.386G>A",
        "G129E",
        "10:87933145:G:A",
        KNOWN,
        Effect.LOF,
        note="Dominant-negative: function is lost without a second hit.",
    ),
    allele("PIK3CA", "c.1173A>G", "I391M", "3:179209622:A:G", AlterationClass.BENIGN, Effect.NEUTRAL),
    allele(
        "PIK3CA",
        "c.1633G>A",
        "E545K",
        "3:179218303:G:A",
        HOTSPOT,
        Effect.GOF,
        labels=frozenset({"alpelisib", "capivasertib"}),
    ),
    allele(
        "MTOR",
        "c.6101C>T",
        "A2034V",
        "1:11127739:G:A",
        AlterationClass.RESISTANCE,
        Effect.RES,
        drug_scope="rapalog",
    ),
    allele("MTOR", "c.6644C>A", "S2215Y", "1:11124516:G:T", HOTSPOT, Effect.GOF),
    allele("CTNNB1", "c.110C>T", "S37F", "3:41224622:C:T", HOTSPOT, Effect.GOF),
)
_SHARE = {"missense_fraction": 1.0, "tumours": 2175, "class_": LIKELY}
REGIONS = (
    region("KRAS", "HOTSPOT_RESIDUE", 12, 12, effect=Effect.GOF, **_SHARE),
    region("KRAS", "HOTSPOT_RESIDUE", 33, 33, class_=LIKELY, effect=Effect.GOF),
    region("PTEN", "HOTSPOT_RESIDUE", 130, 130, effect=Effect.LOF, **(_SHARE | {"tumours": 60})),
    region(
        "PTEN",
        "HOTSPOT_RESIDUE",
        233,
        233,
        effect=Effect.LOF,
        **(_SHARE | {"missense_fraction": 0.1}),
    ),
    region("PIK3CA", "INFRAME_WINDOW", 102, 114, class_=LIKELY, effect=Effect.GOF),
    region("TSC1", "TRUNCATION_EXCEPTION", 993, 1164, note="Last coding exon."),
    region("PTEN", "TRUNCATION_EXCEPTION", 376, 403, note="C-terminal tail."),
    region("TSC2", "TRUNCATION_EXCEPTION", 946, 989, first_c=2838, last_c=2966, note="Not essential."),
    region("TSC2", "TRUNCATION_EXCEPTION", 1272, 1295, first_c=3815, last_c=3883, note="Not essential."),
    region("TSC2", "SPLICE_EXCEPTION", None, None, first_c=2967, last_c=2967, note="NAGNAG acceptor."),
)


def tables(**changes: Any) -> Tables:
    """The tables above, with fields replaced."""
    made = Tables(
        genes={row[0]: gene(*row) for row in _GENES},
        transcripts={},
        alleles=ALLELES,
        alleles_by_key={key: row for row in ALLELES for key in row.keys.values()},
        alleles_by_c={(row.gene, row.hgvs_c): row for row in ALLELES},
        regions={name: tuple(r for r in REGIONS if r.gene == name) for name in {r.gene for r in REGIONS}},
        stop_gains={},
    )
    return replace(made, **changes)


def named(
    gene_: str,
    consequence: Consequence,
    *,
    key: str = "1:1000:A:C",
    c: str | None = None,
    p: str | None = None,
    codons: int | tuple[int, int] | None = None,
    new_stop: int | None = None,
    reads: tuple[int | None, int | None] = (40, 100),
    **variant: Any,
) -> AnnotatedVariant:
    """A variant with its name; ``reads`` are those with the allele and all. The default key is nobody's."""
    contig, pos, ref, alt = key.split(":")
    alt_depth, depth = reads
    vaf = alt_depth / depth if alt_depth is not None and depth else None
    found = Variant(
        VariantKey(Build.GRCH38, contig, int(pos), ref, alt),
        "S1",
        ReadSupport(depth, alt_depth, vaf),
        **variant,
    )
    span = (codons, codons) if isinstance(codons, int) else codons
    name = Name(gene_, "NM_0.1", consequence, "", c, p, span, new_stop, Naming.LIBRARY)
    return AnnotatedVariant(found, name)


def alteration(
    gene_: str,
    class_: AlterationClass,
    *,
    reads: tuple[int, int] | None = (40, 100),
    pos: int = 1000,
    contig: str = "1",
    **more: Any,
) -> Alteration:
    """An alteration as classification leaves it, at an invented position unless one is given."""
    lof = class_ is AlterationClass.LIKELY_LOF
    given = {
        "hgvs_c": f"c.{pos}A>C",
        "hgvs_p": None,
        "consequence": Consequence.STOP_GAINED if lof else Consequence.MISSENSE,
        "effect": Effect.LOF if lof else Effect.UNKNOWN,
    } | more
    counts = {"alt_depth": reads[0], "depth": reads[1], "vaf": reads[0] / reads[1]} if reads else {}
    return Alteration(
        gene=gene_,
        key=f"GRCh38:{contig}:{pos}:A:C",
        hgvs_g="",
        transcript="NM_0.1",
        class_=class_,
        naming=Naming.LIBRARY,
        **counts,
        **given,
    )


def transcript(gene_: str, contig: str = "1") -> Transcript:
    """An invented gene of three coding exons of 30 bases at 0-based 1000, 2000 and 3000."""
    exons = ((1000, 1030), (2000, 2030), (3000, 3030))
    return Transcript(gene_, "NM_0.1", "NP_0.1", Build.GRCH38, contig, f"NC_{contig}.1", 1, exons, 1000, 3030)
