"""The Sphinx extension: it shows the handbook that the loader read, and holds no rule of the policy itself.

`base` is what every page stands on; `policy`, `training` and `oversight` hold a part for each sort of page, `search` finds
them all, and the tables here add them to Sphinx. It may import every room below it, and never `theme`. Start with `base.book`.
"""

import os

from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from policybook.ext import search
from policybook.ext.base import build, domain, guard, kept, nodes, roles, short, views
from policybook.ext.oversight import coverage, feeds, page
from policybook.ext.policy import changes, clauses, edition_pages, may, pages, proposals, reporting
from policybook.ext.training import induction, questions, stories
from policybook.load.markdown import CHANGES, PREFIX
from policybook.policy.english import QUOTING

DIRECTIVES: dict[str, type[Directive]] = {
    "clause": clauses.ClauseDirective,
    "interpretation": clauses.InterpretationDirective,
    "guidance": clauses.GuidanceDirective,
    "question": questions.QuestionDirective,
    "ask": stories.AskDirective,
    "follows": stories.FollowsDirective,
    "edition": edition_pages.EditionDirective,
    "proposal": proposals.ProposalDirective,
    "together": proposals.Together,
    **dict.fromkeys(CHANGES, proposals.Nothing),
    # Views of the whole.
    "tell-somebody": reporting.TellSomebody,
    "may-i": may.MayI,
    "may-i-field": may.MayIField,
    "verdict-table": reporting.VerdictTable,
    "induction-readers": induction.InductionReaders,
    "induction": induction.Induction,
    "record-form": induction.RecordForm,
    "coverage-table": coverage.CoverageTable,
    "sign-off-list": coverage.SignOffList,
    "awaiting-decision": page.Awaiting,
}
VIEWS = (
    *(views.clause_index, views.role_contacts, views.outside_sources, views.story_list, views.quiz_list),
    *(edition_pages.edition_list, changes.comparisons, changes.base_comparison, proposals.proposal_register),
    *(coverage.assurance, page.policy_in_force, page.pack_to_print, page.signatures),
)
SEEN = {changes.comparisons: "told"}
"""What rests on less than the whole handbook: see `policybook.ext.base.narrow`."""
DIRECTIVES |= {view.__name__.replace("_", "-"): views.View.of(view, SEEN.get(view, "")) for view in VIEWS}
ROLES = {
    **dict.fromkeys(domain.TYPES, roles.CitingRole()),
    **dict.fromkeys(QUOTING, roles.QuotingRole()),
    **dict.fromkeys(roles.CONSUMED, roles.consumed),
    "role": roles.OfficeRole(),
    "proposal": proposals.ProposalRole(),
}
TRANSFORMS = (
    *(guard.Text, stories.ScenarioCells, pages.PolicyPage),
    *(proposals.ProposalPage, stories.OfferJupyter),
)
AT_LAST = (nodes.PlainNodes, induction.PlainPaths, short.ShortPages)
EVENTS = (
    ("config-inited", build.hold_back, 100),
    ("config-inited", build.name, 400),
    ("config-inited", guard.settle, 950),
    ("config-inited", edition_pages.read_editions_as_pages, 950),
    ("builder-inited", build.load, 500),
    ("builder-inited", proposals.load, 600),
    ("builder-inited", search.settle, 500),
    ("env-get-outdated", build.outdated, 500),
    ("env-before-read-docs", may.begin, 500),
    ("env-before-read-docs", build.spread, 500),
    ("env-before-read-docs", build.hand_over, 500),
    ("source-read", guard.hold, 400),
    ("source-read", edition_pages.as_page, 500),
    ("doctree-read", build.note, 500),
    ("doctree-read", search.note, 500),
    ("doctree-read", guard.look_at_contents, 950),
    ("env-check-consistency", build.count, 500),
    ("warn-missing-reference", domain.say_missing, 500),
    ("html-page-context", search.lighten, 500),
    ("html-page-context", search.give, 500),
    ("html-page-context", build.head_and_foot, 500),
    ("build-finished", feeds.write, 500),
    ("build-finished", may.write, 500),
)
"""What is done when, and how late among others who ask for the same moment."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add each part to Sphinx."""
    app.add_config_value("policybook_root", "", "env", (str,))
    app.add_config_value("policybook_lite", os.environ.get(stories.VARIABLE, ""), "env", (str,))
    app.add_domain(domain.PolicyDomain)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
        app.add_directive(f"{PREFIX}{name}", directive)
    for name, role in ROLES.items():
        app.add_role(name, role)
    for node, visitors in (nodes.VISITORS | induction.VISITORS | may.VISITORS).items():
        app.add_node(node, html=visitors)
    for transform in TRANSFORMS:
        app.add_transform(transform)
    for last in AT_LAST:
        app.add_post_transform(last)
    for event, listener, priority in EVENTS:
        app.connect(event, listener, priority=priority)
    return {
        "version": "1",
        "env_version": kept.code_version(),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
