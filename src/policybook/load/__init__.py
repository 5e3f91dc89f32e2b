"""Reads a handbook's files into one frozen `Handbook`, or says everything that is wrong with them."""

from policybook.load.handbook import load, read

__all__ = ["load", "read"]
