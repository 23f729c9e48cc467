"""Put decided rows and the headline into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mtorboard.model.assessment import Row, Strategy
from mtorboard.model.enums import Headline, RuleClass, StrategyName, Verdict, Verification
from mtorboard.model.truth import Truth
from mtorboard.suggest.conditions import World
from mtorboard.suggest.facts import FactSheet
from mtorboard.suggest.headline import Decision
from mtorboard.suggest.index import RuleIndex
from mtorboard.suggest.missing import fact_name
from mtorboard.suggest.outcome import least_checked, unique
from mtorboard.suggest.precedence import Standing
from mtorboard.suggest.review import is_overdue
from mtorboard.suggest.trace import trace

_LICENSABLE = {
    Headline.MTOR_MONOTHERAPY: StrategyName.MTOR_MONOTHERAPY,
    Headline.MTOR_PLUS_ENDOCRINE: StrategyName.MTOR_PLUS_ENDOCRINE,
}
"""Headlines about one strategy, which can be a licensed one."""
MOST_NAMED = 6
"""Facts that the headline names; a longer list hides what matters."""


def printed(index: RuleIndex, world: World, row: Standing) -> Row:
    """Return the row as the report shows it."""
    rule = row.rule
    return Row(
        rule=rule.rule_id,
        class_=RuleClass.INFO if row.withheld else row.class_,
        truth=row.truth,
        drugs=rule.drugs,
        text=rule.text,
        amp=rule.amp,
        escat=rule.escat,
        civic=rule.civic,
        evidence_for=rule.evidence_for,
        evidence_against=rule.evidence_against,
        citations=rule.citations,
        because=row.outcome.because,
        grounds=tuple(sorted(row.outcome.grounds)),
        missing=row.missing,
        suppressed_by=row.removed_by,
        cautions=tuple(_caution(index, name) for name in row.cautions),
        notes=tuple(_note(index, row, key) for key in (*row.notes, *_review(row, world.sheet))),
        verification=rule.verification,
        signed_off_by=rule.signed_off_by,
        evidence_date=rule.evidence_date,
        review_due=rule.review_due,
        withheld=row.withheld,
        trace=trace(world, index.rules[rule.rule_id]),
    )


def headline_text(
    index: RuleIndex,
    sheet: FactSheet,
    decision: Decision,
    rows: Iterable[Standing],
    named: Mapping[StrategyName, Strategy],
) -> str:
    """Return the sentence on top: drugs and titles of the deciding rows, or what would settle the answer.

    Args:
        index: rules, drugs and words.
        sheet: what is known.
        decision: the headline with the rows that decided it.
        rows: all rows.
        named: the strategies.
    """
    facts = unique(fact for row in (*decision.open_rows, *decision.carried_by) for fact in row.missing)
    wanted = [fact_name(index, sheet, fact) for fact in facts]
    wanted += [
        index.words.say("headline_notes", "withheld", title=row.rule.title, date=row.rule.review_due)
        for row in decision.withheld
    ]
    reasons = [reason for row in decision.carried_by for reason in row.outcome.because]
    text = _answer(index, decision, _shortened(index, unique(wanted or reasons)))
    return " ".join((text, *_headline_notes(index, decision, rows, named)))


def _headline_notes(
    index: RuleIndex, decision: Decision, rows: Iterable[Standing], named: Mapping[StrategyName, Strategy]
) -> Iterator[str]:
    """What has to be said beside the answer, lest it be read as more than it is."""
    unsure = verification(decision)
    if unsure not in (None, Verification.VERIFIED):
        unchecked = [row.rule.rule_id for row in decision.carried_by if row.rule.verification is unsure]
        yield index.words.say("headline_notes", unsure.value.lower(), rules=", ".join(unchecked))
    if resisted := _resisted(index, decision):
        yield index.words.say("headline_notes", "resistance", titles="; ".join(resisted))
    unsupported = all(item.verdict is Verdict.NOT_SUPPORTED for item in named.values())
    if decision.headline is Headline.OTHER_PATHWAY_FIRST and unsupported:
        yield index.words.say("headline_notes", "no_strategy")
    if decision.headline is Headline.NO_MTOR_SUGGESTION and (beside := _weightless(index, rows)):
        yield index.words.say("headline_notes", "named", titles="; ".join(beside))


def _resisted(index: RuleIndex, decision: Decision) -> tuple[str, ...]:
    """Titles of the resistance rules that caution every row that carries the headline."""
    cautions = [set(row.cautions) for row in decision.carried_by]
    rules = index.rulebase.rules
    shared = sorted(set.intersection(*cautions)) if cautions else ()
    return tuple(rules[name].title for name in shared if rules[name].class_ is RuleClass.RES)


def _weightless(index: RuleIndex, rows: Iterable[Standing]) -> tuple[str, ...]:
    """Titles of TRUE rows that name an mTOR inhibitor and carry no headline, as a licence of another region."""
    listing = index.rulebase.listing(("mtor_inhibitor",))
    return tuple(
        row.rule.title
        for row in rows
        if row.stands and row.truth is Truth.TRUE and row.rule.rule_id in listing
    )


def _answer(index: RuleIndex, decision: Decision, missing: str) -> str:
    """The sentence of the headline: of one strategy two, where only a part of the carrying rows is licensed."""
    strategy = _LICENSABLE.get(decision.headline)
    rules = [row.rule for row in decision.carried_by]
    licensed = [rule for rule in rules if strategy and rule.strategies.get(strategy) is Verdict.LICENSED]
    others = [rule for rule in rules if rule not in licensed]
    said = [("headlines_licensed", licensed)] if licensed else []
    if others or not licensed:
        said.append(("headlines", others))
    return " ".join(
        index.words.say(
            section,
            decision.headline.value,
            drugs=", ".join(unique(index.drugs.name(drug) for rule in some for drug in rule.drugs)),
            titles="; ".join(rule.title for rule in some),
            missing=missing,
        )
        for section, some in said
    )


def verification(decision: Decision) -> Verification | None:
    """Return how well the rows that carry a headline were checked: as the least checked of them.

    ``None``: no row carries it, as where nothing supports an mTOR inhibitor.
    """
    return least_checked({row.rule.verification for row in decision.carried_by})


def _shortened(index: RuleIndex, items: tuple[str, ...]) -> str:
    """Join what a sentence can hold and count the rest: the page lists all of it."""
    shown = ", ".join(items[:MOST_NAMED])
    rest = len(items) - MOST_NAMED
    return shown if rest <= 0 else f"{shown} {index.words.say('headline_notes', 'more', count=str(rest))}"


def _caution(index: RuleIndex, name: str) -> str:
    return index.words.say("notes", "caution", text=index.rulebase.rules[name].text, rule=name)


def _note(index: RuleIndex, row: Standing, key: str) -> str:
    rule = row.rule
    drugs = ", ".join(index.drugs.name(name) for name in rule.already_used)
    values = {
        "other_region": {"regions": ", ".join(sorted(rule.regions))},
        "already_used": {"drugs": drugs},
        "review_due": {"date": rule.review_due},
        "withheld": {
            "date": rule.review_due,
            "months": f"{index.rulebase.limits.review_withheld_months:g}",
        },
    }
    return index.words.say("notes", key, **values[key])


def _review(row: Standing, sheet: FactSheet) -> tuple[str, ...]:
    """The key of the note on an overdue review."""
    if row.withheld:
        return ("withheld",)
    return ("review_due",) if is_overdue(row.rule.review_due, sheet.report_date) else ()
