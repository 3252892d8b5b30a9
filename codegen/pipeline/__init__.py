"""The use cases, one module each: the only place that knows the order of the stages."""

from codegen.pipeline.check import CheckOptions, check
from codegen.pipeline.make import Made, Options, make, save

__all__ = ["CheckOptions", "Made", "Options", "check", "make", "save"]
