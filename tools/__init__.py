"""Helpers for those who work on the project; nothing here is installed."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The checkout."""
