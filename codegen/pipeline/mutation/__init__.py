"""Faults to inject into a program's text: operators, pure and repeatable. Knows nothing of the check that is measured."""

from codegen.pipeline.mutation.base import SHAPE, Operator, mutants
from codegen.pipeline.mutation.catalogue import OPERATORS, chosen
from codegen.pipeline.mutation.listing import Listing, listing

__all__ = ["OPERATORS", "SHAPE", "Listing", "Operator", "chosen", "listing", "mutants"]
