"""A question as it stands in a notebook that nobody has run: still words, and how to bring them to life."""

from __future__ import annotations

import html

from policybook.policy.english import plain_text
from policybook.policy.handbook import Handbook
from policybook.policy.training import Question

HOW = "To answer with a click, open the menu Run and choose Run All Cells."


def still(handbook: Handbook, question: Question) -> tuple[str, str]:
    """The question as plain text (its prompt alone), and as HTML with its options."""
    # Jupyter takes the letters from a list that has them, and numbers it.
    options = (f"{option.letter}. {plain_text(handbook, option.text)}" for option in question.options)
    prompt = plain_text(handbook, question.prompt)
    return prompt, "".join(f"<p>{html.escape(text)}</p>" for text in (prompt, *options, HOW))
