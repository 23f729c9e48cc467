"""Tumours whose truth is known: drawn from a seed, read by counting, told to the product with stated errors.

The arithmetic is written down here again, from the formulas alone, so that the product is not its own witness.
A copy state is (major, minor): the copies of the commoner and of the rarer parental chromosome in a tumour
cell. (1,0) is a deletion, (1,1) no change, (2,0) copy-neutral loss, (2,1), (3,1) and (4,2) are gains.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from random import Random

COPY_STATES = ((1, 0), (1, 1), (2, 0), (2, 1), (3, 1), (4, 2))
CLONAL = 0.8
"""Cancer cell fraction from which a variant counts as clonal."""
Z = 1.96


@dataclass(frozen=True, slots=True)
class Tumour:
    """One variant in one tumour.

    ``mutated`` of ``major + minor`` copies carry it in a share ``ccf`` (0 to 1) of the tumour cells; a germline
    one is heterozygous in normal cells and in every tumour cell that did not lose it (``mutated`` 0: all did).
    """

    purity: float
    major: int
    minor: int
    mutated: int
    germline: bool
    ccf: float
    depth: int
    alt: int = 0

    @property
    def copies(self) -> int:
        return self.major + self.minor

    @property
    def zygosity(self) -> str:
        """BIALLELIC: no wild-type copy in the cells that make a clone; NEITHER: in fewer cells than that."""
        if self.mutated < self.copies:
            return "MONOALLELIC"
        return "BIALLELIC" if self.ccf >= CLONAL else "NEITHER"

    @property
    def clonality(self) -> str:
        """CLONAL, SUBCLONAL, or NEITHER for a germline variant that the tumour lost."""
        if not self.mutated:
            return "NEITHER"
        return "CLONAL" if self.ccf >= CLONAL else "SUBCLONAL"

    @property
    def vaf(self) -> float:
        """Expected allele fraction, 0 to 1."""
        return fraction(self.purity, self.copies, self.mutated * self.ccf, germline=self.germline)


@dataclass(frozen=True, slots=True)
class Told:
    """What the pipeline is told: purity, (major, minor) or nothing, and whether a source names the origin."""

    purity: float
    copy_state: tuple[int, int] | None
    sourced: bool


def fraction(purity: float, copies: int, mutated: float, *, germline: bool = False) -> float:
    """Allele fraction that ``mutated`` of ``copies`` tumour copies give beside diploid normal cells."""
    normal = 1 - purity
    return (purity * mutated + (normal if germline else 0.0)) / (purity * copies + 2 * normal)


def draw(
    rng: Random,
    *,
    purity: tuple[float, float] = (0.15, 0.95),
    depth: tuple[int, int] = (50, 2000),
    precision: float | None = None,
    unchanged: float = 0.0,
) -> Tumour:
    """Draw a tumour in which at least one read shows the variant.

    Copy state, origin and the multiplicities that are possible are equally likely. A germline allele lies on
    one parental chromosome, so all its copies or none are that one's. One somatic variant in three is
    subclonal: acquired after the copies changed, hence on one copy. Depth is drawn evenly on a log scale.

    Args:
        rng: source of chance.
        purity: range, 0 to 1; ``depth``: range in reads.
        precision: of a beta-binomial read count; ``None`` for a binomial one.
        unchanged: share of tumours that are (1,1) before the copy state is drawn.
    """
    while True:
        major, minor = (1, 1) if rng.random() < unchanged else rng.choice(COPY_STATES)
        germline = rng.random() < 0.5
        subclonal = not germline and rng.random() < 1 / 3
        ways = (major, minor) if germline else range(1, 2 if subclonal else major + 1)
        mutated = rng.choice(ways)
        reads = round(depth[0] * (depth[1] / depth[0]) ** rng.random())
        ccf = rng.uniform(0.05, 0.95) if subclonal else 1.0
        tumour = Tumour(rng.uniform(*purity), major, minor, mutated, germline, ccf, reads)
        vaf = tumour.vaf
        if precision is not None and 0 < vaf < 1:
            vaf = rng.betavariate(vaf * precision, (1 - vaf) * precision)
        alt = sum(rng.random() < vaf for _ in range(reads))
        if alt:
            return Tumour(*(getattr(tumour, name) for name in Tumour.__slots__[:-1]), alt)


def tell(
    tumour: Tumour,
    rng: Random,
    *,
    purity_error: float = 0.0,
    wrong_copies: float = 0.0,
    copies_given: bool = True,
    sourced: float = 0.5,
) -> Told:
    """Tell the pipeline about a tumour.

    Args:
        tumour: the truth; ``rng``: source of chance.
        purity_error: largest error of purity on either side, every error up to it equally likely.
        wrong_copies: share of tumours whose copy state is told as a neighbouring one of the list.
        copies_given: whether copy number is told at all.
        sourced: share whose origin is told by a matched normal or a germline test.
    """
    purity = min(1.0, max(0.05, tumour.purity + rng.uniform(-purity_error, purity_error)))
    state: tuple[int, int] | None = (tumour.major, tumour.minor)
    if rng.random() < wrong_copies:
        near = sorted(COPY_STATES, key=lambda other: (abs(sum(other) - tumour.copies), other))[1:3]
        state = rng.choice(near)
    return Told(purity, state if copies_given else None, rng.random() < sourced)


@dataclass(frozen=True, slots=True)
class Rival:
    """A state that could stand behind the reads: what it says, and the fractions (0 to 1) that it predicts."""

    zygosity: str
    clonality: str
    low: float
    high: float


def rivals(tumour: Tumour, told: Told) -> list[Rival]:
    """All states that the true copy state allows, of both origins unless a source names one."""
    p, copies = tumour.purity, tumour.copies
    found: list[Rival] = []
    if not (told.sourced and tumour.germline):
        for mutated in range(1, tumour.major + 1):
            vaf = fraction(p, copies, mutated)
            zygosity = "BIALLELIC" if mutated == copies else "MONOALLELIC"
            found.append(Rival(zygosity, "CLONAL", vaf * (CLONAL if mutated == 1 else 1), vaf))
        limit = fraction(p, copies, CLONAL)
        found.append(Rival("NEITHER" if copies == 1 else "MONOALLELIC", "SUBCLONAL", 0, limit))
    if not (told.sourced and not tumour.germline):
        for mutated in {tumour.major, tumour.minor}:
            vaf = fraction(p, copies, mutated, germline=True)
            zygosity = "BIALLELIC" if mutated == copies else "MONOALLELIC"
            found.append(Rival(zygosity, "CLONAL" if mutated else "NEITHER", vaf, vaf))
    return found


def distinguishable(tumour: Tumour, told: Told, question: str) -> bool:
    """Whether arithmetic can answer a question (``"zygosity"`` or ``"clonality"``) at this depth.

    It can when the 95 % range of the fractions that the truth gives (normal approximation, true purity and
    copies) overlaps that of no rival with another answer. Where neither answer is right, there is none to give.
    """
    low, high = _range(tumour.vaf, tumour.vaf, tumour.depth)
    answer = getattr(tumour, question)
    if answer == "NEITHER":
        return False
    others = (rival for rival in rivals(tumour, told) if getattr(rival, question) != answer)
    ranges = (_range(rival.low, rival.high, tumour.depth) for rival in others)
    return all(high < below or above < low for below, above in ranges)


def _range(low: float, high: float, depth: int) -> tuple[float, float]:
    return low - Z * sqrt(low * (1 - low) / depth), high + Z * sqrt(high * (1 - high) / depth)
