"""Questions and stories, and whom they are for: what training is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from policybook.policy.model import Act, Claim
from policybook.policy.problems import Placed

QUESTION_KINDS = ("one", "all", "order", "tell", "discussion")


@dataclass(frozen=True, slots=True)
class Option(Placed):
    """One answer of a question: what it amounts to (`acts`) or what it says (`claims`), and the mark.

    In a question of what to do in which order, `place_in_order` counts from 1, and 0 is not to be done.
    In a question of whom to tell, `part` is ("whom", a person), ("joined", "and", "or" or "alone") or
    ("soon", a timing).
    """

    letter: str
    text: str
    feedback: str
    marked: bool
    acts: tuple[Act, ...] = ()
    claims: tuple[Claim, ...] = ()
    place_in_order: int = 0
    part: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Question(Placed):
    """A question whose key the policy decides; `doctest` is its working as written on the page.

    `kind` is one, all, order (in which order?), tell (whom, and how soon?) or discussion (not scored). Of whom to
    tell, an `exact` one asks whom the policy names, and any other accepts that more are told.
    `roles` are the kinds of people whose core path asks it; none means everybody's.
    """

    id: str
    prompt: str
    who: tuple[str, ...]
    given: tuple[str, ...]
    asks: tuple[Act, ...]
    options: tuple[Option, ...]
    kind: str = "one"
    paths: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    hint: str = ""
    safety_critical: bool = False
    exact: bool = False
    doctest: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Cell(Placed):
    """A code cell of a scenario: what it asks or shows, and what is stored under it.

    `output` is what it printed, `shown` the Markdown that the site shows of it, and `still` the plain text and the
    HTML that a notebook shows which has not been run.
    """

    index: int
    asks: tuple[str, ...]
    shows: tuple[str, ...]
    output: str
    shown: str = ""
    still: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Decision(Placed):
    """A question as a story asks it: what follows each kind of answer, and where the reader then goes.

    A kind of answer is "right", the letter of a poor choice, or "otherwise" (any other poor choice; in a
    question for discussion, any). `follows` holds (kind, Markdown), and `goes` what the author says of the
    way on, as (kind, a decision's id or "end"): `policybook.training.story` works out the rest. `scene` is the heading
    under which it is asked, and `cell` the number of the notebook's cell.
    """

    question: str
    follows: tuple[tuple[str, str], ...] = ()
    goes: tuple[tuple[str, str], ...] = ()
    scene: str = ""
    cell: int = 0

    @property
    def texts(self) -> Mapping[str, str]:
        """What follows, by the kind of answer."""
        return dict(self.follows)


@dataclass(frozen=True, slots=True)
class Scenario(Placed):
    """An induction story: a notebook whose decisions are questions of the handbook.

    `minutes` is how long it says that it takes, `words` how many words its cells of Markdown have, `touches` what it is about in plain words, `situations` the ids of the
    cases that it covers; a `sensitive` one has a content note before and a signpost after. `asides` are the
    questions that only a poor choice leads to.
    """

    id: str
    title: str
    questions: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    page: str = ""
    decisions: tuple[Decision, ...] = ()
    minutes: int = 0
    touches: str = ""
    situations: tuple[str, ...] = ()
    sensitive: bool = False
    asides: tuple[str, ...] = ()
    kind: str = "story"
    words: int = 0


@dataclass(frozen=True, slots=True)
class Case(Placed):
    """A situation that the stories cover, or the reason why none does."""

    id: str
    gist: str
    no_story: str = ""


@dataclass(frozen=True, slots=True)
class Reader(Placed):
    """Somebody whom the induction is for: `kinds` are the kinds of people of the vocabulary that they are.

    `title` reads well after “I am”, `together` after “for”.
    """

    id: str
    title: str
    together: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic(Placed):
    """A matter of which every core path asks at least one of `questions` (ids), in the order of the topics.

    Each question is safety-critical; in a topic that is `gentle`, with which a path may begin, none is.
    """

    id: str
    title: str
    questions: tuple[str, ...]
    gentle: bool = False
