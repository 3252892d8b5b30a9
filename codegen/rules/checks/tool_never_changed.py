"""Rule tool-never-changed."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.model.motion import EventKind
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class ToolNeverChanged(Rule):
    """A tool is selected and no M6 ever brings it in.

    ## What it does

    Reports a program with T words that has no tool change at all and cuts.

    ## Why is this bad

    T only makes the magazine turn. The program then cuts with whatever tool is in the spindle.

    ## Example

        T2
        S3000 M3
        G0 X0 Y0 Z2
        G1 Z-1 F100

    ## Use instead

        T2 M6
        S3000 M3
        G0 X0 Y0 Z2
        G1 Z-1 F100

    ## Which controllers

    LinuxCNC, Fanuc, Haas. Elsewhere T alone may change the tool, or nothing changes it.
    """

    code = "tool-never-changed"
    group = Group.TOOLS
    severity = Severity.WARNING

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        if context.dialect not in ("linuxcnc", "fanuc", "haas") or not bool(context.moves.cutting.any()):
            return
        if any(True for _ in context.steps.events(EventKind.TOOL_CHANGE)):
            return
        for block in context.noted:
            for word in block.words:
                if word.letter == "M" and word.value == 6:
                    return  # a change that was refused
                if word.letter == "T" and word.value > 0:
                    yield self.finding(
                        say("{word} selects a tool, and no M6 brings it in", word=word.text),
                        context.line(block.index, column=word.column),
                        say("write M6 beside it, or leave T out"),
                    )
                    return
