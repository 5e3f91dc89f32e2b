"""`policybook judge`: what the policy says of one situation."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace

from policybook.commands.output import say, say_data
from policybook.judging.judge import judge_of
from policybook.judging.verdict import RELATIONS, Situation, Verdict
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.language import parse_situation, sentence
from policybook.policy.model import AGAINST, FOR, Norm


def run(options: Namespace) -> int:
    """Judge one situation. Raises LanguageError where its words are none, and HandbookError."""
    handbook = load(options.root)
    who, act = parse_situation(" ".join(options.words), handbook.vocabulary)
    one = Situation(who, (replace(act, given=()),), act.given)
    judge = judge_of(handbook)
    verdict, broken = judge.judge(one.who, one.course[0], one.given), judge.broken(one)
    if options.json:
        say_data(_data(verdict, broken))
    else:
        say(_text(handbook, verdict, broken))
    return 0


def _text(handbook: Handbook, verdict: Verdict, broken: Sequence[Norm]) -> str:
    side = {FOR: "this keeps it", AGAINST: "this goes against it"}.get(verdict.points, "")
    only = "only … " if any(bearing.relation == "reserves" for bearing in verdict.bearings) else ""
    lines = [": ".join(filter(None, (verdict.status, side and f"{side} (“{only}{verdict.verb}”)")))]
    lines += [f"  it breaks a house rule, which is not policy: {sentence(norm)}" for norm in broken]
    for bearing in verdict.in_order_of(handbook.clauses):
        clause = handbook.clauses[bearing.norm.clause]
        notes = f" ({', '.join(bearing.reach.interpretations)})" if bearing.reach.interpretations else ""
        relation = f"{'in doubt, ' if bearing.doubtful else ''}{RELATIONS[bearing.relation]}"
        lines.append(f"  {clause.heading} {relation}: {sentence(bearing.norm)}{notes}")
    if verdict.handed_to:
        lines.append(f"  handed over to the {verdict.handed_to.replace('-', ' ')}:")
        lines += [f"    outside guidance: {sentence(norm)}" for norm in verdict.outside]
    lines += [
        f"  {note}: {handbook.interpretation_by_id[note].title} (an interpretation)"
        for note in verdict.interpretations
    ]
    return "\n".join(lines)


def _data(verdict: Verdict, broken: Sequence[Norm]) -> dict[str, object]:
    return {
        "status": verdict.status,
        "verb": verdict.verb,
        "points": verdict.points,
        "norms": [
            {"id": b.norm.id, "relation": b.relation, "sentence": sentence(b.norm), "doubtful": b.doubtful}
            for b in verdict.bearings
        ],
        "house_rules_broken": [sentence(norm) for norm in broken],
        "interpretations": list(verdict.interpretations),
        "handed_to": verdict.handed_to,
        "outside": [sentence(norm) for norm in verdict.outside],
    }
