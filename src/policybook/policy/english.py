"""Small pieces of English: lists, capitals, what a word or a citation is called, Markdown as plain text, and norms."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from policybook.policy.citations import Citation, recited, unlinked
from policybook.policy.handbook import Handbook
from policybook.policy.language import OUTSIDE
from policybook.policy.model import PRACTICE, Clause, Guidance, Norm, Vocabulary
from policybook.policy.outside import SURE, OutsideSource

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)

STATES = ("awaiting", "confirmed", "settled")
"""The states of an interpretation; a settled one is kept, so that its number is not used again, and reads nothing."""

PARTS = {
    "whom": "Who is told?",
    "joined": "If there are several, all of them or any one?",
    "soon": "How soon?",
}
"""The three parts of a question of whom to tell."""


def listed(items: Sequence[str], joiner: str = "and") -> str:
    """Return "a", "a and b", or "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"


def runs(numbers: Iterable[int]) -> list[str]:
    """Return numbers in words for a list: three and more that follow each other are "1 to 8"."""
    found: list[str] = []
    for _, run in groupby(enumerate(numbers), lambda at: at[1] - at[0]):
        some = [str(number) for _, number in run]
        found += [f"{some[0]} to {some[-1]}"] if len(some) > 2 else some
    return found


def counted(items: Sequence[str], joiner: str) -> str:
    """Return a list whose joiner cannot be misread: "both a and b", "either a or b"."""
    if len(items) < 2:
        return "".join(items)
    if joiner == "and":
        return f"{'both ' if len(items) == 2 else 'all of '}{listed(items)}"
    return f"{'either ' if len(items) == 2 else 'any one of '}{listed(items, 'or')}"


def day_of(iso: str) -> date | None:
    """Return the day that "2019-01-15" names; None of any other text, such as Python's other ways to write it."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    return day if day.isoformat() == iso else None


def written_out(iso: str) -> str:
    """Return "15 January 2019" for "2019-01-15", and any other text as it is."""
    day = day_of(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else iso


def stated(source: OutsideSource) -> str:
    """Return the edition of an outside source, how sure it is, and when somebody last looked, in sentences."""
    seen = f" Looked up on {written_out(source.seen)}." if source.seen else ""
    return f"{capital(source.edition)}. {SURE.get(source.sure, '')}{seen}"


def several(count: int, one: str, many: str = "") -> str:
    """Return "1 question", "2 questions"; `many` is what more than one, or none, are called."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def capital(text: str) -> str:
    """Return the text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def shortened(text: str, width: int = 90) -> str:
    """Return the text, cut after a word where it is longer than `width`."""
    if len(text) <= width:
        return text
    return f"{text[: width + 1].rsplit(' ', 1)[0].rstrip(',;:.')} …"


def called(handbook: Handbook, cited: Citation) -> str:
    """Return what a citation is called in plain words: the author's own, else as its thing is called, else its id.

    {verb} is the verb of a norm as it is today, and {contrast} the word that it holds, both in quotation marks.
    """
    if cited.role in QUOTING:
        word = verb_of(handbook, cited.id) if cited.role == "verb" else ""
        return f"“{word or cited.id}”"
    return cited.words or label_of(handbook, cited.role, cited.id)


def linking(handbook: Handbook, cited: Citation) -> str:
    """Return a citation as a link of Markdown, for what lies one folder below the root; words where it leads nowhere."""
    rules: Mapping[str, Clause | Guidance] = {**handbook.guidance_by_id, **handbook.clauses}
    notes = handbook.interpretation_by_id
    found = {"clause": rules.get(cited.id), "interp": notes.get(cited.id)}.get(cited.role)
    words = called(handbook, cited)
    return f"[{words}](../{found.page}.md#{found.id.lower()})" if found else words


QUOTING = ("verb", "contrast")
"""The roles that print a word in quotation marks: a verb of the policy, and one that is none of the clause's."""


def verb_of(handbook: Handbook, name: str) -> str:
    """Return the verb of the norm, or of all the norms of the clause, that has this id; "" where there is not one."""
    verbs = {norm.verb for norm in quotable(handbook, name)}
    return verbs.pop() if len(verbs) == 1 else ""


def quotable(handbook: Handbook, name: str) -> tuple[Norm, ...]:
    """Return the norms that {verb} may mean by the id of a norm, a clause or guidance.

    “Does” and “might” are the language's own words for what the policy tells as a fact or a possibility.
    """
    named = handbook.norms.get(name)
    found = (named,) if named else norms_of(handbook, name)
    return tuple(norm for norm in found if norm.verb not in ("does", "might"))


def state_in_words(handbook: Handbook, state: str) -> str:
    """Return what a state of an interpretation is called: “awaiting the trustees”."""
    body = handbook.organisation.body
    said = (f"awaiting {body}", f"confirmed by {body}", "settled by the policy's own words")
    return dict(zip(STATES, said, strict=True)).get(state, state)


def layer_in_words(handbook: Handbook, layer: str) -> str:
    """Return whose a layer beside the policy is."""
    ours = {"house": "A house rule of this handbook", PRACTICE: handbook.organisation.practice}
    return ours.get(layer) or handbook.vocabulary.layers.get(layer, OUTSIDE)


def whose(handbook: Handbook, name: str) -> str:
    """Return whose the guidance of this id is; of a line of practice, whether its office has signed it as well."""
    of = handbook.guidance_by_id[name]
    called = layer_in_words(handbook, of.layer)
    if of.layer != PRACTICE:
        return called
    office = handbook.office(of.by)
    signed = f"signed by {office} on {written_out(of.signed)}" if of.signed else f"awaiting {office}"
    return f"{called}, {signed}"


def norms_of(handbook: Handbook, name: str) -> tuple[Norm, ...]:
    """Return the norms of the clause, or of the guidance, that has this id; none where there is no such thing."""
    holder = handbook.clauses.get(name) or handbook.guidance_by_id.get(name)
    return holder.norms if holder else ()


def quoted(handbook: Handbook, markdown: str) -> str:
    """Return Markdown with its quoted verbs and words printed, as a reader meets them; other citations stay."""
    if "{verb}" not in markdown and "{contrast}" not in markdown:
        return markdown
    return recited(markdown, lambda found: called(handbook, found) if found.role in QUOTING else None)


def label_of(handbook: Handbook, role: str, name: str) -> str:
    """Return what the thing of this role and id is called wherever it is cited; its id where there is none."""
    clause, note = handbook.clauses.get(name), handbook.interpretation_by_id.get(name)
    if found := {"clause": clause, "interp": note}.get(role):
        return found.heading
    if role == "clause" and name in handbook.guidance_by_id:
        line = handbook.guidance_by_id[name]
        return f"{whose(handbook, name)}: {line.title}" if line.layer == PRACTICE else line.title
    if role == "question" and name in handbook.question_by_id:
        # A prompt may name another question, and that one this: neither says what the other asks.
        prompt = handbook.question_by_id[name].prompt
        prompt = recited(prompt, lambda found: found.id if found.role == role else None)
        number = handbook.places_of_questions[name]
        return f"Question {number}: {shortened(plain_text(handbook, prompt))}"
    titles = {
        "edition": lambda: f"edition {name.partition('#')[0]}",
        "scenario": lambda: next((f"Scenario: {s.title}" for s in handbook.scenarios if s.id == name), name),
        "role": lambda: next((office.title for office in handbook.roles if office.id == name), name),
    }
    return titles[role]() if role in titles else name


def plain_text(handbook: Handbook, markdown: str) -> str:
    """Return Markdown as plain text on one line: citations as they are called, links as their words."""
    if not any(mark in markdown for mark in "{[*`\n"):
        return markdown
    text = unlinked(recited(markdown, lambda cited: called(handbook, cited)))
    return " ".join(re.sub(r"[*`]", "", text).split())


def labels(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the plain words for each word of the vocabulary."""
    return {name: word.label for table in vocabulary.tables.values() for name, word in table.items()}


def norm_in_words(norm: Norm, known: Mapping[str, str]) -> str:
    """Return the norm as an English sentence: "… is never justified in possessing …"."""
    text = norm.sentence.removeprefix(f"[{norm.layer}] ")
    # "Needs not to" would be heard as "need not", which is leave to do it.
    text = text.replace(" needs not to ", " needs to make sure not to ")
    words: list[str] = []
    acts = {*norm.phrase.acts, *(norm.before.acts if norm.before else ())}
    before, doing = "", False
    for word in text.split():
        bare = word.rstrip(",")
        label = known.get(bare, bare)
        if bare in acts:
            doing = before in ("in", "for", "before") or (doing and before == "or")
            label = gerund(label) if doing else label
            label += "" if bare != "tell" or norm.recipients else " somebody (nobody is named)"
        words.append(label + word[len(bare) :])
        before = bare
    return capital(" ".join(words)) + "."


def owed_in_words(written: Norm, owed: Norm, known: Mapping[str, str]) -> str:
    """Return the norm in words, then whom to tell as readings leave it, where the clause itself does not say so."""
    said = norm_in_words(written, known)
    if owed.told == written.told:
        return said
    people = counted([known.get(name, name) for name in owed.recipients], owed.joiner)
    return f"{said} As it is read here: {' '.join(filter(None, (people, owed.timing)))}."


_DOUBLED = ("put", "get", "set", "log", "let")
"""The verbs whose last letter is doubled before -ing."""


def gerund(label: str) -> str:
    """Return words that begin with a plain verb with its -ing form instead: "possess" is "possessing"."""
    verb, space, rest = label.partition(" ")
    if verb.endswith("ing"):
        return label
    is_mute = verb.endswith("e") and not verb.endswith("ee") and verb != "be"
    stem = verb[:-1] if is_mute else verb + verb[-1] * (verb in _DOUBLED)
    return f"{stem}ing{space}{rest}"


_THIRD = {"be": "is", "have": "has", "do": "does", "go": "goes"}


def third_person(label: str) -> str:
    """Return words that begin with a plain verb as said of one person: "make a copy of" is "makes a copy of"."""
    verb, space, rest = label.partition(" ")
    if verb.endswith("ly"):
        return f"{verb}{space}{third_person(rest)}"
    if verb.endswith("ing") and set("aeiou") & set(verb[:-3]):
        return f"is {label}"
    said = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        said = f"{verb[:-1]}ies"
    return f"{_THIRD.get(verb, said)}{space}{rest}"
