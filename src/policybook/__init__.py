"""A policy handbook whose training cannot drift from its policy."""

__version__ = "0.1.0"
