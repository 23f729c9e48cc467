"""The closed vocabularies of the domain. The values are what report.json prints; they never change meaning."""

from __future__ import annotations

from enum import StrEnum


class Build(StrEnum):
    """Genome assembly of a coordinate."""

    GRCH37 = "GRCh37"
    GRCH38 = "GRCh38"


class Role(StrEnum):
    """How a gene drives: by being lost, by being altered in function, or it only marks a context."""

    TSG = "TSG"
    ONC = "ONC"
    CONTEXT = "CONTEXT"


class Arm(StrEnum):
    """Pathway arms; A_* feed mTORC1, B_* bypass it, C_ENDO is the endocrine axis."""

    A_TSC = "A_TSC"
    A_MTOR = "A_MTOR"
    A_GATOR = "A_GATOR"
    A_PI3K = "A_PI3K"
    A_LKB1 = "A_LKB1"
    A_FLCN = "A_FLCN"
    B_MAPK = "B_MAPK"
    B_RTK = "B_RTK"
    C_ENDO = "C_ENDO"


class Consequence(StrEnum):
    """Sequence Ontology terms, the subset that classification tells apart; most severe first."""

    SPLICE_ACCEPTOR = "splice_acceptor_variant"
    SPLICE_DONOR = "splice_donor_variant"
    STOP_GAINED = "stop_gained"
    FRAMESHIFT = "frameshift_variant"
    STOP_LOST = "stop_lost"
    START_LOST = "start_lost"
    INFRAME_INSERTION = "inframe_insertion"
    INFRAME_DELETION = "inframe_deletion"
    MISSENSE = "missense_variant"
    PROTEIN_ALTERING = "protein_altering_variant"
    SPLICE_REGION = "splice_region_variant"
    STOP_RETAINED = "stop_retained_variant"
    SYNONYMOUS = "synonymous_variant"
    CODING_UNRESOLVED = "coding_sequence_variant"
    UTR5 = "5_prime_UTR_variant"
    UTR3 = "3_prime_UTR_variant"
    INTRON = "intron_variant"
    OUTSIDE = "intergenic_variant"
    COPY_LOSS = "transcript_ablation"
    COPY_GAIN = "transcript_amplification"
    GENE_FUSION = "gene_fusion"
    EXON_DELETION = "feature_truncation"
    EXON_DUPLICATION = "feature_elongation"
    GENE_DISRUPTION = "gene_variant"


class AlterationClass(StrEnum):
    """What classification says of an alteration (evidence order: first match wins)."""

    KNOWN = "KNOWN"
    HOTSPOT = "HOTSPOT"
    LIKELY = "LIKELY"
    LIKELY_LOF = "LIKELY_LOF"
    RESISTANCE = "RESISTANCE"
    VUS = "VUS"
    BENIGN = "BENIGN"
    LIKELY_BENIGN = "LIKELY_BENIGN"
    PASSENGER = "PASSENGER"


class Effect(StrEnum):
    """Functional direction of an alteration."""

    GOF = "GOF"
    LOF = "LOF"
    RES = "RES"
    NEUTRAL = "NEUTRAL"
    UNKNOWN = "UNKNOWN"


class GeneStatus(StrEnum):
    """Status of a gene in one tumour. Only the NOT_DETECTED pair says that somebody looked."""

    ALTERED = "ALTERED"
    VUS_ONLY = "VUS_ONLY"
    NOT_DETECTED = "NOT_DETECTED"
    NOT_DETECTED_SNV_ONLY = "NOT_DETECTED_SNV_ONLY"
    NOT_ASSESSED = "NOT_ASSESSED"


class ArmCondition(StrEnum):
    """State of a pathway arm. "ACTIVE" is the internal word; prose says "altered"."""

    ACTIVE_CONFIRMED = "ACTIVE_CONFIRMED"
    ACTIVE_LIKELY = "ACTIVE_LIKELY"
    VUS_ONLY = "VUS_ONLY"
    NOT_DETECTED = "NOT_DETECTED"
    NOT_DETECTED_SNV_ONLY = "NOT_DETECTED_SNV_ONLY"
    NOT_ASSESSED = "NOT_ASSESSED"


class Zygosity(StrEnum):
    """Whether a second copy of the gene is left."""

    BIALLELIC = "BIALLELIC"
    MONOALLELIC = "MONOALLELIC"
    UNKNOWN = "UNKNOWN"


class Origin(StrEnum):
    """Where an alteration comes from; GERMLINE only when a germline source says so."""

    SOMATIC = "SOMATIC"
    GERMLINE = "GERMLINE"
    UNKNOWN = "UNKNOWN"


class Clonality(StrEnum):
    """Share of tumour cells that carry an alteration: CLONAL is a cancer cell fraction of 0.8 or more."""

    CLONAL = "CLONAL"
    SUBCLONAL = "SUBCLONAL"
    UNKNOWN = "UNKNOWN"


class Naming(StrEnum):
    """Which of the three ways gave an alteration its name."""

    FILE_ANNOTATION = "FILE_ANNOTATION"
    LIBRARY = "LIBRARY"
    COORDINATES = "COORDINATES"


class Headline(StrEnum):
    """The one-word answer of a report."""

    MTOR_MONOTHERAPY = "MTOR_MONOTHERAPY"
    MTOR_PLUS_MEK_TRIAL = "MTOR_PLUS_MEK_TRIAL"
    MTOR_PLUS_ENDOCRINE = "MTOR_PLUS_ENDOCRINE"
    LABEL_INDICATION = "LABEL_INDICATION"
    OTHER_PATHWAY_FIRST = "OTHER_PATHWAY_FIRST"
    IMMUNOSUPPRESSION_SWITCH = "IMMUNOSUPPRESSION_SWITCH"
    NO_MTOR_SUGGESTION = "NO_MTOR_SUGGESTION"
    UNDETERMINED = "UNDETERMINED"


class StrategyName(StrEnum):
    """The three strategies that always stand side by side."""

    MTOR_MONOTHERAPY = "MTOR_MONOTHERAPY"
    MTOR_PLUS_MEK = "MTOR_PLUS_MEK"
    MTOR_PLUS_ENDOCRINE = "MTOR_PLUS_ENDOCRINE"


class Verdict(StrEnum):
    """How well a strategy is supported, best first."""

    LICENSED = "LICENSED"
    SUPPORTED = "SUPPORTED"
    LIMITED = "LIMITED"
    TRIAL_ONLY = "TRIAL_ONLY"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    UNDETERMINED = "UNDETERMINED"


class RuleClass(StrEnum):
    """Class of a therapy rule."""

    LABEL = "LABEL"
    M1 = "M1"
    M2 = "M2"
    C_ENDO = "C-ENDO"
    C_MEK = "C-MEK"
    ALT = "ALT"
    NOT = "NOT"
    RES = "RES"
    INFO = "INFO"


class Severity(StrEnum):
    """Severity of a safety flag, gravest first."""

    STOP = "STOP"
    HOLD = "HOLD"
    CAUTION = "CAUTION"
    INFO = "INFO"


class Verification(StrEnum):
    """Whether a curated fact was checked against its source."""

    VERIFIED = "VERIFIED"
    UNVERIFIED = "UNVERIFIED"
    JUDGEMENT = "JUDGEMENT"
