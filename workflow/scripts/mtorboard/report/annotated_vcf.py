"""annotated.vcf.gz: the small variants of a report as a bgzipped VCF 4.3 with an index beside it.

Positions are 1-based, contigs are named without ``chr``. Records are made so that :mod:`mtorboard.reading.vcf`
reads back the same alterations: names of the file or the library stand in ``CSQ``, where any reader of VEP's layout
finds them; a name that rests on coordinates alone is worked out again.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pysam

from mtorboard.knowledge.base import RuleBase
from mtorboard.model.enums import Build
from mtorboard.model.variant import Phase, ReadSupport, Variant
from mtorboard.reading.annotations import vep_alleles
from mtorboard.reading.contigs import assemblies
from mtorboard.report.plain import one_line, visible
from mtorboard.report.smallvariants import SmallVariant, small_variants

_TEXTS = {
    "MTB_GENE": ("gene", "HGNC symbol"),
    "MTB_TRANSCRIPT": ("transcript", "Pinned transcript that the names are on"),
    "MTB_HGVSC": ("hgvs_c", "HGVS c. name"),
    "MTB_HGVSP": ("hgvs_p", "HGVS p. name"),
    "MTB_CSQ": ("consequence", "Most severe consequence, Sequence Ontology"),
    "MTB_NAMING": ("naming", "Which way gave the name"),
    "MTB_CLASS": ("class", "Class of the alteration"),
    "MTB_EFFECT": ("effect", "Functional direction"),
    "MTB_ID": ("allele_id", "Row of the curated tables that decided"),
    "MTB_SCOPE": ("drug_scope", "What a resistance allele resists"),
    "MTB_ZYG": ("zygosity", "Whether a second copy of the gene is left"),
    "MTB_CLON": ("clonality", "Clonality"),
    "MTB_ORIGIN": ("origin", "Where the alteration comes from"),
}
"""INFO fields of one word: the field of the alteration, and the description."""
_FLAGS = {
    "SOMATIC": ("somatic", "Called somatic, or absent from a matched normal that was read deeply enough"),
    "MTB_COUNTS": ("counts", "Makes its gene altered"),
    "MTB_GERMLINE": ("possible_germline", "Possibly of the germline"),
    "MTB_LOWCONF": ("low_confidence", "Too few reads or too low a fraction for a positive statement"),
}
_OTHER_INFO = (
    '<ID=MTB_CCF,Number=A,Type=Float,Description="Cancer cell fraction">',
    '<ID=MTB_LABELS,Number=.,Type=String,Description="Companion-diagnostic lists that name the allele">',
    '<ID=MAX_AF,Number=A,Type=Float,Description="Highest population allele frequency that the input gave">',
    '<ID=CSQ,Number=.,Type=String,Description="Name on the pinned transcript. '
    'Format: Allele|Consequence|SYMBOL|Feature|HGVSc|HGVSp">',
)
_FORMATS = {
    "GT": '1,Type=String,Description="Phased copies that carry the allele; of the others nothing is said"',
    "PS": '1,Type=Integer,Description="Phase set of GT"',
    "PGT": '1,Type=String,Description="Phased copies that carry the allele, within PID"',
    "PID": '1,Type=String,Description="Phase set of PGT"',
    "AD": 'R,Type=Integer,Description="Reads without and with the allele"',
    "DP": '1,Type=Integer,Description="Reads at the site"',
    "AF": 'A,Type=Float,Description="Variant allele fraction"',
    "SB": '4,Type=Integer,Description="Reads without the allele forward and reverse, with it forward and reverse"',
}
"""FORMAT fields in the order of a record; GT comes first by the specification."""

_ALWAYS = ("AD", "DP", "AF")
_SAFE = "()*>+./?!^~[]&'"
"""What stands as it is in an INFO value besides letters, digits and ``-._~``."""
_NOT_A_FILTER = re.compile(r"[^\w.+-]")


def make(document: Mapping[str, Any], rulebase: RuleBase) -> bytes:
    """Return the content of annotated.vcf.gz; a FAILED report gives the header alone."""
    with tempfile.TemporaryDirectory(prefix="mtorboard-") as folder:
        path = Path(folder) / "calls.vcf.gz"
        with pysam.BGZFile(str(path), "wb", None) as file:
            file.write(vcf_text(document).encode())
        return path.read_bytes()


def index(content: bytes) -> bytes:
    """Return the tabix index of what :func:`make` gave."""
    with tempfile.TemporaryDirectory(prefix="mtorboard-") as folder:
        path = Path(folder) / "calls.vcf.gz"
        path.write_bytes(content)
        pysam.tabix_index(str(path), preset="vcf")
        return path.with_name(f"{path.name}.tbi").read_bytes()


def vcf_text(document: Mapping[str, Any]) -> str:
    """Return the VCF as text: records in the order of the contigs, then of positions."""
    found = small_variants(document)
    paired = any(one.variant and one.variant.normal for one in found)
    return "\n".join([*_header(document, found, paired), *(_record(one, paired) for one in found)]) + "\n"


def _header(document: Mapping[str, Any], found: list[SmallVariant], paired: bool) -> Iterator[str]:
    sample, provenance = one_line(document["sample"]["id"]), document["provenance"]
    knowledge = provenance["knowledge"]
    yield "##fileformat=VCFv4.3"
    yield one_line(f"##source=mtorboard {provenance['version']}")
    yield one_line(f"##mtorboard_knowledge={knowledge['version']} {knowledge['sha256']}")
    yield "##mtorboard_use=research use only"
    yield f"##mtorboard_status={document['status']}"
    yield f"##mtorboard_left_out={len(document['alterations']) - len(found)} (alterations without alleles)"
    build = document["sample"]["build"]
    if build:
        yield f"##reference={build}"
        for contig, length in assemblies()[Build(build)].lengths.items():
            yield f"##contig=<ID={contig},length={length},assembly={build}>"
    yield '##FILTER=<ID=PASS,Description="All filters passed">'
    for name in sorted({_filter(name) for one in found for name in one.alteration["filtered"]}):
        yield f'##FILTER=<ID={name},Description="As in the input">'
    for name, (_, text) in _TEXTS.items():
        yield f'##INFO=<ID={name},Number=1,Type=String,Description="{text}">'
    for name, (_, text) in _FLAGS.items():
        yield f'##INFO=<ID={name},Number=0,Type=Flag,Description="{text}">'
    yield from (f"##INFO={line}" for line in _OTHER_INFO)
    yield from (f"##FORMAT=<ID={name},Number={line}>" for name, line in _FORMATS.items())
    yield f"##tumor_sample={sample}"
    columns = [sample]
    if paired:
        columns.append(f"{sample}-normal")
        yield f"##normal_sample={columns[1]}"
    yield "\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *columns))


def _record(one: SmallVariant, paired: bool) -> str:
    key, item, variant = one.key, one.alteration, one.variant
    reads = variant.tumour if variant else ReadSupport(item["depth"], item["alt_depth"], item["vaf"])
    tumour = _counted(reads) | (_more(variant) if variant else {})
    normal = _counted((variant and variant.normal) or ReadSupport())
    fields = [name for name in _FORMATS if name in _ALWAYS or name in tumour]
    columns = [tumour, normal] if paired else [tumour]
    return "\t".join(
        (
            key.contig,
            str(key.pos),
            item["key"],
            key.ref,
            key.alt,
            ".",
            ";".join(map(_filter, item["filtered"])) or "PASS",
            ";".join(_info(one)),
            ":".join(fields),
            *(":".join(column.get(name, ".") for name in fields) for column in columns),
        )
    )


def _info(one: SmallVariant) -> Iterator[str]:
    item, variant = one.alteration, one.variant
    for name, (field, _) in _TEXTS.items():
        if item[field]:
            yield f"{name}={_coded(item[field])}"
    yield from (name for name, (field, _) in _FLAGS.items() if item[field])
    if item["ccf"] is not None:
        yield f"MTB_CCF={item['ccf']}"
    if item["labels"]:
        yield f"MTB_LABELS={','.join(map(_coded, item['labels']))}"
    if variant and variant.population_af is not None:
        yield f"MAX_AF={variant.population_af}"
    if item["naming"] != "COORDINATES":
        (allele,) = vep_alleles(one.key.ref, [one.key.alt])
        names = (item[name] or "" for name in ("consequence", "gene", "transcript", "hgvs_c", "hgvs_p"))
        yield f"CSQ={'|'.join((allele, *map(_coded, names)))}"


def _counted(reads: ReadSupport) -> dict[str, str]:
    """Reads as FORMAT fields; what is not known is left out."""
    found = {}
    if reads.depth is not None:
        found["DP"] = str(reads.depth)
        if reads.alt_depth is not None:
            found["AD"] = f"{reads.depth - reads.alt_depth},{reads.alt_depth}"
    if reads.vaf is not None:
        found["AF"] = str(reads.vaf)
    return found


def _more(variant: Variant) -> dict[str, str]:
    """Strands and phase as FORMAT fields."""
    found = _phase(variant.haplotype) if variant.haplotype else {}
    if variant.strands is not None:
        found["SB"] = ",".join(map(str, variant.strands))
    return found


def _phase(phase: Phase) -> dict[str, str]:
    """The copies that carry the allele; of the others it is not known what they carry."""
    copies = max(2, max(phase.copies) + 1)
    genotype = "|".join("1" if copy in phase.copies else "." for copy in range(copies))
    kind, _, name = phase.block.partition(" ")
    if kind == "PS" and (name.isdigit() or not name):
        return {"GT": genotype} | ({"PS": name} if name else {})
    return {"PGT": genotype, "PID": _coded(name)}


def _coded(text: str) -> str:
    """Return text with reserved characters percent-encoded (VCF 4.3, section 1.2)."""
    return quote(visible(text), safe=_SAFE)


def _filter(name: str) -> str:
    return _NOT_A_FILTER.sub("_", name)
