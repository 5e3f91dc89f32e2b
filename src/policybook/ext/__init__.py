"""The Sphinx extension: it shows the handbook that the loader read, and holds no rule of the policy itself.

`base` is what every page stands on; `policy`, `training` and `governors` hold a part for each sort of page, and
`PARTS` here adds them all. It may import every room below it, and never `theme`. Start with `base.book`.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from policybook.ext.base.blocks import setup_blocks
from policybook.ext.base.build import setup_handbook
from policybook.ext.base.domain import setup_domain
from policybook.ext.base.nodes import setup_nodes
from policybook.ext.base.roles import setup_roles
from policybook.ext.base.shown import setup_outdated
from policybook.ext.base.views import setup_views
from policybook.ext.governors.coverage import setup_coverage
from policybook.ext.governors.outputs import setup_outputs
from policybook.ext.governors.page import setup_governors
from policybook.ext.policy.changes import setup_comparing
from policybook.ext.policy.clauses import setup_clauses
from policybook.ext.policy.edition_pages import setup_edition_pages
from policybook.ext.policy.pages import setup_pages
from policybook.ext.policy.proposals import setup_proposals
from policybook.ext.policy.reporting import setup_reporting
from policybook.ext.policy.verdict_table import setup_verdict_table
from policybook.ext.training.cells import setup_cells
from policybook.ext.training.induction import setup_induction
from policybook.ext.training.jupyter import setup_jupyter
from policybook.ext.training.questions import setup_questions
from policybook.ext.training.stories import setup_stories

SETUPS = (
    setup_domain,
    setup_handbook,
    setup_nodes,
    setup_roles,
    setup_clauses,
    setup_questions,
    setup_stories,
    setup_cells,
    setup_jupyter,
    setup_views,
    setup_reporting,
    setup_verdict_table,
    setup_coverage,
    setup_comparing,
    setup_governors,
    setup_induction,
    setup_edition_pages,
    setup_proposals,
    setup_pages,
    setup_outdated,
    setup_outputs,
    setup_blocks,
)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add each part to Sphinx."""
    for add in SETUPS:
        add(app)
    return {"version": "1", "env_version": 4, "parallel_read_safe": True, "parallel_write_safe": True}
