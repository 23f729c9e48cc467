"""Records of structural callers, in any order -> the tumour's junctions on the panel, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mtorboard.knowledge.transcripts import Locus
from mtorboard.model.enums import Build
from mtorboard.model.structural import StructuralKind, StructuralVariant
from mtorboard.model.variant import ReadSupport
from mtorboard.reading.callers import normal_reads, tumour_reads
from mtorboard.reading.callers.site import Site
from mtorboard.reading.columns import Columns, SwapGuard
from mtorboard.reading.contigs import assemblies
from mtorboard.reading.funnel import Drop, Tally
from mtorboard.reading.record import Record
from mtorboard.reading.result import ReadSettings, StructuralCalls
from mtorboard.reading.somatic import absent_from_normal, says_somatic
from mtorboard.reading.structural.delly import DELLY
from mtorboard.reading.structural.gridss import GRIDSS
from mtorboard.reading.structural.junction import Junction, Unread, junction_of
from mtorboard.reading.structural.manta import MANTA
from mtorboard.reading.structural.mates import Call, joined
from mtorboard.reading.structural.sniffles import SNIFFLES
from mtorboard.reading.structural.support import Family
from mtorboard.reading.vcf import absent
from mtorboard.reading.vcffile import VcfHeader

_FAMILIES = (GRIDSS, MANTA, DELLY, SNIFFLES)
_MATE = "mate of another record"

Reads = tuple[ReadSupport, ReadSupport | None]
"""Those of the tumour, and those of its normal where there is one."""


@dataclass(slots=True)
class StructuralReader:
    """Takes the records of one file, and counts those that it does not hand on."""

    columns: Columns
    build: Build
    loci: Mapping[str, Sequence[Locus]]
    settings: ReadSettings
    family: Family | None
    guard: SwapGuard = field(default_factory=SwapGuard)
    tally: Tally = field(default_factory=lambda: Tally("structural variants on the panel"))
    found: list[Call] = field(default_factory=list)

    @classmethod
    def of(
        cls, header: VcfHeader, columns: Columns, build: Build, loci: Iterable[Locus], settings: ReadSettings
    ) -> StructuralReader:
        """Prepare for one file; the FORMAT fields that its header declares tell the family of callers."""
        begin = "##FORMAT=<ID="
        declared = {line[len(begin) :].split(",")[0] for line in header.lines if line.startswith(begin)}
        family = next((family for family in _FAMILIES if family.formats <= declared), None)
        by_contig: dict[str, list[Locus]] = defaultdict(list)
        for locus in loci:
            by_contig[locus.contig].append(locus)
        return cls(columns, build, by_contig, settings, family)

    @property
    def source(self) -> str:
        """The family of callers, for people."""
        return self.family.name if self.family else "caller not recognised"

    def see(self, record: Record, index: int) -> None:
        """Take the ``index``-th ALT (from 0) of a record."""
        self.tally.enter()
        junction = junction_of(record, record.alts[index])
        if isinstance(junction, Unread) or self._beyond(junction):
            self.tally.drop(junction if isinstance(junction, Unread) else Unread.MALFORMED)
            return
        reads = self._reads(record, index, junction)
        self.guard.see(*reads)
        reason = absent(record, index, self.columns.tumour, reads[0])
        if reads[0].alt_depth == 0:
            reason = Drop.NO_READS
        if not self._touches(junction):
            self.tally.drop(Drop.OUTSIDE)
        elif reason:
            self.tally.drop(reason)
        else:
            self.found.append(self._call(record, junction, reads))

    def calls(self, *notes: str) -> StructuralCalls:
        """Return the junctions of all records seen, a pair of mates as one."""
        once = joined(self.found)
        self.tally.drop(_MATE, len(self.found) - len(once))
        passed = Tally("structural variants that passed the caller's filters", len(once))
        for call in once:
            for name in call.filters:
                passed.drop(name)
        kept = tuple(call.variant for call in once if not call.filters)
        return StructuralCalls(kept, (self.tally.freeze(), passed.freeze(len(kept))), notes)

    def _call(self, record: Record, junction: Junction, reads: Reads) -> Call:
        tumour, normal = reads
        limits = self.settings
        somatic = says_somatic(record, self.columns.tumour) or absent_from_normal(
            normal, min_depth=limits.normal_min_depth, max_vaf=limits.normal_max_vaf
        )
        variant = StructuralVariant(
            build=self.build,
            kind=junction.kind,
            one=junction.one,
            other=junction.other,
            tumour=tumour,
            normal=normal,
            somatic=True if somatic else None,
            imprecise="IMPRECISE" in record.info,
        )
        filters = tuple(name for name in record.filters if name not in limits.accepted_filters)
        mate = record.info.get("MATEID") or record.info.get("PARID", "")  # PARID: GRIDSS before 2.0
        return Call(variant, junction.own, filters, frozenset((record.id, mate) if mate else ()))

    def _reads(self, record: Record, index: int, junction: Junction) -> Reads:
        tumour, normal = self.columns.tumour, self.columns.normal
        if self.family is None:
            return tumour_reads(record, index, tumour), normal_reads(record, index, normal, tumour)
        of_tumour, of_normal = (
            self.family.reads(Site(record, index, record.format(column)), junction) or ReadSupport()
            for column in (tumour, normal)
        )
        return of_tumour, of_normal if normal else None

    def _beyond(self, junction: Junction) -> bool:
        """Whether an end lies behind the end of its chromosome; VCF allows one base more, for the telomere."""
        lengths = assemblies()[self.build].lengths
        return any(
            end.pos > lengths.get(end.contig, end.pos) + 1 for end in (junction.one, junction.other) if end
        )

    def _touches(self, junction: Junction) -> bool:
        """Whether an end lies on the panel, or a deletion takes a part of it away."""
        one, other = junction.one, junction.other
        if other is not None and junction.kind is StructuralKind.DEL:
            return self._on_panel(one.contig, one.pos, other.pos)
        return any(self._on_panel(end.contig, end.pos - 1, end.pos) for end in (one, other) if end)

    def _on_panel(self, contig: str, start0: int, end0: int) -> bool:
        return any(locus.start0 < end0 and start0 < locus.end0 for locus in self.loci.get(contig, ()))
