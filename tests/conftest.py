"""What every test shares."""

from __future__ import annotations

import pytest
from hypothesis import settings

# What these hold anything to is shown as if it stood in the test itself.
pytest.register_assert_rewrite("exporting", "platforms")

# derandomize: the same examples each time, so that the gate goes red for a change and never by chance.
# deadline: a busy machine is no defect. database: nothing is left behind.
# To look for new examples: pytest --hypothesis-profile=default
settings.register_profile("gate", derandomize=True, deadline=None, database=None)
settings.load_profile("gate")
