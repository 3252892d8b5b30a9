"""Page modal-unset."""

from __future__ import annotations

from codegen.rules.base import Page
from codegen.rules.groups import Group


class ModalUnset(Page):
    """A modal state is used before the program sets it.

    ## What it does

    Every mode of a stranger's program starts unknown, but for those whose power-on value the control's manual states:
    distance mode, plane, feed mode, retract mode, the tool in the spindle. The first use of one that is not known is
    reported, once a mode.

    ## Why is this bad

    The program then does what the program before it has left behind, which is another thing each day.

    ## Example

        %
        O0001
        G21
        G0 X10. Y10.      (Fanuc: absolute or incremental?)

    ## Use instead

        %
        O0001
        G21 G90 G17 G94
        G0 X10. Y10.

    ## Which controllers

    Those whose data do not state the power-on value of the mode.
    """

    code = "modal-unset"
    group = Group.MODAL
