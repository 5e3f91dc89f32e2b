"""Reads the cell of a notebook that asks: one call of `ask`, whose every argument is written out."""

import ast
import re

from policybook.policy.training import Decision
from policybook.training.story import OTHERWISE, RIGHT, decision_of

IMPORT = "from policybook.notebook import ask, working"
PLAIN = 'Write each text between quotation marks as it is, without f"…", names or calls.'
_KEY = re.compile(rf"{RIGHT}|{OTHERWISE}|[a-z]")


class AskError(ValueError):
    """Why a cell is not a call of `ask` that can be read without running it."""


def key_of(question: str) -> str:
    """The code of the key cell below a decision, which holds this and nothing else."""
    return f'print(working("{question}"))'


def record_of(page: str) -> str:
    """The code of the cell that ends a notebook with a form for a completion record, and holds nothing else."""
    return f'from policybook.record_form import record\n\nrecord("{page}")'


def is_ask(source: str) -> bool:
    """Whether a cell sets out to ask."""
    return re.match(r"\s*ask\b", source) is not None


def parsed(source: str) -> ast.Module | None:
    """The code of a cell; None where it is not plain Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def read_ask(source: str) -> Decision:
    """The decision that a cell asks for. Raises AskError, in words that follow “cell 3”."""
    tree = parsed(source)
    if tree is None:
        raise AskError("is not plain Python (a line of it has a slip, or a quotation mark is missing).")
    (statement,) = tree.body if len(tree.body) == 1 else (None,)
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "ask":
        raise AskError("holds more than one call of ask.")
    if len(call.args) != 1:
        raise AskError("does not give ask the id of one question first.")
    name = _literal(call.args[0], "the question's id")
    texts, goes = dict[str, str](), dict[str, str]()
    for keyword in call.keywords:
        said = keyword.arg or "**"
        if said == "goes":
            goes = _goes(keyword.value)
        elif _KEY.fullmatch(said):
            texts[said] = _text(_literal(keyword.value, f"“{said}”"), f"“{said}”")
        else:
            what = "is neither right, otherwise, goes nor an option's letter."
            raise AskError(f"gives ask “{said}”, which {what}")
    return decision_of(_text(name, "the question's id"), texts, goes)


def _goes(node: ast.expr) -> dict[str, str]:
    found = _literal(node, "“goes”")
    pairs = found.items() if isinstance(found, dict) else ()
    if not isinstance(found, dict) or not all(isinstance(part, str) for pair in pairs for part in pair):
        raise AskError('has a “goes” that is not of the form {"a": "id-of-a-decision"}.')
    return found


def _literal(node: ast.expr, what: str) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        raise AskError(f"works {what} out, and it should be plain text.") from None


def _text(found: object, what: str) -> str:
    if not isinstance(found, str):
        raise AskError(f"gives ask {what} as something other than text.")
    return found
