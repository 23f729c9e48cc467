"""Somatic or germline: only a source says so, an allele fraction at most raises the question."""

from __future__ import annotations

import re

from mtorboard.allelic.context import Context, read_interval, weighed
from mtorboard.allelic.states import possible_states
from mtorboard.classify.case import OUTSIDE_CODING, plain_c
from mtorboard.model.alteration import Alteration
from mtorboard.model.clinical import GermlineFinding
from mtorboard.model.enums import Origin

NONE_FOUND = "none_found"
_ACCESSION = re.compile(r"^[^:]*:")


def with_origin(alteration: Alteration, context: Context) -> Alteration:
    """Set origin and ``possible_germline`` from caller, germline results and, last, the allele fraction.

    GERMLINE needs a germline result with the same c. name. A result for the gene without a c. name, or an
    allele fraction that a heterozygous germline variant would have, only sets ``possible_germline``.
    """
    findings = context.germline_findings(alteration.gene)
    reported = any(same_variant(alteration, finding) for finding in findings)
    if reported and alteration.somatic:
        reason = "Origin: called somatic, but reported by the germline test too; one of them is wrong."
        return alteration.because(reason, possible_germline=True)
    if reported:
        return alteration.because("Origin: reported by the germline test.", origin=Origin.GERMLINE)
    if alteration.somatic:
        return alteration.because("Origin: called somatic.", origin=Origin.SOMATIC)
    if any(finding.classification != NONE_FOUND and finding.hgvs_c is None for finding in findings):
        reason = (
            f"Origin: a germline {alteration.gene} variant without a name is reported; it may be this one."
        )
        return alteration.because(reason, possible_germline=True)
    return _by_fraction(alteration, context)


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
    asked = weighed(alteration) and context.is_suppressor(alteration.gene)
    if not asked or alteration.consequence in OUTSIDE_CODING:
        return alteration
    limits = read_interval(alteration)
    if limits is None:
        return alteration
    if germline_tested_negative(alteration, context):
        return alteration.because(f"Origin: the germline test of {alteration.gene} found nothing.")
    expected = [0.5]
    if context.purity is not None:
        states = possible_states(context.segment_at(alteration), somatic=False, germline=True)
        expected = [state.expected(context.purity) for state in states]
    if not any(limits[0] <= vaf <= limits[1] for vaf in expected):
        return alteration
    reason = "Origin: no matched normal says somatic and the VAF fits a germline variant; to be excluded."
    return alteration.because(reason, possible_germline=True)
