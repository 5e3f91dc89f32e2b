"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from policybook.bank import doctest_of
from policybook.judge import judge_of
from policybook.language import parse_situation, sentence
from policybook.load import load, read
from policybook.model import AGAINST, FOR, Handbook, Norm
from policybook.output import report
from policybook.problems import HandbookError, nearest
from policybook.progress import Progress
from policybook.storing import store_workings
from policybook.tokens import LanguageError
from policybook.verdict import RELATIONS, Situation, Verdict


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 when something is wrong, 2 for a command it does not know."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except HandbookError as error:
        return report(error.problems, options.json)
    except (LanguageError, OSError) as error:
        print(f"policybook: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policybook", description="A policy handbook whose training follows its policy."
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, default=Path(), help="the handbook's folder (this one)")
    common.add_argument("--json", action="store_true", help="print JSON, for machines")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    check = commands.add_parser("check", parents=[common], help="say all that is wrong with the handbook")
    check.set_defaults(run=_check)

    judge = commands.add_parser("judge", parents=[common], help="what the policy says of a situation")
    judge.add_argument(
        "words", nargs="+", help="who, what, to whom: teacher befriend pupil when sibling-at-school"
    )
    judge.set_defaults(run=_judge)

    shown = commands.add_parser("working", parents=[common], help="a question's answer key, ready to paste")
    shown.add_argument("question", nargs="*", help="the questions' ids (all)")
    shown.add_argument("--store", action="store_true", help="write it into the page, and show what changed")
    shown.set_defaults(run=_working)

    review = commands.add_parser(
        "review", parents=[common], help="what waits for a review since its clause changed; record one"
    )
    review.add_argument(
        "item", nargs="*", help="the questions, scenarios and plain lines reviewed (show what waits)"
    )
    review.add_argument("--by", metavar="ROLE", help="the office that reviewed them, as in book/school.yml")
    review.add_argument("--clause", help="all that is suspect for this clause alone")
    review.add_argument("--all", action="store_true", help="all that waits")
    review.add_argument("--list", action="store_true", help="what the safeguarding lead has yet to sign off")
    review.set_defaults(run=_review)

    adopt = commands.add_parser("adopt", parents=[common], help="freeze the policy as an edition")
    adopt.add_argument("--edition", required=True, metavar="NAME", help="its name: year, number, correction")
    adopt.add_argument("--adopted", required=True, metavar="DATE", help="when it was adopted: 2026-01-31")
    adopt.add_argument("--review-by", required=True, metavar="DATE", help="by when it is to be reviewed")
    adopt.add_argument("--minute", default="", help="where the governors' decision is minuted")
    adopt.add_argument(
        "--restates",
        default="",
        metavar="WHAT",
        help="what it restates, where its own words were not adopted",
    )
    adopt.add_argument("--dry-run", action="store_true", help="show what would be frozen, and write nothing")
    adopt.add_argument("--yes", action="store_true", help="do not ask first, for scripts")
    adopt.add_argument("--commit", action="store_true", help="make the Git commit too")
    adopt.set_defaults(run=_adopt)

    compare = commands.add_parser(
        "compare", parents=[common], help="what changes from one edition to another"
    )
    compare.add_argument("old", help="an edition's name, draft, or a path to a handbook.json")
    compare.add_argument("new", nargs="?", default="draft", help="the other one (draft)")
    compare.add_argument("--redline", action="store_true", help="show the words, taken out and put in")
    compare.add_argument("--flips", action="store_true", help="list the situations that are judged otherwise")
    compare.add_argument("--full", action="store_true", help="with all combinations of facts: some minutes")
    compare.set_defaults(run=_compare)

    _propose_parser(commands, common)
    _record_parser(commands, common)

    export = commands.add_parser("export", parents=[common], help="write the handbook as one file")
    export.add_argument("file", type=Path, nargs="?", help="where to write it (JSON: the screen)")
    export.add_argument(
        "--to", choices=("json", "moodle", "qti"), default="json", help="the bank for a learning platform"
    )
    export.set_defaults(run=_export)
    return parser


def _propose_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    propose = commands.add_parser("propose", parents=[common], help="what proposals would do if adopted")
    propose.add_argument("proposal", nargs="*", help="their ids, P4 P5 (list them all)")
    propose.add_argument("--redline", action="store_true", help="show each clause's words from end to end")
    propose.add_argument(
        "--facts", type=int, choices=(0, 1, 2), default=2, help="how many facts at once, in decisions (2)"
    )
    propose.add_argument("--take-in", action="store_true", help="write their words into the working draft")
    propose.add_argument("--yes", action="store_true", help="with --take-in: do not ask first, for scripts")
    propose.set_defaults(run=_propose)


def _record_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    record = commands.add_parser("record", help="what people's completion records come to")
    doings = record.add_subparsers(title="commands", required=True, metavar="COMMAND")
    verify = doings.add_parser("verify", parents=[common], help="mark records again from their answers")
    verify.add_argument("file", type=Path, nargs="+", help="the files that people have sent")
    verify.add_argument("--log", type=Path, metavar="CSV", help="add each record to this log, once")
    verify.add_argument("--initials", default="", help="who talked it over with them, for the log")
    verify.set_defaults(run=_verify)


def _check(options: argparse.Namespace) -> int:
    from policybook.check import check

    _, problems = check(options.root)
    return report(problems, options.json)


def _judge(options: argparse.Namespace) -> int:
    handbook = load(options.root)
    who, act = parse_situation(" ".join(options.words), handbook.vocabulary)
    one = Situation(who, (replace(act, given=()),), act.given)
    judge = judge_of(handbook)
    verdict, broken = judge.judge(one.who, one.course[0], one.given), judge.broken(one)
    print(_verdict_json(verdict, broken) if options.json else _verdict_text(handbook, verdict, broken))
    return 0


def _verdict_text(handbook: Handbook, verdict: Verdict, broken: Sequence[Norm]) -> str:
    side = {FOR: "this keeps it", AGAINST: "this goes against it"}.get(verdict.points, "")
    only = "only … " if any(bearing.relation == "reserves" for bearing in verdict.bearings) else ""
    lines = [": ".join(filter(None, (verdict.status, side and f"{side} (“{only}{verdict.verb}”)")))]
    lines += [f"  it breaks a house rule, which is not policy: {sentence(norm)}" for norm in broken]
    order = list(handbook.clauses)
    for bearing in sorted(verdict.bearings, key=lambda bearing: order.index(bearing.norm.clause)):
        clause = handbook.clauses[bearing.norm.clause]
        notes = f" ({', '.join(bearing.reach.interpretations)})" if bearing.reach.interpretations else ""
        relation = f"{'in doubt, ' if bearing.doubtful else ''}{RELATIONS[bearing.relation]}"
        lines.append(f"  {clause.number} {clause.title} {relation}: {sentence(bearing.norm)}{notes}")
    if verdict.handed_to:
        lines.append(f"  handed over to the {verdict.handed_to.replace('-', ' ')}:")
        lines += [f"    outside guidance: {sentence(norm)}" for norm in verdict.outside]
    titles = {note.id: note.title for note in handbook.interpretations}
    lines += [f"  {note}: {titles[note]} (an interpretation)" for note in verdict.interpretations]
    return "\n".join(lines)


def _verdict_json(verdict: Verdict, broken: Sequence[Norm]) -> str:
    facts = {
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
    return json.dumps(facts, ensure_ascii=False, indent=1)


def _working(options: argparse.Namespace) -> int:
    handbook, problems = read(options.root)
    if any(problem.place.path.startswith("book/") for problem in problems):
        raise HandbookError(problems)
    for name in options.question:
        if name not in handbook.question_by_id:
            hint = nearest(name, handbook.question_by_id)
            print(f"policybook: there is no question “{name}”. {hint}".rstrip(), file=sys.stderr)
            return 1
    if not options.store:
        print("\n\n".join(doctest_of(handbook, name) for name in options.question or handbook.question_by_id))
        return 0
    for name, before in store_workings(handbook, options.root, options.question):
        print(f"{name}:")
        changes = difflib.ndiff(before.split("\n"), doctest_of(handbook, name).split("\n"))
        print("\n".join(line for line in changes if line.startswith(("- ", "+ "))))
    return 0


def _export(options: argparse.Namespace) -> int:
    from policybook.export import to_json

    if options.to != "json":
        return _export_bank(options)
    text = to_json(load(options.root))
    if options.file:
        options.file.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


def _export_bank(options: argparse.Namespace) -> int:
    """Write the questions for a learning platform; no question leaves a handbook in which something is wrong."""
    from policybook.check import check
    from policybook.portable import FORMATS

    if not options.file:
        print(f"policybook: say where to write it: export --to {options.to} FILE", file=sys.stderr)
        return 1
    handbook, problems = check(options.root)
    if problems:
        return report(problems, options.json)
    options.file.write_bytes(FORMATS[options.to](handbook))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from policybook import recording
    from policybook.edition import EditionError
    from policybook.training_log import LogError

    handbook = load(options.root)
    try:
        found = recording.verify_files(handbook, options.root, options.file)
        if options.json:
            print(json.dumps([recording.as_data(*one) for one in found], ensure_ascii=False, indent=1))
        else:
            print("\n".join(recording.line(*one) for one in found))
        if options.log:
            recording.log(options.log, [result for _, result in found], options.initials)
    except (EditionError, LogError) as error:
        print(f"policybook: {error}", file=sys.stderr)
        return 1
    return 0 if all(result.state == "complete" for _, result in found) else 1


def _propose(options: argparse.Namespace) -> int:
    from policybook import proposing
    from policybook.changes.effects import Effects
    from policybook.changes.flips import flips
    from policybook.load.proposals import read_proposals
    from policybook.proposal import with_needs

    handbook = load(options.root)
    known = read_proposals(options.root, handbook)
    ids = [proposal.id for proposal in known]
    for name in options.proposal:
        if name not in ids:
            print(f"policybook: there is no proposal {name}. {nearest(name, ids)}".rstrip(), file=sys.stderr)
            return 1
    if options.take_in:
        return _take_in(options)
    if not options.proposal:
        print(proposing.register(known))
        return 0
    effects = Effects(handbook, with_needs(known, options.proposal))
    found = (
        flips(handbook, effects.after, options.facts, Progress("sorts of situation"))
        if effects.can_be_adopted
        else ()
    )
    if options.json:
        print(json.dumps(proposing.data(effects, found), ensure_ascii=False, indent=1))
    else:
        print(proposing.told(effects, found, whole=options.redline))
    return 0 if effects.can_be_adopted else 1


def _take_in(options: argparse.Namespace) -> int:
    from datetime import date

    from policybook import taking

    try:
        plan = taking.plan(options.root, options.proposal, date.today().isoformat())
    except taking.TakeInError as error:
        print(f"policybook: {error}", file=sys.stderr)
        return 1
    print(plan.told())
    if not options.yes and (not sys.stdin.isatty() or input("Write it? (y) ").strip().lower() != "y"):
        print("Nothing is written. Say --yes to write it without being asked.")
        return 1
    taking.write(options.root, plan)
    print("Written. Run the check: it names the questions and stories that have to follow.")
    return 0


def _review(options: argparse.Namespace) -> int:
    from policybook.reviewing import ReviewError, Reviews, decide_each

    reviews = Reviews(options.root)
    try:
        if options.list or options.json:
            rows = reviews.rows(awaiting=options.list)
            _say(json.dumps(rows, ensure_ascii=False, indent=1) if options.json else _rows_text(rows))
            return 0
        chosen, left = reviews.choose(options.item, options.clause, whole=options.all)
        named = bool(options.item or options.clause or options.all)
        if named and options.by:
            reviews.record(chosen, options.by)
            for waiting in left:
                print(f"left, for more has changed: {waiting.item.key[1]}", file=sys.stderr)
            return 1 if left else 0
        if sys.stdin.isatty() and sys.stdout.isatty():
            return decide_each(reviews, chosen, options.by or "", say=print, ask=input)
        _say("\n\n\n".join(reviews.shown(waiting) for waiting in chosen))
        return 1 if any(waiting.is_pending for waiting in chosen) else 0
    except ReviewError as error:
        print(f"policybook: {error}", file=sys.stderr)
        return 1


def _adopt(options: argparse.Namespace) -> int:
    from policybook.adopting import AdoptError

    try:
        return _adopting(options)
    except HandbookError as error:
        report(error.problems, options.json)
        reasons: Sequence[str] = (_NOT_WHILE,)
    except AdoptError as error:
        reasons = error.reasons
    for reason in reasons:
        print(f"policybook: {reason}", file=sys.stderr)
    return 1


def _adopting(options: argparse.Namespace) -> int:
    from policybook.adopting import Adoption, Decision
    from policybook.progress import Progress

    minute, restates = options.minute.strip(), options.restates.strip()
    decision = Decision(options.edition, options.adopted, options.review_by, minute, restates)
    adoption = Adoption(options.root, decision)
    adoption.check_new(commit=options.commit and not options.dry_run)
    # All combinations of facts only when it is meant: that takes minutes where much has changed.
    _say(adoption.told(2 if options.dry_run else None, Progress("sorts of situation")))
    if options.dry_run or not (options.yes or _agreed()):
        print("Nothing was written.")
        return 0 if options.dry_run else 1
    if not adoption.is_written:
        adoption.write()
        print(f"Written: {adoption.path}.")
    if options.commit:
        adoption.commit()
        print(f"Committed: {adoption.message}.")
    else:
        print("\n  ".join(("To put it on record, commit it:", *adoption.commands)))
    return 0


_NOT_WHILE = "nothing is adopted while there are problems: put right what is named above."


def _agreed() -> bool:
    """Whether somebody who has read what would happen wants it; where nobody can be asked, nobody does."""
    if not sys.stdin.isatty():
        print("Say --yes to adopt it without being asked.")
        return False
    try:
        return input("Adopt it? Nothing changes an edition afterwards. (yes or no) ").strip().lower() == "yes"
    except EOFError:
        return False


def _compare(options: argparse.Namespace) -> int:
    from policybook.changes import comparing
    from policybook.changes.compare import compare
    from policybook.changes.flips import flips
    from policybook.changes.retaking import retakes
    from policybook.changes.training import suspect_training
    from policybook.compare import called_of, opened_pair

    old, new = opened_pair(options.root, options.old, options.new)
    names = (called_of(old, options.old), called_of(new, options.new))
    comparison = compare(old, new)
    found = training = None
    if options.flips or options.full:
        found = flips(old, new, None if options.full else 2, Progress("sorts of situation"))
        training = suspect_training(comparing.alike(old, new), new)
    if options.json:
        data = comparing.as_data(comparison, names, found, training)
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return 0
    parts = [comparing.as_text(comparison, names, redline=options.redline)]
    if found is not None and training is not None and not comparison.is_empty:
        parts.append(comparing.flips_text(found))
        parts.append(comparing.training_text(training, map(str, retakes(old, new, training))))
    print("\n\n".join(parts))
    return 0


def _say(text: str) -> None:
    if text:
        print(text)


def _rows_text(rows: Sequence[Mapping[str, object]]) -> str:
    return "\n".join("  ".join(str(value) for value in row.values() if value) for row in rows)
