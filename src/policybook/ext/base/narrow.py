"""Less than the whole handbook, for an answer or a page to rest on: the rest may change, and it still holds.

Whoever looks at what is left out fails, so that nobody rests on more than is said; what then needs the whole is given it.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import lru_cache, partial
from typing import Any

from policybook.policy.citations import clauses_named
from policybook.policy.handbook import Handbook
from policybook.policy.training import Option, Question, Scenario

Narrow = Callable[[Handbook], Handbook]


class WithheldError(Exception):
    """Something was about to rest on what it is not said to rest on."""


def refuse(*_: object) -> Any:  # noqa: ANN401 - it takes the place of methods of all kinds
    """Stand for what cannot be told without what is left out."""
    raise WithheldError


class _Withheld:
    """Stands for what an answer is not to rest on: whoever looks at it fails, and answers nothing without it."""

    def __repr__(self) -> str:
        return "withheld"

    __getattr__ = __iter__ = __bool__ = __len__ = __str__ = __format__ = __contains__ = __getitem__ = refuse
    __eq__ = refuse
    __hash__ = object.__hash__


_WITHHELD: Any = _Withheld()


@lru_cache(maxsize=64)
def judged(handbook: Handbook, more: tuple[str, ...] = ()) -> Handbook:
    """A handbook with what verdicts, and the words for them, rest on, and these parts of it; it holds nothing else.

    What is worked out of it still holds when the rest changes.
    """
    bare = dict.fromkeys(("title", "text", "page"), _WITHHELD)
    clause = partial(replace, plain=_WITHHELD, source=_WITHHELD, **bare)
    parts = dict.fromkeys((field.name for field in fields(Handbook)), _WITHHELD) | {
        "vocabulary": handbook.vocabulary,
        "roles": handbook.roles,
        "sections": tuple(replace(s, clauses=tuple(map(clause, s.clauses))) for s in handbook.sections),
        "interpretations": tuple(
            replace(note, related=_WITHHELD, **bare) for note in handbook.interpretations
        ),
        "guidance": tuple(replace(line, on=_WITHHELD, **bare) for line in handbook.guidance),
    }
    return Handbook(**parts | {name: getattr(handbook, name) for name in more})


@lru_cache(maxsize=64)
def trained(handbook: Handbook) -> Handbook:
    """The same, with what decides the keys of questions and asks them of somebody: none of their words does."""
    asked = tuple(map(_asked, handbook.questions))
    stories = tuple(replace(_told(story), title=_WITHHELD) for story in handbook.scenarios)
    return replace(judged(handbook), questions=asked, scenarios=stories)


@lru_cache(maxsize=1)
def told(handbook: Handbook) -> Handbook:
    """A handbook without the words of its stories, and without what is beside the policy and its questions."""
    beside: dict[str, Any] = dict.fromkeys(("outside", "everyday", "cases", "trials"), _WITHHELD)
    return replace(handbook, scenarios=tuple(map(_told, handbook.scenarios)), **beside)


@lru_cache(maxsize=1)
def taught(handbook: Handbook) -> Handbook:
    """The same without the words of guidance: what a path rests on, but for what its words cite."""
    handbook = told(handbook)
    return replace(handbook, guidance=tuple(replace(line, text=_WITHHELD) for line in handbook.guidance))


@lru_cache(maxsize=1)
def proposed(handbook: Handbook) -> Handbook:
    """What is told, without the words of questions: what the pages of proposals rest on."""
    return replace(told(handbook), questions=tuple(map(_asked, handbook.questions)))


def _asked(question: Question) -> Question:
    """A question without its words; of its feedback, what that cites."""
    options = tuple(map(_option, question.options))
    return replace(question, prompt=_WITHHELD, hint=_WITHHELD, doctest=_WITHHELD, options=options)


def _option(option: Option) -> Option:
    cited = " ".join(f"{{clause}}`{name}`" for name in clauses_named(option.feedback))
    return replace(option, text=_WITHHELD, feedback=cited)


def _told(story: Scenario) -> Scenario:
    """A story by its title, and what it asks."""
    words = dict.fromkeys(("cells", "decisions", "minutes", "touches", "words"), _WITHHELD)
    return replace(story, **words)


askable = partial(judged, more=("organisation", "readers"))
"""A handbook with what “May I …?” and the table of verdicts rest on."""

NARROW: Mapping[str, Narrow] = {
    "askable": askable,
    "trained": trained,
    "told": told,
    "taught": taught,
    "proposed": proposed,
}
"""What a page may say that it rests on."""
