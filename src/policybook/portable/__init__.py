"""Takes the bank of questions to a learning platform: Moodle XML, and a QTI 2.1 package.

Both say what the handbook says: the same words, feedback for every option, and the key that the policy
gives. Where a format cannot hold a key exactly it is made stricter, never laxer: no wrong answer is ever
scored as right. It imports `editions` and what lies below. Start with `items`; decisions/0008 says how each kind of
question travels.
"""

from collections.abc import Callable, Mapping

from policybook.policy.handbook import Handbook
from policybook.portable.moodle import moodle_xml
from policybook.portable.qti import qti_package

FORMATS: Mapping[str, Callable[[Handbook], bytes]] = {"moodle": moodle_xml, "qti": qti_package}
"""What the bank can be exported to, and what makes it; two exports of one handbook are the same bytes."""

__all__ = ["FORMATS", "moodle_xml", "qti_package"]
