"""Goes through a handbook's files in the order of its table of contents."""

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from policybook import files
from policybook.files import without_collecting
from policybook.load import yamls
from policybook.load.allowed import read_blocks
from policybook.load.desk import OUTSIDE, Desk
from policybook.load.editions import read_editions, read_retired
from policybook.load.everyday import read_everyday
from policybook.load.extends import read_extends
from policybook.load.markdown import DIRECTIVES, Block, front_matter
from policybook.load.organisation import read_organisation
from policybook.load.policy import read_guidance, read_interpretation, read_section
from policybook.load.quizzes import read_question
from policybook.load.scenarios import read_scenario
from policybook.load.vocabulary import read_vocabulary
from policybook.policy.handbook import Handbook
from policybook.policy.problems import HandbookError, Kind, Place, Problem, in_order

POLICY = "book/policy/"
SOURCE = "book/source.yml"
PROPOSALS = "proposals/"
"""What stands there is no part of the handbook: `policybook.load.proposals` reads it by itself."""
_FOLDERS = (POLICY.rstrip("/"), PROPOSALS.rstrip("/"), "editions", "quizzes", "reviews", "scenarios")
_HOMES = {"clause": POLICY, "question": "quizzes/"}
_READERS: Mapping[str, tuple[str, Callable[..., object]]] = {
    "interpretation": ("interpretations", read_interpretation),
    "guidance": ("guidance", read_guidance),
    "question": ("questions", read_question),
}
"""Where each directive but a clause is kept, and what reads it."""


def load(root: Path | str) -> Handbook:
    """The handbook under `root`. Raises HandbookError with every problem where it cannot be read whole.

    A notebook that has not been run yet stops nothing here: its own cells load the handbook while they run.
    Nor does an edition that was changed, nor a handbook that is extended: what is in the draft does not rest on them.
    """
    handbook, problems = read(root)
    if any(problem.kind not in (Kind.NOTEBOOK, Kind.EDITION, Kind.EXTENDS) for problem in problems):
        raise HandbookError(problems)
    return handbook


class Remembered:
    """What was read of each file and what was wrong in it, for a process that reads one handbook again and again.

    It is for showing at once what has changed: that two files do not go together, only a reading without it says.
    """

    def __init__(self) -> None:
        self._then: dict[str, tuple[object, Any, list[Problem]]] = {}

    def read(self, desk: Desk, path: str, work: Callable[[], Any], *rests_on: object) -> Any:  # noqa: ANN401 - what `work` gives
        """What `work` makes of a file, or made of it when it held the same and what it `rests_on` was the same."""
        held = None
        with suppress(OSError):
            held = files.read(desk.root / path), rests_on
        then = self._then.get(path)
        if then and then[0] == held:
            desk.problems += then[2]
            return then[1]
        before = len(desk.problems)
        made = work()
        self._then[path] = held, made, desk.problems[before:]
        return made


@without_collecting()
def read(root: Path | str, remembered: Remembered | None = None) -> tuple[Handbook, tuple[Problem, ...]]:
    """As much of the handbook as can be read, and every problem met on the way, in order of place.

    `remembered` keeps what was read, for the next time.
    """
    desk, remembered = Desk(Path(root)), remembered or Remembered()
    if not (desk.root / "book").is_dir() or not any((desk.root / "book").iterdir()):
        hint = "Run this in the folder that holds book/."
        desk.add(Kind.FILE, Place("book"), "there is no handbook here.", hint)
        return Handbook(desk.vocabulary), tuple(desk.problems)
    desk.check_folders(*_FOLDERS)
    vocabulary = "book/vocabulary.yml"
    desk.vocabulary = remembered.read(desk, vocabulary, lambda: read_vocabulary(desk, vocabulary))
    desk.outside = yamls.read_outside(desk, OUTSIDE)
    organisation, roles = read_organisation(desk, "book/organisation.yml")
    desk.organisation, desk.offices = organisation, [role.id for role in roles]
    pages = yamls.read_contents(desk, "_toc.yml")
    if pages:
        _check_listed(desk, pages)
    reading = _Reading(desk)
    for page in pages:
        reading.page(page, remembered)
    if pages and not reading.found["sections"]:
        place = Place(POLICY.rstrip("/"))
        desk.add(Kind.FILE, place, "there is no page of the policy.", "List one in _toc.yml.")
    readers, topics = yamls.read_induction(desk, "book/induction.yml")
    read: dict[str, Any] = {name: tuple(found) for name, found in reading.found.items()}
    handbook = Handbook(
        vocabulary=desk.vocabulary,
        outside=tuple(desk.outside.values()),
        source=remembered.read(desk, SOURCE, lambda: yamls.read_source(desk, SOURCE)),
        roles=roles,
        organisation=organisation,
        editions=read_editions(desk),
        retired=read_retired(desk, "book/retired.yml"),
        readers=readers,
        topics=topics,
        everyday=read_everyday(desk),
        extends=read_extends(desk),
        cases=yamls.read_cases(desk, "scenarios/situations.yml") if read["scenarios"] else (),
        **read,
    )
    # Without a vocabulary every word is unknown: that is one problem, not a hundred.
    lost = Kind.WORD if not desk.vocabulary.acts else None
    problems = (problem for problem in desk.problems if problem.kind is not lost)
    return handbook, in_order(problems)


def _check_listed(desk: Desk, pages: Iterable[str]) -> None:
    """Every page of the policy, the quizzes and the scenarios is in the contents, so that somebody sees it."""
    listed = set(pages)
    for pattern in ("book/policy/*.md", "quizzes/*.md", "scenarios/*.ipynb", f"{PROPOSALS}*.md"):
        for file in sorted(desk.root.glob(pattern)):
            path = file.relative_to(desk.root).as_posix()
            page = path.rpartition(".")[0]
            if page not in listed:
                what = "this page is not in _toc.yml, so nobody would see it."
                desk.add(Kind.FILE, Place(path), what, f"Add a line “- file: {page}” there.")


class _Reading:
    """What has been read so far, page by page."""

    def __init__(self, desk: Desk, before: "_Reading | None" = None) -> None:
        self.desk = desk
        names = ("sections", "interpretations", "guidance", "questions", "scenarios", "trials")
        self.found: dict[str, list[Any]] = {name: [] for name in names}
        self.numbered: int = before.numbered if before else 0
        self.ids: ChainMap[str, Place] = ChainMap({}, *([before.ids] if before else []))
        self.question_ids: ChainMap[str, Place] = ChainMap({}, *([before.question_ids] if before else []))

    def page(self, page: str, remembered: Remembered | None = None) -> None:
        """Read a page of the contents, after those that stand before it."""
        if page.startswith(PROPOSALS):
            return
        desk, is_story = self.desk, (self.desk.root / f"{page}.ipynb").exists()

        def read() -> _Reading:
            part = _Reading(desk, self)
            (part._story if is_story else part._words)(page)
            return part

        around = (self.numbered, desk.vocabulary, desk.outside, desk.organisation, desk.offices)
        part = (remembered or Remembered()).read(
            desk, f"{page}{'.ipynb' if is_story else '.md'}", read, *around
        )
        for name, things in part.found.items():
            self.found[name] += things
        self.numbered = part.numbered
        self.ids.update(part.ids.maps[0])
        self.question_ids.update(part.question_ids.maps[0])

    def _story(self, page: str) -> None:
        scenario = read_scenario(self.desk, f"{page}.ipynb")
        if scenario and scenario.kind == "try":
            self.found["trials"].append(page)
        elif scenario:
            self.found["scenarios"].append(scenario)

    def _words(self, page: str) -> None:
        lines, found = read_blocks(self.desk, f"{page}.md", DIRECTIVES)
        if lines and page.startswith(POLICY):
            numbered = front_matter(lines).get("numbered") != "false"
            self.numbered += numbered
            clauses = [block for block in found if block.name == "clause"]
            section = read_section(self.desk, page, lines, clauses, self.numbered * numbered, self.ids)
            self.found["sections"].append(section)
        for block in found:
            self._block(page, block)

    def _block(self, page: str, block: Block) -> None:
        home = _HOMES.get(block.name, "")
        if not page.startswith(home):
            what = f"a {block.name} does not belong on this page."
            self.desk.add(Kind.DIRECTIVE, block.place, what, f"Move it to a page in {home}.")
        elif block.name in _READERS:
            kept, read = _READERS[block.name]
            thing = read(self.desk, block, page, self.question_ids if kept == "questions" else self.ids)
            self.found[kept] += [thing] if thing else []
