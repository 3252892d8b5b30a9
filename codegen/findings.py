"""Findings: what is wrong with the work, and the one table of their codes.

A finding names the thing (code), how bad it is, where, by how much, and what to do. Codes read after "allow":
``rapid-into-stock``. Every code is registered in ``CODES``; constructing a finding with an unknown code is an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Severity(StrEnum):
    """ERROR fails the verdict. WARNING is shown and does not. NOTE informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Location:
    """Where: any of a place in a text file (1-based line and column), a JSON pointer, a span of the request, a point."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    block: str | None = None  # the text of the line, as written
    pointer: str | None = None  # JSON pointer into the intent or job
    span: tuple[int, int] | None = None  # characters of the request
    point: tuple[float, float, float] | None = None  # mm, in the work frame
    feature: str | None = None  # id of the feature or operation concerned


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong (or worth knowing). ``message`` states value and reason; ``remedy`` says what to do."""

    code: str
    message: str
    severity: Severity = Severity.ERROR
    where: Location = field(default_factory=Location)
    remedy: str = ""
    figures: tuple[tuple[str, float | str], ...] = ()  # named figures, e.g. (("depth_mm", 0.4),)

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"finding code {self.code!r} is not in codegen.findings.CODES")

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: keys with nothing to say are left out."""
        where = {
            name: value
            for name in ("file", "line", "column", "end_column", "block", "pointer", "span", "point", "feature")
            if (value := getattr(self.where, name)) is not None
        }
        out: dict[str, Any] = {"code": self.code, "severity": str(self.severity), "message": self.message}
        if self.remedy:
            out["remedy"] = self.remedy
        if where:
            out["where"] = where
        if self.figures:
            out["figures"] = dict(self.figures)
        return out


AFTERWARDS_UNKNOWN: Final = ("afterwards", "unknown")
"""A figure of a finding: the program may be right, and what the control does here could not be followed."""


def loses(finding: Finding) -> bool:
    """Whether what the control does from this finding on is not known, be the finding an error or not."""
    return finding.severity is Severity.ERROR or AFTERWARDS_UNKNOWN in finding.figures


CODES: Final[dict[str, str]] = {
    # -- request and intent
    "intent-schema": "the intent does not satisfy its JSON Schema",
    "bad-expression": "an expression cannot be evaluated: syntax, unknown name, cycle, division by zero, unit nonsense",
    "quantity-ignored": "a quantity or number word of the request is not used by the intent",
    "ungrounded-value": "a dimension of the intent comes from no span, answer, table, expression or assumption",
    "unread-words": "words of the request that bear meaning could not be accounted for",
    "unsupported-request": "the request asks for something that codegen does not do yet",
    "wish-left-out": "a wish that is not followed: it is unsafe, or no business of a program; the rest was made",
    "name-cleaned": "the part's name held what no name can hold, and was cleaned",
    "file-name-not-used": "a file name or path was asked for: files keep their own names, in the output folder",
    "unknown-name": "a machine, controller, material, tool or thread that the library does not hold",
    "contradiction": "two statements of the request or intent cannot both hold",
    "question": "something essential is missing and must be answered",
    # -- part and planning
    "feature-outside-stock": "a feature lies outside the stock",
    "feature-overlap": "features run into each other",
    "no-tool": "no tool in the library can make the feature",
    "tool-reach": "the tool cannot reach the depth without its shank or holder touching",
    "machine-limit": "the machine's travel, feed, speed or power does not allow it",
    "no-tapping": "neither the machine nor its controller can tap as asked",
    "body-not-held": "a piece that is cut free is held by nothing",
    "geometry-failed": "the part could not be built as a valid solid",
    # -- program text
    "syntax": "the control would not accept the block",
    "unsupported-code": "a code that this control, or codegen's model of it, does not have",
    "word-missing": "a code lacks a word that it needs",
    "word-conflict": "words of the same modal group, or that exclude each other, in one block",
    "arc-geometry": "an arc whose centre and end point do not agree",
    "no-program-end": "the program does not end with M2, M30 or %",
    "text-after-end": "text after the program's end, which the control does not read",
    "modal-unset": "a modal state is used before the program sets it",
    "position-unknown": "a move whose start or end cannot be known",
    "value-unset": "a variable is used before the program sets it",
    "value-unknown": "a value that cannot be known here (of the machine, of a probe) decides what the program does",
    # -- rules and simulation
    "program-alarm": "the program stops itself with an alarm of its own",
    "missing-length-offset": "a tool moves down without its length offset (G43)",
    "wrong-length-offset": "the length offset does not belong to the tool in the spindle",
    "spindle-off-in-cut": "material is cut with the spindle stopped",
    "spindle-reversed": "material is cut with the spindle turning the wrong way",
    "speed-limit": "spindle speed above the machine's or the tool's",
    "feed-limit": "feed above the machine's limit, or zero",
    "cutting-data": "a speed or feed is far from what tool and material bear",
    "drill-without-pecks": "a drill goes deep in one stroke",
    "dwell-out-of-scale": "a dwell is so long, or so short, that its unit must be wrong",
    "path-tolerance": "the control may leave the programmed path further than the part allows",
    "tool-not-used": "a tool of the setup that the program never cuts with",
    "feed-missing": "a cutting move without a feed",
    "rapid-into-stock": "a rapid move goes through material",
    "plunge-not-centre-cutting": "a plunge with a tool that does not cut at its centre",
    "gouge": "material of the part is cut away",
    "leftover": "material that should be gone remains",
    "feature-not-cut": "a feature that was asked for is not cut",
    "uncalled-removal": "material is removed that nobody asked for",
    "holder-contact": "the holder or shank touches material",
    "fixture-contact": "the tool, shank or holder touches the fixture or the table",
    "travel-limit": "a move leaves the machine's travel",
    "deeper-than-flutes": "the cut is deeper than the tool's flutes",
    "tap-feed": "tapping feed is not spindle speed times pitch",
    "tap-not-synchronised": "a tap is fed without being tied to the spindle's turns",
    "thread-not-cut": "a thread that was asked for is not tapped, not deep enough, or tapped with another pitch",
    "tap-hole": "the hole under a tap is missing, too small, too large or too shallow",
    "tool-not-in-setup": "a tool number that the setup does not have",
    "tool-change-in-cut": "a tool change below the clearance height, or with the spindle running",
    "no-coolant": "coolant is wished but not on in a cut",
    "retract-low": "a sideways rapid below the clearance height",
    "units-not-stated": "the program does not say G20 or G21",
    "work-offset-not-stated": "the program moves before it says G54 to G59, and the control may be in any",
    "units-mismatch": "the program's size and the stock's suggest the wrong unit",
    "cycle-not-cancelled": "a canned cycle is still active where a plain move follows or at the program's end",
    "compensation-conflict": "cutter compensation that the path, the cutter or the block does not allow",
    "compensation-left-on": "cutter compensation or an incremental mode is left on",
    "spindle-not-started": "a tool cuts while its spindle stands",
    "spindle-without-speed": "the spindle is started before any S",
    "spindle-left-on": "the program ends with the spindle turning",
    "coolant-left-on": "the program ends with the coolant running",
    "coolant-on-in-tool-change": "the coolant runs while the tool is changed",
    "spindle-wait-missing": "a cut begins before the spindle can have reached its speed",
    "stale-speed": "a tool cuts at the speed of the tool before it",
    "stale-feed": "a tool cuts at the feed of the tool before it",
    "tool-never-changed": "a tool is selected and no M6 ever brings it in",
    "tool-changed-for-itself": "a tool is changed for itself",
    "tool-staged-in-vain": "a tool is made ready, and another one is brought in",
    "length-offset-cancelled-low": "the length offset is cancelled while the tool is in the cut",
    "home-sideways-low": "the machine goes home sideways while the tool is in the cut",
    "home-through-part": "the way home leads down to a point of the work first",
    "rapid-at-cutting-depth": "a rapid goes sideways at the depth of the cut before it",
    "rapid-below-zero": "a rapid goes down below work zero, deeper than anything was cut",
    "diagonal-approach": "the first move after a tool change goes sideways and down at once",
    "feed-in-machine-coordinates": "a cut is programmed in machine coordinates",
    "probe-with-spindle-on": "a probing move runs with the spindle turning",
    "stop-with-spindle-on": "the program stops for the operator while the spindle turns",
    "ending-in-cut": "the program ends with the tool in the cut",
    "work-offset-changed-low": "the work offset changes while the tool is in the cut",
    "plunge-at-cutting-feed": "an end mill is fed straight down as fast as sideways",
    "odd-feed": "a feed that is just ten or a hundred times the one beside it",
    "g92-left-on": "G92 shifts the coordinates and is never cancelled",
    "incremental-after-tool-change": "the first move after a tool change is incremental",
    "feed-mode-left-on": "the feed mode of the tool before is still on",
    "transform-left-on": "a rotation, scaling, mirror image or polar mode is never switched off",
    "override-left-off": "the operator's feed override is switched off and never on again",
    "distance-not-stated": "the program moves before it says G90 or G91",
    "plane-not-stated": "an arc before the program says its plane",
    "compensation-without-d": "cutter compensation without a D",
    "compensation-on-arc": "cutter compensation begins or ends on an arc",
    "compensation-without-lead-in": "cutter compensation has no room to come in",
    "compensation-on-retract": "the tool is retracted with cutter compensation on",
    "machine-move-under-compensation": "a move in machine coordinates under cutter compensation",
    "wrong-diameter-offset": "cutter compensation with the radius of another tool",
    "hole-drilled-twice": "a canned cycle is run twice at the same place",
    "cycle-retract-above-start": "under G91 the retract plane lies above the place where the cycle starts",
    "cycle-not-along-z": "a canned cycle drills sideways",
    "arc-radius-sensitive": "an arc by R whose centre jumps with the last digit",
    "near-full-circle": "an arc goes all the way round, and its ends are a hair apart",
    "decimal-point-missing": "a coordinate without a decimal point, on a control that counts least increments",
    "lower-case-letters": "small letters, on a control that wants capitals",
    "decimals-beyond-increment": "numbers with more decimals than the control has",
    "comment-not-ascii": "characters that the control cannot show",
    "home-without-axes": "G28 or G30 without an axis",
    "length-offset-without-h": "G43 without H",
    "block-number-repeated": "a block number stands twice",
    "block-numbers-out-of-order": "block numbers fall",
    "missing-percent": "the percent sign that opens or closes the file is missing",
    "missing-program-number": "the program has no number",
    "tool-list-mismatch": "the tool list in the comments is not the tools of the program",
    "optional-block": "blocks that the operator can switch off",
    "work-offset-written": "the program writes a work offset itself",
    "final-newline-missing": "the last line has no end",
    "mixed-line-ends": "some lines end with CR LF, some with LF",
    "idle-move": "moves that move nothing",
    "unexplained-allowance": "a comment lets a finding pass and does not say why",
    "idle-allowance": "a comment lets a finding pass that is not there",
    "look-alike-character": "a character that looks like another (O for 0, full-width digits)",
    "realtime-character": "a character that the control acts on as it arrives, wherever it stands",
    "limit-exceeded": "the program ran into a limit of the reader: blocks, time, depth",
    "not-simulated": "a part of the program could not be simulated",
    "round-trip": "the program read back does not do what was planned",
}  # fmt: skip
"""Every finding code, with the one line that the catalogue prints."""
