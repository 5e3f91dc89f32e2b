"""Quoted verbs: {verb} prints the verb of a norm as it is today, and one quoted by hand is the verb of a clause beside it.

“Should never” is as strong as the clause it is quoted from, and no stronger: when the clause changes, what quotes it
has to follow, or to be looked at. A word that is nobody's quotation is a {contrast}.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from policybook.policy.citations import citations, clauses_named, recited
from policybook.policy.english import listed, norms_of, quotable, verb_of
from policybook.policy.handbook import Handbook
from policybook.policy.model import VERBS, Clause, Norm, Vocabulary
from policybook.policy.problems import Kind, Place, Problem, nearest

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"\n]+)\"")
_MANY = {"is": "are", "has": "have", "needs": "need"}
_SHORT = {"will face": ("will",), "may face": ("may",), "is never justified in": ("is never justified",)}


class Forms(NamedTuple):
    """The verbs that a quotation may be of, by its words in small letters; and how such a quotation begins."""

    verbs: Mapping[str, frozenset[str]]
    begins: re.Pattern[str]


@lru_cache(maxsize=8)
def forms_of(declared: tuple[str, ...]) -> Forms:
    """The forms of the usual verbs, and of those that a vocabulary declares.

    “Are encouraged to” and “encouraged” quote “is encouraged to”.
    """
    found: dict[str, set[str]] = {"will": {"will"}}
    for verb in (*VERBS, *declared, "will"):
        first, _, rest = verb.partition(" ")
        many = f"{_MANY.get(first, first)} {rest}".strip()
        participle = rest.removesuffix(" to") if first == "is" else verb
        short = _SHORT.get(verb, ())
        for form in (verb, many, participle, *short) if verb != "does" else ():
            found.setdefault(form, set()).add(verb)
    firsts = "|".join(sorted({form.split()[0] for form in found}))
    begins = re.compile(rf"[“\"]\s*(?:{firsts})\b", re.IGNORECASE)
    return Forms({form: frozenset(verbs) for form, verbs in found.items()}, begins)


def may_quote(text: str, words: Vocabulary) -> bool:
    """Whether some text may quote a verb, by hand or by its role: most does not, and needs no closer look."""
    if "{verb}" in text:
        return True
    return ("“" in text or '"' in text) and forms_of((*words.verbs,)).begins.search(text) is not None


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that a reader meets together, where they stand, and the ids of what is beside them without being cited.

    Only `{verb}` is looked at where what is quoted by hand is judged otherwise: `judged`.
    """

    place: Place
    text: str
    beside: tuple[str, ...] = ()
    judged: bool = False


def problems_of(handbook: Handbook, passage: Passage, was: Handbook | None = None) -> Iterator[Problem]:
    """Each {verb} of a passage that is none, and each verb quoted by hand that no clause beside it has.

    A proposal speaks of a clause as it words it (`handbook`), and as it `was`.
    """
    if "{verb}" in passage.text:
        for found in citations(passage.text):
            if found.role == "verb" and not verb_of(handbook, found.text.strip()):
                yield _no_verb(handbook, found.text.strip(), passage.place)
    if not passage.judged and may_quote(passage.text, handbook.vocabulary):
        yield from _by_hand([handbook, was or handbook], passage)


def fixed(clause: Clause, place: Place) -> Iterator[Problem]:
    """A clause whose own words quote a verb by {verb}: they are adopted, and nothing may change them by itself."""
    if any(found.role == "verb" for found in citations(f"{clause.text} {clause.plain}")):
        what = f"the clause “{clause.id}” quotes a verb with {{verb}}, and adopted words do not change by themselves."
        yield Problem(Kind.QUOTATION, place, what, "Write the words out.")


def _no_verb(handbook: Handbook, name: str, place: Place) -> Problem:
    norms = quotable(handbook, name)
    if norms:
        ids = listed([f"“{norm.id}” ({norm.verb})" for norm in norms])
        what = f"“{name}” has several verbs, so that {{verb}} does not say which is quoted."
        return Problem(Kind.REFERENCE, place, what, f"Name one of its norms: {ids}.")
    holders = [*handbook.clauses, *(guidance.id for guidance in handbook.guidance)]
    if name in holders or name in handbook.norms:
        what = f"this quotes the verb of “{name}”, which has none to quote."
        return Problem(Kind.REFERENCE, place, what, "Say it without {verb}.")
    what = f"this quotes the verb of “{name}”, and there is no such clause or norm."
    return Problem(Kind.REFERENCE, place, what, nearest(name, [*handbook.norms, *holders]))


def _by_hand(books: Sequence[Handbook], passage: Passage) -> Iterator[Problem]:
    # Without what stands in a role: {contrast}`must` is no quotation by hand.
    quotations = (found[1] or found[2] for found in _QUOTED.finditer(recited(passage.text, lambda _: " ")))
    known = forms_of((*books[0].vocabulary.verbs,)).verbs
    forms = list(filter(None, (_form(words, known) for words in quotations)))
    cited = {*clauses_named(passage.text), *passage.beside} if forms else ()
    norms = [norm for book in books for name in cited for norm in norms_of(book, name)]
    there = {verb for norm in norms for verb in (norm.verb, norm.outcome_verb)}
    for form in forms:
        if not known[form] & there:
            yield _not_there(form, norms, passage.place, bool(cited))


def _form(words: str, known: Iterable[str]) -> str:
    """The verb form that is quoted, alone or with what follows it in the clause (“must tell”); "" where it is none."""
    plain = " ".join(words.split()).rstrip(".,;:?!… ")
    if plain.lower() in known:
        return plain.lower()
    begins = (form for form in known if plain.startswith(f"{form} "))
    return max(begins, key=len, default="")


def _not_there(form: str, norms: Iterable[Norm], place: Place, cites: bool) -> Problem:
    verbs = sorted({norm.verb for norm in norms} - {"does"})
    said = f"what is cited beside it says {listed([f'“{verb}”' for verb in verbs])}" if verbs else ""
    none = "what is cited beside it has no verb" if cites else "no clause is cited beside it"
    what = f"this quotes “{form}”, and {said or none}."
    hint = f"Quote with {{verb}}`its-id` beside its citation, or write {{contrast}}`{form}` for a contrast."
    return Problem(Kind.QUOTATION, place, what, hint)
