"""A page offers its notebook only where the site is built with Jupyter, and at its end."""

from __future__ import annotations

import pytest
from badinput import copy_of_small
from extsite import Site

QUIZ, STORY, POLICY = "quizzes/rules", "scenarios/first-day", "book/policy/rules"


def built(root) -> Site:
    site = Site(copy_of_small(root))
    site.extensions = ("myst_nb", "policybook.ext")
    site.add(
        "index.md",
        "# Home\n\n```{toctree}\nbook/policy/rules\nbook/policy/reporting\nbook/interpretations\n"
        "book/guidance\nquizzes/rules\nscenarios/first-day\n```\n",
    )
    return site.build()


@pytest.fixture(scope="module")
def with_jupyter(tmp_path_factory) -> Site:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICYBOOK_LITE", "lite")
        return built(tmp_path_factory.mktemp("with"))


@pytest.mark.parametrize("page", [QUIZ, STORY])
def test_a_quiz_and_a_story_offer_their_notebook(with_jupyter, page):
    text = with_jupyter.page(page)
    assert f'href="../lite/notebooks/index.html?path={page}.ipynb">Open in Jupyter</a>' in text
    assert "Nothing on this page needs it" in text


def test_the_page_comes_first_and_a_page_of_the_policy_offers_nothing(with_jupyter):
    text = with_jupyter.page(QUIZ)
    assert text.index("<h1") < text.rindex("pb-question") < text.index("Open in Jupyter")
    assert "Open in Jupyter" not in with_jupyter.page(POLICY)


def test_a_site_without_jupyter_offers_none(tmp_path, monkeypatch):
    monkeypatch.delenv("POLICYBOOK_LITE", raising=False)
    site = built(tmp_path)
    assert "Jupyter</a>" not in site.page(QUIZ) + site.page(STORY)
