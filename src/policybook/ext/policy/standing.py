"""Where an edition stands among the others, what a page of the policy is, and what became of each clause, in words."""

from collections.abc import Iterator, Sequence

from policybook.commands.compare import DRAFT
from policybook.editions.edition import WORKING_DRAFT, Moment, changed_since, name_of, page_of
from policybook.ext.base.book import Book
from policybook.ext.base.nodes import COMPARISON, Cite
from policybook.policy.english import capital, listed, several, written_out
from policybook.policy.handbook import Edition, Handbook
from policybook.policy.model import Clause, Section

COMPARISONS = "book/what-changed"
"""The page that compares each edition with the next."""
_HAPPENED = {
    "first": "it stands here first",
    "same": "the same words and rules",
    "changed": "its words or its rules changed",
    "retired": "retired",
    "back": "back, after it was gone",
}


def edition_cite(edition: Edition, clause: str = "") -> Cite:
    """How an edition is cited, or a clause as it stood in it."""
    name = f"{edition.name}#{clause}" if clause else edition.name
    return Cite("edition", name, f"Edition {edition.name}", "", page_of(edition.name), clause)


def kind_of(edition: Edition, editions: Sequence[Edition]) -> str:
    """One or two words for what an edition is among the others."""
    if edition != editions[-1]:
        return "superseded"
    return "latest restatement" if edition.restates else "in force"


def standing(edition: Edition, editions: Sequence[Edition], *, overdue: bool) -> tuple[str, str]:
    """What a banner says of an edition: its kind, and a few sentences."""
    later = editions[editions.index(edition) + 1 :]
    if later:
        after = later[0]
        took = "followed it" if after.restates else "took its place, adopted"
        said = f"Edition {after.name} {took} on {written_out(after.adopted)}."
        was = f" It restates {edition.restates}. The words of this edition had not been adopted."
        return "Superseded.", said + (was if edition.restates else "")
    kind, what = ("The latest edition.", "That policy") if edition.restates else ("In force.", "It")
    return kind, f"{what_it_is(edition)} {due(edition.review_by, overdue=overdue, what=what)}"


def what_it_is(edition: Edition) -> str:
    """What was adopted, in a sentence or two that claim no more than is known."""
    if edition.restates:
        said = f"It restates {edition.restates}. The words of this edition have not been adopted"
        return f"{said}: where the two differ, the policy that was adopted counts."
    minute = f" (minute {edition.minute})" if edition.minute else ""
    return f"It was adopted on {written_out(edition.adopted)}{minute}."


def due(by: str, *, overdue: bool, what: str) -> str:
    """By when something is or was to be reviewed."""
    how, past = ("was", ", and that date has passed") if overdue else ("is", "")
    return f"{what} {how} due for review by {written_out(by)}{past}."


def facts(edition: Edition) -> Iterator[tuple[str, str]]:
    """What is known of an edition, a name and a value each."""
    if edition.restates:
        yield "What it is", f"A restatement of {edition.restates}"
        yield "Date of that policy", written_out(edition.adopted)
        yield "Minute", edition.minute or "That policy records none"
    else:
        yield "Adopted", written_out(edition.adopted)
        yield "Minute", edition.minute
    yield "Review by", written_out(edition.review_by)
    if edition.proposals:
        yield "Proposals that it took in", listed(edition.proposals)
    yield "Fingerprint of the policy", edition.fingerprint


def today_called(book: Book) -> str:
    """What the pages of the policy are called where they are not the newest edition itself."""
    is_newest = name_of(book.handbook) == book.handbook.editions[-1].name
    return "the pages of today" if is_newest else f"the {WORKING_DRAFT}"


def of_today(book: Book) -> str:
    """What the pages of the policy are, beside the editions."""
    name, newest = name_of(book.handbook), book.handbook.editions[-1]
    if name == newest.name:
        return f"The pages of the policy on this site have the words and the rules of edition {name}."
    said = f"The pages of the policy on this site are {'the ' * name.startswith(WORKING_DRAFT)}"
    return f"{said}{called(book.handbook)}. They are not policy until they are adopted."


# ---- the pages of the policy


def of_page(book: Book, section: Section) -> str:
    """What the notice on a page of the policy says: which edition it belongs to, and what governs."""
    handbook, newest = book.handbook, book.handbook.editions[-1]
    if name_of(handbook) != newest.name:
        return " ".join(_of_draft(book, newest, section))
    said = f"This page restates {newest.restates}. {_GOVERNS}" if newest.restates else what_it_is(newest)
    return f"Edition {newest.name}. {said} {due(newest.review_by, overdue=book.is_overdue, what='It')}"


_GOVERNS = "That policy governs until an edition of this handbook is adopted."
NONE = "No clause on this page differs"


def _of_draft(book: Book, newest: Edition, section: Section) -> Iterator[str]:
    yield f"{capital(called(book.handbook))}."
    count = len(changed_since(book.handbook, newest, section.page))
    said = several(count, "clause on this page differs", "clauses on this page differ") if count else NONE
    yield f"{said} from edition {newest.name} in {'their' if count > 1 else 'its'} words or rules."
    if newest.restates:
        yield f"That edition restates {newest.restates}. {_GOVERNS}"
        yield due(newest.review_by, overdue=book.is_overdue, what="It")
    else:
        yield f"This page is not policy until it is adopted: edition {newest.name} is in force."
        yield due(newest.review_by, overdue=book.is_overdue, what="That edition")


def called(handbook: Handbook) -> str:
    """What the handbook is called: "working draft after 2019.1.0", or "edition 2019.1.0"."""
    name = name_of(handbook)
    return f"edition {name}" if name in {edition.name for edition in handbook.editions} else name


NOT_YET = "Working draft, not policy yet"
"""The layer of a clause whose words or rules no edition has."""


def is_draft(book: Book, clause: Clause) -> bool:
    """Whether a clause of the handbook as it stands is not as it is in the newest edition."""
    newest = book.handbook.editions[-1:]
    return bool(newest) and newest[0].clauses.get(clause.id) != clause.fingerprint


# ---- what became of a clause

TOO = ", and today, on this page"
"""What is said of a clause that is still as it was in the newest edition, which kept it as it was before."""


def history(book: Book, clause: str, here: str = "") -> list[tuple[str, Cite]]:
    """Each moment of a clause with where it is read; `here` is the edition whose page this is, "" for the draft."""
    moments = book.timelines.get(clause, ())
    stands = book.handbook.clauses.get(clause)
    rows: list[tuple[str, Cite]] = []
    alike = stands and not here and moments[-1:] and moments[-1].what == "same" and moments[-1].edition
    for moment in moments:
        rows.append(_row(book, clause, moment, here, TOO if alike and moment is moments[-1] else ""))
        if moment.what in ("changed", "retired"):
            rows.append(_comparison(book, moment))
    if stands and moments and moments[-1].edition and not alike:
        where = "this page" if not here else "the page of the policy"
        rows.append((f"Today, on {where}: the same words and rules", _draft_cite(book, clause, here)))
    return rows


def _row(book: Book, clause: str, moment: Moment, here: str, too: str) -> tuple[str, Cite]:
    what, edition = _HAPPENED[moment.what], moment.edition
    if edition is None:
        return f"Working draft{', this page' if not here else ''}: {what}", _draft_cite(book, clause, here)
    mine = ", this page" if edition.name == here else ""
    words = f"Edition {edition.name}{mine}, {written_out(edition.adopted)}{too}: {what}"
    if moment.what == "retired":
        return words, _draft_cite(book, clause, here)
    cite = edition_cite(edition, clause)
    return words, Cite(cite.kind, cite.id, cite.label, "", "", "") if mine else cite


def _comparison(book: Book, moment: Moment) -> tuple[str, Cite]:
    """The way to what changed, where the site has a page that says it."""
    names = [edition.name for edition in book.handbook.editions]
    now = moment.edition.name if moment.edition else DRAFT
    was = names[names.index(now) - 1] if moment.edition else names[-1]
    after = f"edition {now}" if moment.edition else f"the {WORKING_DRAFT}"
    words = f"What changed from edition {was} to {after}"
    return words, Cite(COMPARISON, "", words, "", COMPARISONS, f"{was}..{now}")


def _draft_cite(book: Book, clause: str, here: str) -> Cite:
    """Where a clause stands today, or where its tombstone does; no address on the page that this is."""
    stands = book.handbook.clauses.get(clause)
    page = stands.page if stands else book.buried.get(clause, "")
    return Cite("clause", clause, WORKING_DRAFT, "", page if here else "", clause)
