"""Say how much of the bank a blind guesser finds, and what else gives right answers away: `python -m tools.items`.

The guesser is a linear model that sees no word of the matter: only function words, punctuation and the lengths of
the options of one question beside each other. It is trained on the other pages and tried on the one left out.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from statistics import fmean

from policybook.check.items.bank import choices
from policybook.check.items.texts import shown, words_of
from policybook.commands.output import ended_quietly
from policybook.load import load
from policybook.policy.handbook import Handbook
from policybook.policy.model import Claim
from policybook.policy.problems import typed
from policybook.policy.training import Option, Question
from policybook.training.paths import CORE
from tools.journeys import BUILT, journeys

_WORDS = """
a an the this that these those such same other another each every either neither both all any some no none
much many more most less least few several one two only own enough
i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours
they them their theirs themselves who whom whose which what anybody anyone anything everybody everyone everything
nobody nothing somebody someone something
and or but nor so yet because since although though while whereas if unless until when whenever where wherever
whether as than once before after lest
about above across against along among around at behind below beneath beside besides between beyond by down during
except for from in inside into like near of off on onto out outside over past per round through throughout till to
toward towards under up upon with within without
am is are was were be been being have has had having do does did doing done can could may might must shall should
will would ought need dare
not never always ever often sometimes usually already also again even just quite rather really still too very
almost perhaps maybe instead then there here now soon later first last today tomorrow straight away however why
how yes
"""
FUNCTION_WORDS = frozenset(_WORDS.split())
"""Words that say how the rest hangs together, and nothing of what a question is about."""
REASONS = re.compile(r"\b(?:because|since|so that)\b", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W_][\w'-]*|[^\w\s]")
_LITTLE = frozenset(("a", "an", "the", "it", "that", "this", "then", "so", "to", "of"))


@dataclass(frozen=True)
class Guess:
    """What the guesser makes of a question: is it right, how likely it held the key to be, and what told it most."""

    question: Question
    right: bool
    chance_of_key: float
    clues: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """One thing that is counted over the bank, the most that it may be, and the ids of the questions to mend."""

    name: str
    value: float
    bound: float
    said: str
    ids: tuple[str, ...] = ()


def traits(question: Question) -> list[dict[str, float]]:
    """All that the guesser sees of each option: which little words and marks it has, and its length, beside the others.

    Each is held against the mean of the question's options: what all of them have says nothing.
    """
    lengths = [len(shown(option.text)) for option in question.options]
    seen: list[dict[str, float]] = []
    for option, length in zip(question.options, lengths, strict=True):
        tokens = [t.lower() for t in _TOKEN.findall(shown(option.text).replace("’", "'"))]
        little = (t for t in tokens if t in FUNCTION_WORDS or t.endswith("n't") or not t[0].isalnum())
        extremes = {"(longest)": length == max(lengths), "(shortest)": length == min(lengths)}
        # In parts of a line and of a sentence, so that neither outweighs a word.
        sizes = {"(letters)": length / 40, "(words)": len(words_of(option.text)) / 8}
        seen.append({**dict.fromkeys(little, 1.0), **sizes, **{k: float(v) for k, v in extremes.items()}})
    means = {name: fmean(one.get(name, 0.0) for one in seen) for name in {n for one in seen for n in one}}
    return [{name: one.get(name, 0.0) - mean for name, mean in sorted(means.items())} for one in seen]


def key_of(question: Question) -> int:
    """Where its right option stands, from 0."""
    return next(at for at, option in enumerate(question.options) if option.marked)


def guesses(handbook: Handbook) -> list[Guess]:
    """What the guesser makes of each choose-one question, from those of all other pages."""
    asked = choices(handbook)
    every = asked.pop("the bank", [])
    return [
        guess
        for page, questions in asked.items()
        for guess in _tried(questions, [question for question in every if question.page != page])
    ]


def _tried(questions: Sequence[Question], others: Sequence[Question]) -> Iterator[Guess]:
    """What a model trained on the others makes of these questions."""
    weigh = trained(others) if others else {}
    for question in questions:
        key, options = key_of(question), traits(question)
        scores = [sum(weigh.get(name, 0.0) * given for name, given in option.items()) for option in options]
        likely = [exp(score - max(scores)) for score in scores]
        spoke = {name: weigh.get(name, 0.0) * given for name, given in options[key].items()}
        best = sorted((name for name in spoke if spoke[name] > 0.1), key=lambda name: -spoke[name])[:4]
        clues = tuple(f"{'key' if options[key][name] > 0 else 'others'}: {name}" for name in best)
        yield Guess(question, scores.index(max(scores)) == key, likely[key] / sum(likely), clues)


def trained(questions: Iterable[Question]) -> Mapping[str, float]:
    """What the model has learned of each trait: above 0 it speaks for a right answer, below 0 against one."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows, marks = [], []
    for question in questions:
        rows += traits(question)
        marks += [option.marked for option in question.options]
    names = DictVectorizer(sparse=False)
    # As it comes, but that the few right options weigh as much as the many others.
    model = LogisticRegression(class_weight="balanced", max_iter=1000).fit(names.fit_transform(rows), marks)
    return dict(zip(names.get_feature_names_out(), map(float, model.coef_[0]), strict=True))


# ---- the figures


def figures(handbook: Handbook) -> Iterator[Figure]:
    """Every figure that has a bound."""
    every = choices(handbook).get("the bank", [])
    critical = [question for question in every if question.safety_critical]
    core = [question for question in every if CORE in question.paths]
    blind = guesses(handbook)
    for name, of, bound in (("all", every, 35), ("safety-critical", critical, 40), ("core", core, 40)):
        mine = [guess for guess in blind if guess.question in of]
        hit = [guess.question.id for guess in mine if guess.right]
        said = f"{len(hit)} of {len(mine)}, chance {100 * _chance(of):.0f} %"
        yield Figure(f"blind guesser, {name}", _percent(len(hit), len(mine)), bound, said, tuple(hit))
    for name, of in (("all", every), ("safety-critical", critical)):
        for called, pick in (("longest", max), ("shortest", min)):
            ids = tuple(question.id for question in of if _is_extreme(question, pick))
            off = abs(_percent(len(ids), len(of)) - 100 * _chance(of))
            said = f"{len(ids)} of {len(of)}, chance {100 * _chance(of):.0f} %"
            yield Figure(f"key {called}, points from chance, {name}", off, 5, said, ids)
        keys = [_gives_reason(option) for question in of for option in question.options if option.marked]
        rest = [_gives_reason(option) for question in of for option in question.options if not option.marked]
        off = abs(_percent(sum(keys), len(keys)) - _percent(sum(rest), len(rest)))
        said = f"{sum(keys)} of {len(keys)} keys, {sum(rest)} of {len(rest)} distractors"
        ids = tuple(question.id for question in of if any(map(_gives_reason, distractors(question))))
        yield Figure(f"reasons, points between keys and distractors, {name}", off, 5, said, ids)
    shared = tuple(shared_distractors(every))
    ids = tuple(dict.fromkeys(name for _, names in shared for name in names))
    yield Figure("distractors that three questions share", len(shared), 0, f"{len(shared)}", ids)
    alone = tuple(question.id for question in every if differs_by_verb(question))
    said = f"{len(alone)} of {len(every)}"
    yield Figure(
        "items whose distractors differ by the verb alone", _percent(len(alone), len(every)), 10, said, alone
    )
    odd = tuple(question.id for question in every if is_odd_one_out(question))
    yield Figure(
        "items in which all but the key begin alike", len(odd), 0, f"{len(odd)} of {len(every)}", odd
    )


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _chance(questions: Iterable[Question]) -> float:
    return fmean([1 / len(question.options) for question in questions] or [0.0])


def distractors(question: Question) -> list[Option]:
    """The options that are not right."""
    return [option for option in question.options if not option.marked]


def _is_extreme(question: Question, pick: Callable[[Iterable[int]], int]) -> bool:
    lengths = [len(shown(option.text)) for option in question.options]
    most = pick(lengths)
    return lengths[key_of(question)] == most and lengths.count(most) == 1


def _gives_reason(option: Option) -> bool:
    return bool(REASONS.search(shown(option.text)))


def shared_distractors(questions: Iterable[Question]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each distractor whose words, little ones apart, are by half or more those of two other questions' too."""
    told = [
        (question.id, option.text, frozenset(word.lower() for word in words_of(option.text)) - _LITTLE)
        for question in questions
        for option in distractors(question)
    ]
    for _, text, mine in told:
        alike = dict.fromkeys(
            name for name, _, words in told if 2 * len(mine & words) >= len(mine | words) > 0
        )
        if len(alike) >= 3:
            yield text, tuple(alike)


def differs_by_verb(question: Question) -> bool:
    """Whether its distractors claim one and the same thing, and differ only in how strongly, or in silence."""
    claims = [option.claims for option in distractors(question)]
    told = [
        [_matter(claim) for claim in of if claim.norm] for of in claims if any(claim.norm for claim in of)
    ]
    return all(claims) and len(told) > 1 and all(matter == told[0] for matter in told)


def _matter(claim: Claim) -> tuple[object, ...]:
    norm = claim.norm
    assert norm is not None
    # What follows a breach is another thing to say of it; what somebody may or will face is the thing itself.
    faced = norm.outcomes if norm.verb.endswith("face") else ()
    return (norm.phrase, norm.recipients, norm.joiner, norm.timing, norm.before, norm.when, faced)


def is_odd_one_out(question: Question) -> bool:
    """Whether all distractors begin with the same word of the matter, or with yes or no, and the key does not."""
    begins = [next(iter(words_of(option.text)), "").lower() for option in question.options]
    key = begins.pop(key_of(question))
    tells = begins[0] not in FUNCTION_WORDS or begins[0] in ("yes", "no")
    return tells and len(set(begins)) == 1 and begins[0] != key


# ---- the report


def pages(blind: Iterable[Guess]) -> Iterator[str]:
    """A line for each page: how many the guesser finds there."""
    by_page: dict[str, list[Guess]] = defaultdict(list)
    for guess in blind:
        by_page[guess.question.page].append(guess)
    for page, found in by_page.items():
        right = sum(guess.right for guess in found)
        chance = 100 * _chance(guess.question for guess in found)
        yield f"{page}: {right} of {len(found)} ({_percent(right, len(found)):.0f} %, chance {chance:.0f} %)"


def report(handbook: Handbook, most: int) -> Iterator[str]:
    """Every figure with its bound, the pages, and the questions to mend first."""
    found = list(figures(handbook))
    for figure in found:
        sign = "ok  " if figure.value <= figure.bound else "MEND"
        yield f"{sign} {figure.name}: {figure.value:.1f}, at most {figure.bound:.0f} ({figure.said})"
    blind = guesses(handbook)
    yield from ("", "The blind guesser, page by page", *pages(blind))
    worst = sorted((guess for guess in blind if guess.right), key=lambda guess: -guess.chance_of_key)
    yield from ("", "Guessed most surely, and what told (“key” has it, or the “others” have)")
    for guess in worst[:most]:
        q = guess.question
        marks = "".join((" safety-critical" * q.safety_critical, " core" * (CORE in q.paths)))
        yield f"{guess.chance_of_key:.2f} {q.place} {q.id}{marks}: {'; '.join(guess.clues)}"
    told = Counter(clue for guess in worst for clue in guess.clues)
    yield from ("", "What told most often: " + ", ".join(f"{clue} ({n})" for clue, n in told.most_common(12)))
    for figure in found:
        if figure.value > figure.bound and not figure.name.startswith("blind"):
            yield from ("", f"To mend, {figure.name}: {', '.join(figure.ids)}")
    for text, names in shared_distractors(choices(handbook).get("the bank", [])):
        yield f"Shared: “{text}” ({', '.join(names)})"


def main(arguments: Sequence[str], root: Path = Path()) -> int:
    """Print the report of the handbook here."""
    parser = argparse.ArgumentParser(prog="items", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--most", type=int, default=40, help="how many of the surest guesses to list (40)")
    options = parser.parse_args(arguments)
    handbook = load(root)
    for line in report(handbook, options.most):
        print(line)
    print("\nThe journey of each reader, by the words that they meet")
    if (root / BUILT).is_dir():
        print(*journeys(handbook, root / BUILT), sep="\n")
    else:
        print(f"is counted on the built pages: run {typed('site')} first.")
    return 0


if __name__ == "__main__":
    sys.exit(ended_quietly(lambda: main(sys.argv[1:])))
