"""Germline results of genes that the tables do not know: a mistyped symbol is refused, any other is named."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache

from mtorboard.errors import InputError, MtorboardError, Problems
from mtorboard.knowledge import resources_root
from mtorboard.knowledge.tables import parse_gene, read_table
from mtorboard.model.clinical import GermlineFinding
from mtorboard.model.enums import Role
from mtorboard.reading.clinical.wording import shortened
from mtorboard.reading.suggestions import one_of

_NEAR = 0.85
"""Likeness (difflib) of a symbol with a letter too many or too few (TSCC1). Genes whose symbols differ in one
letter (NF1 and NF2) are less alike: a panel may hold both, so they are no mistake."""


def check_germline(findings: Sequence[GermlineFinding], where: str) -> tuple[str, ...]:
    """Return notes on the genes that the tables do not know.

    Args:
        findings: results in the order of the source; ``where``: how errors name it.

    Raises:
        Problems: symbols that are all but that of a tumour suppressor, of which the germline rules speak. Another
            gene's result changes nothing, so that a wrong guess would cost a report and gain none.
    """
    roles = _roles()
    suppressors = sorted(symbol for symbol, role in roles.items() if role is Role.TSG)
    problems: list[MtorboardError] = []
    unknown: set[str] = set()
    for number, finding in enumerate(findings, start=1):
        if finding.gene in roles:
            continue
        near = sorted(get_close_matches(finding.gene, suppressors, cutoff=_NEAR))
        if near:
            problems.append(
                InputError(
                    f"the symbol is not that of a known gene (did you mean {one_of(near)}?)",
                    where=f"{where}, germline[{number}].gene",
                    why="The result would be lost without a word",
                    todo="Write the HGNC symbol; if another gene was tested, leave its entry out",
                )
            )
        else:
            unknown.add(shortened(finding.gene))
    if problems:
        raise Problems(problems)
    names = ", ".join(sorted(unknown))
    return (f"germline: the tables hold no gene {names}; not used.",) if unknown else ()


@cache
def _roles() -> dict[str, Role]:
    return {
        gene.symbol: gene.role
        for gene in read_table(resources_root() / "knowledge" / "genes.tsv", parse_gene)
    }
