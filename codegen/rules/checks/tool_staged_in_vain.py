"""Rule tool-staged-in-vain."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.findings import Finding, Severity
from codegen.messages import say
from codegen.rules.base import Context, Rule
from codegen.rules.groups import Group


class ToolStagedInVain(Rule):
    """A tool is made ready, and another one is brought in.

    ## What it does

    Follows T without M6, which makes the magazine ready, to the next change: it should bring in that tool.

    ## Why is this bad

    Either the T of the change or the T before it is a slip; at best the magazine turns twice.

    ## Example

        T1 M6
        T2          (make ready)
        G1 X50
        T3 M6

    ## Use instead

        T1 M6
        T3
        G1 X50
        T3 M6

    ## Which controllers

    All whose T makes ready and whose M6 changes.
    """

    code = "tool-staged-in-vain"
    group = Group.TOOLS
    severity = Severity.NOTE

    def check(self, context: Context) -> Iterator[Finding]:
        """See the rule's page."""
        staged: float | None = None
        for block in context.noted:
            tools = [word for word in block.words if word.letter == "T"]
            changes = any(word.letter == "M" and word.value == 6 for word in block.words)
            if tools and not changes:
                staged = tools[-1].value
            elif changes:
                if tools and staged is not None and tools[-1].value != staged:
                    yield self.finding(
                        say("{word} is brought in, and T{staged:g} was made ready", word=tools[-1].text, staged=staged),
                        context.line(block.index, column=tools[-1].column),
                        say("check both numbers"),
                    )
                staged = None
