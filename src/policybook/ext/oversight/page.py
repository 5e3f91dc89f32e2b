"""What is asked first by who adopts the policy: what is in force, since when, and whether its review is due; and room to sign."""

from collections.abc import Iterable

from docutils import nodes
from docutils.parsers.rst import directives

from policybook.editions.edition import WORKING_DRAFT, name_of
from policybook.ext.base.nodes import Words, bullets, definitions, notice, paragraph
from policybook.ext.base.views import View, separated, table
from policybook.ext.oversight.feeds import review_due
from policybook.ext.policy.edition_pages import since
from policybook.policy.english import written_out
from policybook.policy.handbook import Handbook
from policybook.policy.model import Interpretation

PACK = "pack-to-print.pdf"
"""Where `tools.pack` puts it, from the root of the site."""

TO_FILL_IN = "\u2007" * 24
"""Room to write by hand: blanks that a browser keeps."""


def policy_in_force(view: View) -> Iterable[nodes.Node]:
    """What governs, since when, by which minute, and whether its review is due."""
    rows = in_force(view.book.handbook, since(view.env))
    yield definitions((nodes.strong("", head), words) for head, words in rows)
    if due := review_due(view.book.handbook):
        day = written_out(due[2])
        said = f"The review is due by {day}."
        if view.book.is_overdue:
            said = f"Overdue: the review was due by {day}, and that day has passed."
        told = {"data-due": due[2], "data-day": day, "role": "status"}
        yield notice("", paragraph(nodes.strong("", said)), classes=["pb-notice", "pb-due"], html=told)


def in_force(handbook: Handbook, since: str = "") -> Iterable[tuple[str, str]]:
    """(question, answer) for what is in force; `since` says how much differs from the newest edition."""
    source = handbook.source
    newest = handbook.editions[-1] if handbook.editions else None
    adopted = newest if newest and not newest.restates else None
    what, minute = f"The document that you adopted: {source.title}", "the document names none"
    if adopted:
        what, minute = f"Edition {adopted.name} of this handbook", adopted.minute or "not recorded"
    yield "In force", what
    yield "Adopted", written_out((adopted or source).adopted) or "no date is recorded"
    yield "Minute", minute
    yield "Review by", written_out((adopted or source).review_by) or "no date is recorded"
    if newest and not adopted:
        yield "Restated in", f"Edition {newest.name} of this handbook"
    name = name_of(handbook)
    draft = f"The {name}: not in force, and not policy until you adopt it. {since}".rstrip()
    shown = f"The words and the rules of edition {name}. {since}"
    yield "This site shows", draft if name.startswith(WORKING_DRAFT) else shown


class Awaiting(View):
    """The interpretations that are not decided yet, those that matter most to safety first."""

    option_spec = View.option_spec | {"in-full": directives.flag}

    def view(self) -> Iterable[nodes.Node]:
        """A list of links; in full, the words of each with boxes to tick, a section each."""
        notes = [note for note in self.book.handbook.interpretations if note.state == "awaiting"]
        notes.sort(key=lambda note: not note.safety_critical)
        if not notes:
            yield paragraph("No interpretation awaits your decision.")
        elif "in-full" in self.options:
            yield from map(self._in_full, notes)
        else:
            marks = ("Safety-critical: " if note.safety_critical else "" for note in notes)
            yield bullets(zip(marks, self.links("interp", (note.id for note in notes)), strict=True))

    def _in_full(self, note: Interpretation) -> nodes.section:
        section = nodes.section(ids=[f"decide-{note.id.lower()}"], classes=["pb-interpretation"])
        section += nodes.title("", "", nodes.Text(note.heading))
        section += paragraph("Interpretation", classes=["pb-layer"])
        if note.safety_critical:
            section += paragraph("Safety-critical", classes=["pb-critical"])
        section += self.words(note.text, self.lineno)
        section += paragraph("It touches ", *separated(self.links("clause", note.concerns)), ".")
        section += paragraph("☐ Confirm   ☐ Change   ☐ Take advice first", classes=["pb-only-print"])
        return section


def pack_to_print(view: View) -> Iterable[nodes.Node]:
    """A link to the pack as a PDF, in a site that is built to be published; another has none, and says so."""
    said: Words = ["To print this pack, print this page: the published site has it as a PDF."]
    if view.env.config.policybook_lite:
        up = "../" * view.env.docname.count("/")
        file = nodes.reference("", "this pack as a PDF", refuri=f"{up}{PACK}", internal=False)
        said = ["To print, or to send before the meeting: ", file, "."]
    yield paragraph(*said, classes=["pb-only-screen"])


def signatures(view: View) -> Iterable[nodes.Node]:
    """Room for the minute, the decision, and signatures, to be filled in by hand."""
    organisation = view.book.handbook.organisation
    titles = {role.id: role.title for role in view.book.handbook.roles}
    asked = (
        f"Meeting of {organisation.body} (date)",
        "Minute reference",
        "Interpretations confirmed (numbers)",
        "Interpretations to be changed (numbers)",
        "Proposals taken up (numbers)",
        "Review by (date)",
        *(f"{titles[name]} (name and signature)" for name in organisation.signs),
    )
    made = table(("To be filled in", "By hand"), [[[line], [TO_FILL_IN]] for line in asked], (4, 6))
    made["classes"].append("pb-to-fill-in")
    yield made
