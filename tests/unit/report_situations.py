"""Made-up samples in the situations that a report must show well. Not a test module: tests build on it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from report_cases import (
    CAUTIONS,
    FUNNEL,
    HBV,
    HOLD,
    JUDGEMENT,
    LIMITS,
    LIPIDS,
    NO_ENDOCRINE,
    NO_MEK,
    STOP,
    UNVERIFIED,
    alteration,
    pathway,
    row,
    run_facts,
    sample_facts,
    strategies,
)

from mtorboard.model.assessment import Assessment, Change, MissingFact, Statement, Strategy
from mtorboard.model.enums import (
    AlterationClass,
    Arm,
    ArmCondition,
    Clonality,
    Effect,
    GeneStatus,
    Headline,
    Naming,
    Origin,
    RuleClass,
    Verdict,
    Zygosity,
)
from mtorboard.model.truth import Truth
from mtorboard.report.document import build_report


def pecoma_with_hold() -> dict[str, Any]:
    tsc2 = alteration(
        "TSC2",
        "GRCh38:16:2070570:C:T",
        "c.1831C>T",
        "p.Arg611Trp",
        zygosity=Zygosity.BIALLELIC,
        clonality=Clonality.CLONAL,
        ccf=0.9876543,
        ccf_interval=(0.91234, 1.0),
        origin=Origin.SOMATIC,
        allele_id="TSC2:R611W",
        reasons=("Curated allele, loss of function.", "VAF 61 % at purity 75 % fits loss of the other copy."),
    )
    vus = alteration(
        "MTOR",
        "GRCh38:1:11128100:G:A",
        "c.2420C>T",
        "p.Thr807Met",
        class_=AlterationClass.VUS,
        effect=Effect.UNKNOWN,
        vaf=0.31,
        reasons=("Not in the curated tables; no hotspot.",),
    )
    ampect = Statement(
        "Objective response in 39 % (95 % CI 22-58) of 31 patients; 2 complete.", ("NCT02494570",)
    )
    exploratory = Statement(
        "Exploratory: 8 of 9 TSC2-altered tumours responded.", ("NCT02494570",), UNVERIFIED
    )
    against = (
        Statement("Single arm, 31 patients, no comparator.", ("NCT02494570",)),
        Statement("TFE3-rearranged PEComa may not respond; TFE3 status was not read here.", (), JUDGEMENT),
    )
    assessment = Assessment(
        Headline.LABEL_INDICATION,
        "Malignant PEComa: nab-sirolimus is licensed irrespective of genotype; both copies of TSC2 are hit, "
        "which strengthens the rationale. A HOLD is in force because of surgery ten days ago.",
        strategies(
            Strategy(
                Verdict.LICENSED,
                ("Licensed for malignant PEComa.", "TSC2 hit on both copies, clonal."),
                ("Recent surgery: HOLD.", "TFE3 status unknown."),
                ("R05", "R05b"),
            ),
            NO_MEK,
            NO_ENDOCRINE,
        ),
        (
            row(
                "R05",
                RuleClass.LABEL,
                "Licensed for malignant PEComa irrespective of genotype.",
                drugs=("nab_sirolimus",),
                evidence_for=(ampect,),
                evidence_against=against,
                citations=("NCT02494570",),
                because=("tumour type PEComa", "unresectable disease", "region US"),
            ),
            row(
                "R05b",
                RuleClass.M1,
                "Loss of both TSC2 copies supports dependence on mTORC1.",
                drugs=("nab_sirolimus",),
                amp="IB",
                escat="II-B",
                evidence_for=(exploratory,),
                evidence_against=against[1:],
                because=("TSC2 c.1831C>T, both copies hit",),
                verification=UNVERIFIED,
                review_due="2026-05",
            ),
            row(
                "R07",
                RuleClass.M2,
                "Limited evidence outside PEComa.",
                amp="IIC",
                escat="III-A",
                suppressed_by=("R05",),
                evidence_against=(Statement("Response in 2 of 30 patients."),),
            ),
        ),
        (HOLD, *CAUTIONS),
        (LIPIDS, HBV),
        (),
    )
    state = pathway(
        (vus, tsc2),
        {"TSC2": GeneStatus.ALTERED, "MTOR": GeneStatus.VUS_ONLY},
        {
            Arm.A_TSC: ArmCondition.ACTIVE_CONFIRMED,
            Arm.B_MAPK: ArmCondition.NOT_DETECTED_SNV_ONLY,
            Arm.A_MTOR: ArmCondition.VUS_ONLY,
            Arm.A_PI3K: ArmCondition.NOT_DETECTED,
        },
    )
    return build_report(
        sample_facts("PEComa-01", "PECOMA"),
        run_facts(),
        pathway=state,
        assessment=assessment,
        funnel=FUNNEL,
        limits=LIMITS,
        notes=("Names were taken from the naming library; the file carried no annotation.",),
    )


def breast_pik3ca() -> dict[str, Any]:
    pik3ca = alteration(
        "PIK3CA",
        "GRCh38:3:179234297:A:G",
        "c.3140A>G",
        "p.His1047Arg",
        effect=Effect.GOF,
        vaf=0.28,
        labels=frozenset({"capivasertib", "alpelisib"}),
        clonality=Clonality.CLONAL,
        ccf=0.93,
        reasons=("Curated allele.",),
        naming=Naming.FILE_ANNOTATION,
    )
    low = alteration(
        "KRAS",
        "GRCh38:12:25245350:C:T",
        "c.35G>A",
        "p.Gly12Asp",
        vaf=0.021,
        depth=240,
        alt_depth=5,
        class_=AlterationClass.HOTSPOT,
        effect=Effect.GOF,
        low_confidence=True,
    )
    solar = Statement("PFS 11.0 against 5.7 months, HR 0.65.", ("PMID:31091374",))
    no_os = Statement(
        "Overall survival 39.3 against 31.4 months, HR 0.86, not significant.", ("PMID:31091374",)
    )
    assessment = Assessment(
        Headline.OTHER_PATHWAY_FIRST,
        "PIK3CA p.His1047Arg in HR-positive, HER2-negative breast cancer: a PI3K or AKT inhibitor comes "
        "first; everolimus with exemestane is licensed irrespective of genotype and comes after it.",
        strategies(
            Strategy(
                Verdict.NOT_SUPPORTED,
                (),
                ("A PIK3CA alteration does not predict benefit from an mTOR inhibitor alone.",),
                (),
            ),
            NO_MEK,
            Strategy(
                Verdict.LICENSED,
                ("Licensed after a non-steroidal aromatase inhibitor.",),
                ("Benefit irrespective of PIK3CA.", "PI3K and AKT inhibitors come first."),
                ("R17",),
            ),
        ),
        (
            row(
                "R20",
                RuleClass.ALT,
                "Alpelisib with fulvestrant is licensed for this alteration.",
                amp="IA",
                escat="I-A",
                evidence_for=(solar,),
                evidence_against=(no_os,),
                because=("PIK3CA p.His1047Arg", "ER positive, HER2 negative"),
            ),
            row(
                "R17",
                RuleClass.LABEL,
                "Everolimus with exemestane is licensed irrespective of genotype.",
                evidence_for=(Statement("PFS 7.8 against 3.2 months, HR 0.45.", ("PMID:26503204",)),),
                evidence_against=(
                    Statement(
                        "Overall survival 31.0 against 26.6 months, HR 0.89, not significant.",
                        ("PMID:26503204",),
                    ),
                ),
                cautions=("KRAS p.Gly12Asp at 2 %: low confidence, not interpreted.",),
                signed_off_by="A. Curator",
            ),
            row(
                "R19",
                RuleClass.ALT,
                "Inavolisib with palbociclib and fulvestrant is licensed for early relapse.",
                truth=Truth.UNKNOWN,
                missing=("prior_therapies.setting",),
            ),
        ),
        (STOP, HOLD),
        (
            MissingFact(
                "prior_therapies.setting",
                ("R19",),
                "The setting of the earlier endocrine therapy is not provided.",
            ),
        ),
        (),
    )
    state = pathway(
        (low, pik3ca), {"PIK3CA": GeneStatus.ALTERED}, {Arm.A_PI3K: ArmCondition.ACTIVE_CONFIRMED}
    )
    return build_report(
        sample_facts("Breast-H1047R", "IDC", 0.6),
        run_facts(),
        pathway=state,
        assessment=assessment,
        funnel=FUNNEL,
        limits=LIMITS,
    )


def panel_without_tsc() -> dict[str, Any]:
    fact = "assessed.TSC2"
    undetermined = Strategy(Verdict.UNDETERMINED, (), ("TSC1, TSC2 and MTOR were not tested.",), ("R30",))
    assessment = Assessment(
        Headline.UNDETERMINED,
        "TSC1, TSC2 and MTOR were not tested, so nothing can be said about an mTOR inhibitor.",
        strategies(undetermined, undetermined, NO_ENDOCRINE),
        (
            row(
                "R30",
                RuleClass.M2,
                "Everolimus in thyroid cancer with TSC1 or TSC2 loss: limited evidence.",
                truth=Truth.UNKNOWN,
                amp="IIC",
                escat="III-A",
                civic="C",
                missing=(fact,),
                evidence_for=(Statement("One complete response of 18 months.", ()),),
                evidence_against=(
                    Statement("One patient of seven; resistance by MTOR F2108L followed.", ()),
                ),
            ),
            row(
                "R45",
                RuleClass.INFO,
                "TSC1, TSC2 and MTOR were not tested; PTEN deletions were not assessed.",
                drugs=(),
            ),
        ),
        CAUTIONS[1:],
        (MissingFact(fact, ("R30", "R45"), "TSC2 was not assessed."), LIPIDS, HBV),
        (
            Change(
                fact,
                "altered, both copies",
                Headline.MTOR_MONOTHERAPY,
                "If TSC2 is altered on both copies: mTOR inhibitor alone, limited evidence.",
            ),
            Change(
                fact,
                "not detected",
                Headline.NO_MTOR_SUGGESTION,
                "If TSC2 is assessed and unaltered: no mTOR inhibitor.",
            ),
        ),
    )
    gaps = dict.fromkeys(("TSC1", "TSC2", "MTOR"), GeneStatus.NOT_ASSESSED)
    state = pathway(
        (),
        gaps | {"PTEN": GeneStatus.NOT_DETECTED_SNV_ONLY},
        {Arm.A_PI3K: ArmCondition.NOT_DETECTED_SNV_ONLY},
    )
    return build_report(
        sample_facts("Panel50", "THAP", None),
        run_facts(),
        pathway=state,
        assessment=assessment,
        funnel=FUNNEL,
        limits=LIMITS,
    )


def nothing_found() -> dict[str, Any]:
    none = Strategy(Verdict.NOT_SUPPORTED, (), ("No alteration of the mTOR arms was detected.",), ())
    assessment = Assessment(
        Headline.NO_MTOR_SUGGESTION,
        "Everything was callable and no finding supports an mTOR inhibitor.",
        strategies(none, none, none),
        (),
        (),
        (),
        (),
    )
    return build_report(
        sample_facts("Clear-01", "BLCA"), run_facts(), pathway=pathway(), assessment=assessment
    )


SITUATIONS = MappingProxyType(
    {f.__name__: f for f in (pecoma_with_hold, breast_pik3ca, panel_without_tsc, nothing_found)}
)
