"""What is read for one sample, and the account of what was dropped on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtorboard.model.enums import Build


@dataclass(frozen=True, slots=True)
class SampleSpec:
    """One row of the sample sheet. ``None`` is "not given".

    Args:
        sample: sample id, a string whatever it looks like.
        variants: VCF, BCF or MAF.
        tumor: name of the tumour column (VCF) or barcode (MAF); ``normal``: name of the normal column.
        build: genome build of the file, when the file does not say it itself.
        tumour_type: OncoTree or project code.
        purity: tumour cell fraction, over 0 up to 1.
        clinical: clinical sidecar (YAML or phenopacket).
        copy_number: segments (TSV); ``callable_bed``: callable bases.
        structural: structural variants (VCF or BCF) of another caller than ``variants``.
        clinical_cells: fields of the sidecar given as columns ``clinical.FIELD``, with their text.
        assay: name of an entry of ``config/assays.yaml``.
        batch: chunk that the sample is worked in, instead of its hash bucket.
    """

    sample: str
    variants: Path
    tumor: str | None = None
    normal: str | None = None
    build: Build | None = None
    tumour_type: str | None = None
    purity: float | None = None
    clinical: Path | None = None
    copy_number: Path | None = None
    callable_bed: Path | None = None
    assay: str | None = None
    batch: str | None = None
    structural: Path | None = None
    clinical_cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many alleles entered a step, how many left it, and why the others did not."""

    step: str
    entered: int
    left: int
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InputFile:
    """An input by name and content, for provenance. The name is without its folder."""

    role: str
    name: str
    sha256: str
