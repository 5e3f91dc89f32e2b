"""The workflow builds what authors wrote in jobs that hold no token with which anything could be published."""

from __future__ import annotations

import yaml
from places import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))


def test_only_the_job_that_runs_nothing_of_ours_may_publish():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    may = {name for name, job in WORKFLOW["jobs"].items() if "permissions" in job}
    assert may == {"publish"}
    (step,) = WORKFLOW["jobs"]["publish"]["steps"]
    assert step["uses"].startswith("actions/deploy-pages@")


def test_each_job_has_the_whole_history_and_none_keeps_a_token_or_names_a_secret():
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    # With a part of the history no edition could be held against it.
    assert all(step["with"]["fetch-depth"] == 0 for step in checkouts)
    assert "secrets." not in (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
