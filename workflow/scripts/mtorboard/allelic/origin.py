"""Somatic or germline: only a source says so, an allele fraction at most raises the question."""

from __future__ import annotations

import re

from mtorboard.allelic.binomial import interval
from mtorboard.allelic.context import Context, read_interval, weighed
from mtorboard.allelic.states import possible_states
from mtorboard.classify.case import OUTSIDE_CODING, plain_c
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import GermlineFinding
from mtorboard.model.enums import Origin

NONE_FOUND = "none_found"
_HETEROZYGOUS = 0.5
_NORMAL_COPIES = 2
_ACCESSION = re.compile(r"^[^:]*:")


def with_origin(alteration: Alteration, context: Context) -> Alteration:
    """Set origin and ``possible_germline`` from caller, germline results, matched normal and, last, the reads.

    GERMLINE needs a germline result with the same c. name, or a matched normal that carries the allele as an
    inherited one and the patient's consent to germline findings; without consent that normal only raises the
    question. A result for the gene without a c. name, or an allele fraction that a heterozygous germline
    variant would have, raises it too. Where consent is refused, nothing is said of it at all.
    """
    findings = context.germline_findings(alteration.gene)
    reported = any(same_variant(alteration, finding) for finding in findings)
    inherited = in_normal(alteration, context)
    if alteration.somatic and not (reported or inherited):
        return alteration.because("Origin: called somatic.", origin=Origin.SOMATIC)
    if context.clinical.germline_consent is False:
        return alteration
    if alteration.somatic:
        source = "reported by the germline test" if reported else "carried by the matched normal"
        reason = f"Origin: called somatic, but {source} too; one of them is wrong."
        return alteration.because(reason, possible_germline=True)
    if reported:
        return alteration.because("Origin: reported by the germline test.", origin=Origin.GERMLINE)
    if inherited and context.clinical.germline_consent:
        return alteration.because("Origin: the matched normal carries it, too.", origin=Origin.GERMLINE)
    if any(finding.classification != NONE_FOUND and finding.hgvs_c is None for finding in findings):
        reason = (
            f"Origin: a germline {alteration.gene} variant without a name is reported; it may be this one."
        )
        return alteration.because(reason, possible_germline=True)
    if not weighed(alteration) or alteration.consequence in OUTSIDE_CODING:
        return alteration
    if inherited:
        reason = (
            "Origin: the matched normal does not exclude that it is inherited; consent to germline findings is "
            "not stated, so no more is said."
        )
        return alteration.because(reason, possible_germline=True)
    return _by_fraction(alteration, context)


def in_normal(alteration: Alteration, context: Context) -> bool:
    """Whether the matched normal carries the allele as an inherited one.

    The 95 % interval of its reads reaches one half and lies above a quarter: less is what tumour cells in the
    normal, or a clone of blood cells, leave there.
    """
    normal = alteration.normal
    if normal is None or normal.depth is None or normal.alt_depth is None:
        return False
    limits = interval(normal.alt_depth, normal.depth)
    enough = normal.depth >= context.thresholds.normal_min_depth
    return enough and limits is not None and limits[0] > _HETEROZYGOUS / 2 and limits[1] >= _HETEROZYGOUS


def same_variant(alteration: Alteration, finding: GermlineFinding) -> bool:
    """Whether a germline result names this alteration: same gene, same c. name up to style."""
    if finding.classification == NONE_FOUND or not finding.hgvs_c or not alteration.hgvs_c:
        return False
    return _plain(finding.hgvs_c) == _plain(alteration.hgvs_c)


def germline_tested_negative(alteration: Alteration, context: Context) -> bool:
    """Whether the gene's germline results say that nothing was found, and nothing else."""
    findings = context.germline_findings(alteration.gene)
    return bool(findings) and all(finding.classification == NONE_FOUND for finding in findings)


def _plain(hgvs_c: str) -> str:
    return plain_c(_ACCESSION.sub("", hgvs_c.strip()))


def _by_fraction(alteration: Alteration, context: Context) -> Alteration:
    """Raise the question of a germline variant where a suppressor's allele fraction fits one."""
    limits = read_interval(alteration)
    if limits is None or not context.is_suppressor(alteration.gene):
        return alteration
    if germline_tested_negative(alteration, context):
        return alteration.because(f"Origin: the germline test of {alteration.gene} found nothing.")
    if not any(limits[0] <= vaf <= limits[1] for vaf in _inherited_fractions(alteration, context)):
        return alteration
    reason = "Origin: no matched normal says somatic and the VAF fits a germline variant; to be excluded."
    return alteration.because(reason, possible_germline=True)


def _inherited_fractions(alteration: Alteration, context: Context) -> list[float]:
    """Fractions of a heterozygous germline allele that the tumour kept; of up to two copies where not known."""
    if context.purity is None:
        return [_HETEROZYGOUS]
    segment = context.segment_at(alteration)
    states = (state for state, _ in possible_states(segment, somatic=False, germline=True))
    return [
        state.expected(context.purity)
        for state in states
        if state.inherited == 1 and state.mutated and (segment or state.copies <= _NORMAL_COPIES)
    ]
