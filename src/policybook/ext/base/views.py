"""Views of the whole handbook: the index of clauses, who holds which office, and what there is to practise with."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.typing import OptionSpec

from policybook.ext.base.build import IF_EMPTY, is_bare
from policybook.ext.base.directive import HandbookDirective
from policybook.ext.base.nodes import Words, bullets, page_link, paragraph
from policybook.policy.english import several, stated
from policybook.policy.organisation import Office
from policybook.policy.training import Scenario
from policybook.training.minutes import takes, words_of_story


class View(HandbookDirective):
    """A page's view of the handbook: shown anew when anything that it may show has changed."""

    optional_arguments = 0
    has_content = False
    option_spec: ClassVar[OptionSpec] = {IF_EMPTY: directives.unchanged_required}

    @classmethod
    def of(cls, view: "Callable[[View], Iterable[nodes.Node]]", seen: str = "") -> "type[View]":
        """The directive that shows what a function does, which is named as it is, and rests on what is `seen`."""
        return type(view.__name__, (cls,), {"view": view, "seen": seen})

    def render(self) -> list[nodes.Node]:
        """Show the view; where there is nothing to show, the author's sentence for that."""
        self.rest()
        shown, said = list(self.view()), self.options.get(IF_EMPTY)
        return self.words(said, self.lineno) if said and is_bare(shown) else shown

    def view(self) -> Iterable[nodes.Node]:
        """What is shown."""
        raise NotImplementedError


def clause_index(view: View) -> Iterable[nodes.Node]:
    """Every clause by its number, section by section."""
    for section in view.book.handbook.sections:
        yield paragraph(nodes.strong("", section.heading))
        yield bullets([view.link("clause", clause.id)] for clause in section.clauses)


def role_contacts(view: View) -> Iterable[nodes.Node]:
    """Who holds each office, as far as that is filled in."""
    empty, rows = "not filled in yet", list[list[Words]]()
    for office in view.book.handbook.roles:
        number: Words = [ring(office, " ")] if office.telephone else []
        contact: Words = [office.contact, *number] if office.contact or number else [empty]
        rows.append([[office.title], [office.name or empty], contact])
    yield table(("Office", "Who", "How to reach them"), rows, (3, 3, 4))


def outside_sources(view: View) -> Iterable[nodes.Node]:
    """Every document that outside guidance rests on, as the register has it."""
    yield table(
        ("Document", "Edition, and how sure it is"),
        ([[source.title], [stated(source)]] for source in view.book.handbook.outside),
        (4, 7),
    )


def story_list(view: View) -> Iterable[nodes.Node]:
    """Every story, with how long it takes and what it touches."""
    handbook = view.book.handbook
    order = {case.id: at for at, case in enumerate(handbook.cases)}

    def place(story: Scenario) -> int:
        return min((order.get(name, len(order)) for name in story.situations), default=len(order))

    yield bullets(map(partial(_line, view), sorted(handbook.scenarios, key=place)))


def _line(view: View, story: Scenario) -> Words:
    named = view.link("scenario", story.id, story.title)
    note = " It has a content note." if story.sensitive else ""
    words = words_of_story(view.book.handbook, story)
    return [named, f": about {takes(words)}. It is about {story.touches}.{note}"]


def quiz_list(view: View) -> Iterable[nodes.Node]:
    """Every quiz page, with how many questions it has."""
    counted = Counter(question.page for question in view.book.handbook.questions)
    yield bullets([page_link(page), f": {several(count, 'question')}."] for page, count in counted.items())


def ring(office: Office, words: str) -> nodes.reference:
    """A link that rings an office whose number is filled in."""
    # A number is never broken over two lines.
    shown, dialled = (office.telephone.replace(" ", between) for between in ("\u00a0", ""))
    return nodes.reference("", f"{words}{shown}", refuri=f"tel:{dialled}", classes=["pb-ring"])


def separated(parts: Iterable[nodes.Node]) -> Words:
    """The parts with "; " between them."""
    found: Words = []
    for part in parts:
        found += ["; ", part] if found else [part]
    return found


def table(
    heads: Sequence[str], rows: Iterable[Sequence[Sequence[str | nodes.Node]]], widths: Sequence[int]
) -> nodes.table:
    """A table whose first column names its row."""
    body = nodes.tbody("", *(_row(cells) for cells in rows))
    columns = [nodes.colspec(colwidth=width, stub=int(at == 0)) for at, width in enumerate(widths)]
    head = nodes.thead("", _row([[head] for head in heads]))
    stubs = [at == 0 for at in range(len(heads))]
    return nodes.table("", nodes.tgroup("", *columns, head, body, cols=len(heads), stubs=stubs))


def _row(cells: Sequence[Sequence[str | nodes.Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *_blocks(cell)) for cell in cells))


def _blocks(cell: Sequence[str | nodes.Node]) -> list[nodes.Node]:
    """Words and links of a cell as one paragraph; what is a block already stays one."""
    blocks: list[nodes.Node] = []
    words: Words = []
    for part in cell:
        if not isinstance(part, str) and isinstance(part, nodes.Body) and not isinstance(part, nodes.Inline):
            if words:
                blocks.append(paragraph(*words))
            blocks.append(part)
            words = []
        else:
            words.append(part)
    return [*blocks, paragraph(*words)] if words else blocks
