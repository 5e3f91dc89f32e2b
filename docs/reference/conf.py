"""Settings of the reference, which is built by itself: `python3 noxfile.py -s reference`."""

project = "Policybook"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = "Policybook: the reference"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
myst_enable_extensions = ["deflist"]
autodoc_member_order = "bysource"
autodoc_typehints = "description"
# The standard library is not part of this reference, and a type variable is nowhere.
nitpick_ignore_regex = [("py:.*", r"(collections|datetime|functools|pathlib|enum|typing|re|yaml)\..*|.*\.[A-Z]|None|optional")]
