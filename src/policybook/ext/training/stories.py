"""A story on the site: each decision with what follows every answer, where to go next, and side decisions apart.

It is a notebook: the code that asks is left out, and the code that shows a key folds away. What each cell does is the
loader's to say; the cells are found by their number. Where Jupyter stands beside the site, stories and quizzes lead there.
"""

from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx.transforms import SphinxTransform

from policybook.ext.base.build import BLOCK
from policybook.ext.base.directive import HandbookDirective, claim_id
from policybook.ext.base.domain import Entry, domain_of
from policybook.ext.base.nodes import fold, folded, group, paragraph
from policybook.ext.training.questions import QuestionDirective
from policybook.policy.english import listed
from policybook.policy.problems import nearest
from policybook.policy.training import Cell, Question, Scenario
from policybook.training.story import END, OTHERWISE, graph, leading, sides


class FollowsDirective(HandbookDirective):
    """What follows one kind of answer; it stands inside an `ask`, which puts it where it belongs."""

    required_arguments = 1

    def render(self) -> list[nodes.Node]:
        """Render the words, under the kind of answer."""
        holder = nodes.container(follows=self.named)
        self.state.nested_parse(self.content, self.content_offset, holder)
        return [holder]


class AskDirective(QuestionDirective):
    """A question as a story asks it: the same, under an anchor of its own; the next cell shows its working."""

    at_home = False

    def render(self) -> list[nodes.Node]:
        """Render the question, wherever it stands."""
        question = self.book.handbook.question_by_id.get(self.named)
        if question is None:
            self.domain.note_shown(f"cite/question/{self.named}")
            hint = nearest(self.named, self.book.known("question"), "The questions are in quizzes/.")
            self.warn(f"this asks the question “{self.named}”, and there is none. {hint}")
            return []
        asked = self.env.temp_data.setdefault("policybook-asked", [])
        asked.append(question.id)
        scenario = self.book.handbook.story_on(self.env.docname)
        called = called_in(scenario, question.id) if scenario else ""
        node = self.shown(question, called or f"Decision {len(asked)}.")
        node[BLOCK] = f"decision {question.id}"
        claim_id(self.state.document, node, f"ask-{question.id}-{len(asked)}")
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        for part in holder.children:
            if isinstance(part, nodes.container) and part.get("follows"):
                _put(node, question, part["follows"], part.children)
        return [node]

    def situation(self, _question: Question) -> list[nodes.Node]:
        """A story has a scene for that."""
        return []


def _put(node: nodes.Element, question: Question, key: str, words: Iterable[nodes.Node]) -> None:
    """Put what follows an answer into the option's feedback, or into a fold of its own under the options."""
    onward = paragraph(classes=["pb-onward"])
    onward["onward"] = (question.id, key)
    option = next((one for one in node.findall(folded) if _html(one).get("data-letter") == key), None)
    # What an option is told is the one box in it.
    feedback = option.next_node(nodes.container) if option else None
    if feedback is not None:
        title = paragraph(nodes.strong("", "What would follow"), classes=["pb-follows-title"])
        feedback += [nodes.container("", title, *words, onward, classes=["pb-follows"])]
        return
    leads = key != OTHERWISE or question.kind == "discussion"
    title_of_fold = "What happens then" if leads else "What would follow any other answer"
    made = fold(title_of_fold, *words, onward, classes=["pb-follows"])
    made["html"] = {"data-follows": key}
    before, parts = {"pb-option", "pb-part", "pb-follows"}, enumerate(node.children)
    last = max(at for at, part in parts if isinstance(part, nodes.Element) and before & {*part["classes"]})
    node.insert(last + 1, made)


def _html(node: nodes.Element) -> dict[str, str]:
    found: dict[str, str] = node.get("html", {})
    return found


# ---- the story as a whole


def called_in(scenario: Scenario, name: str) -> str:
    """What a decision is called: those that everybody meets are numbered."""
    aside = sides(scenario.decisions)
    main = [decision.question for decision in scenario.decisions if decision.question not in aside]
    if name in main:
        return f"Decision {main.index(name) + 1}."
    return "Putting it right." if name in aside else ""


def anchor_of(scenario: Scenario, name: str) -> str:
    """Where a story's page asks a decision."""
    return f"ask-{name}-{scenario.questions.index(name) + 1}"


def lead(document: nodes.document, scenario: Scenario) -> None:
    """Say under each answer where the reader goes next, and above each side decision who comes there."""
    edges = graph(scenario.decisions)
    groups = [node for node in document.findall(group) if "data-question" in _html(node)]
    asked = {node["html"]["data-question"]: node for node in groups}
    order = [decision.question for decision in scenario.decisions]
    scenes = {name: _scene(node) for name, node in asked.items()}
    closing = _closing(scenes)
    for node in list(document.findall(nodes.paragraph)):
        if "onward" in node:
            name, key = node["onward"]
            del node["onward"]
            target = edges.get(name, {}).get(key, "")
            if target == name:
                node.append(nodes.Text("Have another look, and choose again."))
                continue
            back = target in order and order.index(target) <= order.index(name)
            node.extend(_way(target, closing if target == END else scenes.get(target), back=back))
    for name in sides(scenario.decisions) & asked.keys():
        asked[name]["html"]["data-aside"] = "yes"
        said = f"You come here only {' or '.join(_ways_to(scenario, name))}."
        asked[name].insert(1, paragraph(said, classes=["pb-aside"]))


def _way(target: str, scene: nodes.Element | None, *, back: bool) -> list[nodes.Node]:
    words = "Here the story ends. Read on: " if target == END else "Go back to: " if back else "Next: "
    if scene is None or not scene["ids"]:
        return [nodes.Text("Here the story ends." if target == END else "Read on.")]
    return [nodes.Text(words), nodes.reference("", scene[0].astext(), internal=True, refid=scene["ids"][0])]


def _ways_to(scenario: Scenario, name: str) -> Iterator[str]:
    edges = graph(scenario.decisions)
    for decision in scenario.decisions:
        keys = [key for key, to in edges[decision.question].items() if to == name != decision.question]
        called = called_in(scenario, decision.question).rstrip(".").lower()
        letters = [key.upper() for key in keys if key not in (OTHERWISE, leading(decision))]
        if letters:
            yield f"after answer {listed(letters, 'or')} to {called}"
        elif keys:
            yield f"after another answer to {called} than the right one"


def _scene(node: nodes.Element) -> nodes.Element | None:
    """The section in which a decision is asked: the outermost one under the page's title."""
    found = None
    at = node.parent
    while at is not None:
        if isinstance(at, nodes.section) and isinstance(at.parent, nodes.section):
            found = at
        at = at.parent
    return found


def _closing(scenes: dict[str, nodes.Element | None]) -> nodes.Element | None:
    """The section that comes after the last decision."""
    last = next((scene for scene in reversed(scenes.values()) if scene is not None), None)
    if last is None or last.parent is None:
        return None
    after = last.parent.children[last.parent.index(last) + 1 :]
    return next((part for part in after if isinstance(part, nodes.section)), None)


class ScenarioCells(SphinxTransform):
    """Show a scenario as a story with decisions, and not as a program."""

    default_priority = 400

    def apply(self, **_options: object) -> None:
        """Look whether this page is a scenario, and go through its cells."""
        domain = domain_of(self.env)
        scenario = domain.book.handbook.story_on(self.env.docname)
        if scenario is None:
            return
        cite = domain.book.cites["scenario", scenario.id]
        domain.note("scenario", scenario.id, Entry(self.env.docname, "", cite.label))
        cells = {cell.index: cell for cell in scenario.cells}
        for found in list(self.document.findall(nodes.container)):
            if found.get("nb_element") == "cell_code":
                tidy(found, cells.get(found["cell_index"] + 1))
        lead(self.document, scenario)


def tidy(found: nodes.Element, cell: Cell | None) -> None:
    """Leave out the code of a cell that asks, fold a cell that shows a key, and drop one with nothing to show."""
    parts = [part for part in found.children if isinstance(part, nodes.Element)]
    code = [part for part in parts if part.get("nb_element") == "cell_code_source"]
    output = [part for part in parts if part not in code]
    if cell and cell.asks and output:
        found.children = []
        found += output
    elif cell and cell.shows and output:
        found.children = []
        working = fold("Show the working", *code, *output, classes=["pb-working"])
        working["html"] = {"data-working": " ".join(cell.shows)}
        found += working
    if cell and (cell.asks or cell.shows):
        found.attributes.pop("hide_mode", None)  # myst-nb would fold it once more, under another name
    if not found.children and found.parent is not None:
        found.parent.remove(found)


VARIABLE = "POLICYBOOK_LITE"
"""Names the folder of the site where Jupyter stands; whoever builds both sets it."""


class OfferJupyter(SphinxTransform):
    """Put one line at the end of a page; the page itself comes first, and needs nothing."""

    default_priority = 410

    def apply(self, **_options: object) -> None:
        """Look whether this page is also a notebook, and say where."""
        folder = self.config.policybook_lite
        book = domain_of(self.env).book.handbook
        asked = {question.page for question in book.questions} | {story.page for story in book.scenarios}
        asked |= set(book.trials)
        title = self.document.next_node(nodes.title)
        if not folder or self.env.docname not in asked or title is None or title.parent is None:
            return
        page = self.env.docname
        up = "../" * page.count("/")
        address = f"{up}{folder}/notebooks/index.html?path={page}.ipynb"
        offer = nodes.reference("", "Open in Jupyter", refuri=address, internal=False)
        said = " Nothing on this page needs it: it is for people who know Jupyter, and on a phone this page is easier."
        title.parent.append(paragraph(offer, ".", said, classes=["pb-jupyter", "pb-only-screen"]))
