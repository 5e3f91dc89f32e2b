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


def test_no_job_keeps_the_token_of_its_checkout_and_no_step_names_a_secret():
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    assert "secrets." not in (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
