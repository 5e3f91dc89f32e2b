"""`policybook judge`: what the policy says of one situation."""

import gc
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from policybook import kept
from policybook.commands.output import say, say_data
from policybook.files import without_collecting
from policybook.judging.beside import Asked, ask
from policybook.judging.judge import judge_of, situation_of
from policybook.judging.plainly import turns, verb_of
from policybook.judging.rows import rows_of, thing_of
from policybook.judging.verdict import RELATIONS, Bearing, Finding
from policybook.policy.english import whose
from policybook.policy.handbook import Handbook
from policybook.policy.language import owed_sentence
from policybook.policy.model import AGAINST, FOR


def run(options: Namespace) -> int:
    """Judge one situation. Raises LanguageError where its words are none, and HandbookError."""
    handbook = judged(options.root)
    # What was read stays to the end: to look through it for circles among objects takes as long as to judge.
    gc.freeze()
    asked = ask(judge_of(handbook), situation_of(" ".join(options.words), handbook.vocabulary))
    if options.json:
        say_data(_data(handbook, asked))
    else:
        say(_text(handbook, asked))
    return 0


@without_collecting()
def judged(root: Path) -> Handbook:
    """The handbook under `root`, as far as a verdict rests on it: as it was read, where nothing has changed since.

    Raises HandbookError.
    """
    given = kept.inputs(root)
    found = kept.kept(root, "judge", given.digest, thing_of) if given else None
    if isinstance(found, Handbook):
        return found
    from policybook.check.rule import Subject
    from policybook.load import load

    handbook = load(root)
    if given:
        given.keep(root, "judge", rows_of(handbook), Subject(handbook, root).elsewhere)
    return handbook


_KEEPS = {
    "": "this keeps it",
    "broken": "a house rule forbids this, and the policy's own verb is",
    "short": "not enough, and more is asked for",
    "care": "take care, and ask",
    "open": "somebody is told, and whether that is enough is left open",
}


def _text(handbook: Handbook, asked: Asked) -> str:
    verdict = asked.verdict
    side = {FOR: _KEEPS[asked.shadow], AGAINST: "this goes against it"}.get(verdict.points, "")
    lines = [": ".join(filter(None, (verdict.status, side and f"{side} ({verb_of(verdict)})")))]
    lines += [f"  the law binds everybody (outside guidance): {norm.sentence}" for norm in verdict.law]
    house = (norm for norm in asked.broken if norm.layer == "house")
    lines += [f"  it breaks a house rule, which is not policy: {norm.sentence}" for norm in house]
    lines += [f"  {whose(handbook, norm.clause)}: {norm.sentence}" for norm in asked.answers]
    for finding in asked.missed:
        done = "perhaps not" if finding.effect == "open" else "not"
        lines.append(f"  {done} done by this: {_owed(handbook, finding)}{_by(finding.interpretations)}")
    lines += [f"  nobody else to tell: {norm.sentence}" for norm in verdict.discharged]
    if asked.needs_more:
        lines[0] += ": of this act itself, and what is to be done stands below"
    if verdict.law and verdict.points != AGAINST:
        lines[0] += ": the criminal law forbids it to everybody"
    for bearing in verdict.in_order_of(handbook.clauses):
        clause, cited = handbook.clauses[bearing.norm.clause], _by(bearing.reach.interpretations)
        relation = f"{'in doubt, ' if bearing.doubtful else ''}{RELATIONS[bearing.relation]}"
        lines.append(f"  {clause.heading} {relation}: {_owed(handbook, bearing)}{cited}")
    if verdict.handed_to:
        lines.append(
            f"  handed over to the {verdict.handed_to.replace('-', ' ')}{':' * bool(verdict.outside)}"
        )
        lines += [f"    outside guidance: {norm.sentence}" for norm in verdict.outside]
    lines += [f"  may follow: {norm.sentence}{_by(asked.rests.get(norm.id, ()))}" for norm in asked.follows]
    lines += [f"  {line}" for line in turns(handbook, asked)]
    notes = map(handbook.interpretation_by_id.__getitem__, verdict.interpretations)
    return "\n".join([*lines, *(f"  {note.id}: {note.title} (an interpretation)" for note in notes)])


def _by(notes: Sequence[str]) -> str:
    return f" ({', '.join(notes)})" if notes else ""


def _owed(handbook: Handbook, one: Bearing | Finding) -> str:
    return owed_sentence(handbook.norms[one.norm.id], one.norm)


def _data(handbook: Handbook, asked: Asked) -> dict[str, object]:
    verdict = asked.verdict
    return {
        "status": verdict.status,
        "verb": verdict.verb,
        "points": verdict.points,
        "norms": [
            {"id": b.norm.id, "relation": b.relation, "sentence": _owed(handbook, b), "doubtful": b.doubtful}
            for b in verdict.bearings
        ],
        "house_rules_broken": [norm.sentence for norm in asked.broken],
        "not_policy": [norm.sentence for norm in asked.answers],
        "law": [norm.sentence for norm in verdict.law],
        "not_done": [
            {
                "sentence": _owed(handbook, found),
                "doubtful": found.effect == "open",
                "interpretations": list(found.interpretations),
            }
            for found in asked.missed
        ],
        "nobody_else_to_tell": [norm.sentence for norm in verdict.discharged],
        "may_follow": [
            {"sentence": norm.sentence, "interpretations": list(asked.rests.get(norm.id, ()))}
            for norm in asked.follows
        ],
        "turns_on": [turn.fact for turn in asked.unstated.asks],
        "otherwise_only_if": [turn.fact for turn in asked.unstated.lifts],
        "how": list(asked.unstated.ways),
        "interpretations": list(verdict.interpretations),
        "handed_to": verdict.handed_to,
        "outside": [norm.sentence for norm in verdict.outside],
    }
