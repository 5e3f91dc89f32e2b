"""`policybook words`: the words that a rule, an act or a question may use, with what each of them means."""

import difflib
from argparse import Namespace
from collections.abc import Iterator, Mapping
from itertools import groupby

from policybook.commands.output import refuse, say, say_data
from policybook.load import read
from policybook.policy.model import Word
from policybook.policy.problems import HandbookError

TABLES = {"people": "People", "acts": "Acts", "things": "Things and facts", "outcomes": "Outcomes"}
_DONE_TO = {"people": "done to people", "things": "done to things", "recipients": "followed by people"}


def run(options: Namespace) -> int:
    """List the words that are like those given, or all; 1 where there is none. Raises HandbookError."""
    handbook, problems = read(options.root)
    vocabulary = handbook.vocabulary
    if not vocabulary.acts:
        raise HandbookError(problems)
    like = " ".join(options.like)
    rows = [
        {
            "table": name,
            "word": w.name,
            "label": w.label,
            "takes": vocabulary.takes(w.name) * (name == "acts"),
        }
        for name in TABLES
        for w in _found(vocabulary.tables[name], like)
    ]
    if options.json:
        say_data(rows)
    else:
        tables = groupby(rows, key=lambda row: row["table"])
        say("\n\n".join("\n".join((f"{TABLES[name]}:", *map(_line, words))) for name, words in tables))
    if rows:
        return 0
    hint = "Try a shorter or a plainer word, or none to list them all."
    return refuse(f"no word is like “{like}”. {hint} A new one goes into book/vocabulary.yml, with a label.")


def _found(words: Mapping[str, Word], like: str) -> Iterator[Word]:
    """The words whose name or label holds each part of `like`, then those whose name is near to it; the nearest name first."""
    parts = like.lower().replace("-", " ").split()
    said = {name: f"{name.replace('-', ' ')} {word.label}".lower() for name, word in words.items()}
    holding = [name for name, text in said.items() if all(part in text for part in parts)]
    name = "-".join(parts)
    near = difflib.get_close_matches(name, words, n=3, cutoff=0.7)
    yield from (words[found] for found in dict.fromkeys((*near[:1], *holding, *near)))


def _line(row: dict[str, str]) -> str:
    done = _DONE_TO.get(row["takes"], "")
    return f"  {row['word']}: {row['label']}{f' ({done})' if done else ''}"
