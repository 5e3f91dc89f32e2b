"""What every test shares."""

from __future__ import annotations

import pytest
from hypothesis import settings

from policybook import kept

# What these hold anything to is shown as if it stood in the test itself.
pytest.register_assert_rewrite("exporting", "platforms")

# derandomize: the same examples each time, so that the gate goes red for a change and never by chance.
# deadline: a busy machine is no defect. database: nothing is left behind.
# To look for new examples: pytest --hypothesis-profile=default
settings.register_profile("gate", derandomize=True, deadline=None, database=None)
settings.load_profile("gate")


@pytest.fixture(autouse=True)
def _nothing_kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no answer kept but where a test asks for it: a test may change the program, which no digest of it sees."""
    if "keeping" not in request.fixturenames:
        monkeypatch.setattr(kept, "inputs", lambda root, code="": None)


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let answers be kept beside a handbook, as they are for people, also where these tests run in a continuous integration."""
    monkeypatch.delenv("CI", raising=False)
