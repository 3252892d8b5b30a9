"""Programs with every code that the LinuxCNC reader interprets, from a list of acts and a seed: for hypothesis to draw.

``DrawnWriter`` keeps book of where the program stands, in its own coordinates, so that LinuxCNC accepts most of them; ``wild``
acts are words put together without care, for the errors.
"""

from __future__ import annotations

from tests.oracle.drawn_contours import ContourWriter

FIRST, SECOND, NORMAL = 0, 1, 2
PLANE = {17: (0, 1, 2), 18: (2, 0, 1), 19: (1, 2, 0)}


class DrawnWriter(ContourWriter):
    """The acts that are no contour; each is a method."""

    # -- cycles --------------------------------------------------------------------------------------------------

    def any_cycle(self) -> None:
        """Any canned cycle in any plane, with what it may have."""
        rng = self.rng
        self.plain_feed()
        code = rng.choice((73, 74, 81, 82, 83, 84, 85, 86, 87, 88, 89))
        normal = PLANE[self.plane][NORMAL]
        if rng.random() < 0.3:
            self.put("G91" if self.absolute else "G90")
            self.absolute = not self.absolute
        if code in (74, 84, 86, 87, 88):
            self.put("M4" if code == 74 else "M3" if code == 84 else rng.choice(("M3", "M4")))
        low, high = (-30, -5) if self.absolute else (-12, -1)
        r = self.size(-4, 25) if self.absolute else self.size(-10, 10)
        sides = [i for i in range(3) if i != normal]
        words = ["XYZ"[normal] + self.number(self.size(low, high))]
        if code != 74 or rng.random() < 0.95:
            words.append("R" + self.number(r))
        words += ["XYZ"[i] + self.number(self.size(-30, 30)) for i in sides if rng.random() < 0.8]
        if code in (73, 83):
            words.append("Q" + self.number(self.size(1.5, 6)))
        if code in (82, 86, 88, 89) or (code in (74, 84) and rng.random() < 0.5):
            words.append("P" + self.number(round(rng.uniform(0.1, 2), 2)))
        if code == 87:
            words += [a + self.number(self.size(-4, 4)) for a in "IJK"]
        if rng.random() < 0.2 and code != 74:
            words.append(f"L{rng.randrange(1, 4)}")
        mode = [rng.choice(("G98", "G99"))] if rng.random() < 0.6 else []
        rng.shuffle(words)
        self.put(*mode, f"G{code}", *words)
        for _ in range(rng.randrange(3)):
            more = ["XYZ"[i] + self.number(self.size(-30, 30)) for i in sides if rng.random() < 0.7]
            if rng.random() < 0.2:
                more.append("R" + self.number(r))
            if any(w[0] in "XYZ" for w in more):
                self.put(*([rng.choice(("G98", "G99"))] if rng.random() < 0.2 else []), *more)
        if rng.random() < 0.7:
            self.put("G80")
        self.anew()

    def polar(self) -> None:
        """Distances and angles in the XY plane."""
        if self.plane != 17:
            self.plane = 17
            self.put("G17")
        rng = self.rng
        self.to_absolute()
        at = "@" + self.number(self.size(5, 40))
        angle = "^" + self.number(round(rng.uniform(-180, 180), 3))
        self.plain_feed()
        if rng.random() < 0.3:
            self.put("G81", at, angle, "Z" + self.number(self.size(-9, -3)), "R" + self.number(self.size(1, 4)))
            if rng.random() < 0.5:
                self.put(rng.choice((at, angle)))
        else:
            self.put(rng.choice(("G0", "G1")), at, angle)
            self.put("G91", rng.choice(("@" + self.number(self.size(1, 9)), "^" + self.number(30.0))))
            self.put("G90")
        self.anew()

    # -- offsets -------------------------------------------------------------------------------------------------

    def axes(self, low: float = -50, high: float = 50, letters: str = "XYZ") -> list[str]:
        """Some axis words that are no move."""
        chosen = [a for a in letters if self.rng.random() < 0.6] or [self.rng.choice(letters)]
        return [a + self.number(self.size(low, high)) for a in chosen]

    def set_offset(self) -> None:
        """G10 L2 and L20, without and with a turn."""
        rng = self.rng
        system = rng.choice((0, 1, 1, 2, 5, 9))
        if rng.random() < 0.5:
            words = ["L2", f"P{system}", *self.axes()]
            if rng.random() < 0.3:
                self.put("G92.1")
                words.append("R" + self.number(round(rng.uniform(-90, 90), 2)))
                self.turned = True
        else:
            words = ["L20", f"P{system}", *self.axes()]
        self.put("G10", *words)
        self.anew()

    def no_turn(self) -> None:
        """All offsets upright again."""
        self.put("G92.1")
        for system in (1, 2, 5, 6, 7, 9):
            self.put("G10", "L2", f"P{system}", "R0")
        self.turned = False
        self.anew()

    def set_tool(self) -> None:
        """G10 L1, L10, L11, and the offset put in force."""
        rng = self.rng
        self.tables_set = True
        kind = rng.choice((1, 1, 10, 11))
        number = rng.choice(self.tools)
        words = self.axes(1, 80) if rng.random() < 0.8 else []
        if not words or rng.random() < 0.3:
            words.append("R" + self.number(self.size(1, 4)))
        self.put("G10", f"L{kind}", f"P{number}", *words)
        self.put("G43", f"H{number}")
        self.anew()

    def shift(self) -> None:
        """G52, G92 and their cancelling."""
        code = self.rng.choice(("G52", "G92", "G92", "G92.1", "G92.2", "G92.3"))
        if code == "G92.3":
            self.put("G92", *self.axes())
            self.put(self.rng.choice(("G92.2", "G92.1", "G52 X1")))
        self.put(code, *(self.axes() if code in ("G52", "G92") else []))
        self.anew()

    def dynamic_length(self) -> None:
        """G43, G43.1, G43.2, G49."""
        choices = (["G43.1", *self.axes(-20, 60)], ["G43.2", "H1"], ["G43.2", "H2"], ["G49"], ["G43", "H2"])
        self.put(*self.rng.choice(choices))
        self.anew()

    def stored_home(self) -> None:
        """G28.1 and G30.1, and there again."""
        code = self.rng.choice(("28", "30"))
        self.put(f"G{code}.1")
        self.straight()
        self.put(f"G{code}", *self.axes() if self.rng.random() < 0.6 else [])
        self.anew()

    # -- the spindle's moves -------------------------------------------------------------------------------------

    def thread(self) -> None:
        """G33, G33.1, G76."""
        rng = self.rng
        self.put(rng.choice(("M3", "M4")))
        self.to_absolute()
        self.put("G0", *(a + self.number(self.size(5, 20)) for a in "XYZ"))
        pitch = self.number(self.size(0.5, 2))
        which = rng.randrange(3)
        if which == 0:
            self.put("G33", "Z" + self.number(self.size(-20, 0)), "K" + pitch)
            if rng.random() < 0.4:
                self.put("X" + self.number(self.size(5, 9)), "K" + pitch)
        elif which == 1:
            self.put(
                "G33.1", "Z" + self.number(self.size(-20, 0)), "K" + pitch, *(["I1.5"] if rng.random() < 0.3 else [])
            )
        else:
            words = ["P" + pitch, "Z" + self.number(self.size(-20, 0)), "I" + self.number(self.size(-3, -1)),
                     "J" + self.number(self.size(0.3, 0.6)), "K" + self.number(self.size(0.8, 1.6))]  # fmt: skip
            extra = ("R" + self.number(round(rng.uniform(1, 2), 2)), "Q29.5", "H1", "E" + self.number(self.size(0.5, 2)),
                     f"L{rng.randrange(4)}")  # fmt: skip
            words += [w for w in extra if rng.random() < 0.5]
            rng.shuffle(words)
            self.put("G76", *words)
        self.anew()

    def probing(self) -> None:
        """G38.2 to G38.5; the place afterwards is no one's, so it is taken up anew."""
        self.plain_feed()
        self.to_absolute()
        self.put("G0", "X5", "Y5", "Z5")
        self.put(f"G38.{self.rng.randrange(2, 6)}", *self.axes(-50, -20))
        self.anew()

    def spline(self) -> None:
        """G5, G5.1, and G5.2 with G5.3."""
        rng = self.rng
        if self.plane != 17:
            self.plane = 17
            self.put("G17")
        self.plain_feed()
        self.anew()  # an arc leaves the preview of the next spline at the height before it
        x, y = ("X" + self.number(self.size(-40, 40)), "Y" + self.number(self.size(-40, 40)))
        i, j = ("I" + self.number(self.size(-9, 9)), "J" + self.number(self.size(-9, 9)))
        which = rng.randrange(3)
        if which == 0:
            self.put("G5", x, y, i, j, "P" + self.number(self.size(-9, 9)), "Q" + self.number(self.size(-9, 9)))
            if rng.random() < 0.4:
                self.put("G5", x, y, "P" + self.number(self.size(-9, 9)), "Q1")
        elif which == 1:
            self.put("G5.1", x, y, i, j)
        else:
            self.put("G5.2", x, y, "P1", *(["L3"] if rng.random() < 0.5 else []))
            for _ in range(rng.randrange(1, 4)):
                self.put("X" + self.number(self.size(-40, 40)), "Y" + self.number(self.size(-40, 40)),
                         "P" + self.number(round(rng.uniform(0.5, 2), 2)))  # fmt: skip
            self.put("G5.3")
        self.anew()

    # -- what moves nothing ------------------------------------------------------------------------------------------

    def offset(self) -> None:
        """Any work offset."""
        self.put(self.rng.choice(("G54", "G55", "G56", "G57", "G58", "G59", "G59.1", "G59.2", "G59.3", "G49")))
        self.anew()

    def plane_of_cycle(self) -> None:
        """A plane, and a cycle in it."""
        self.plane = self.rng.choice((18, 19))
        self.put(f"G{self.plane}")
        self.any_cycle()

    def switches(self) -> None:
        """Modes and outputs."""
        self.anew()  # M66 asks the oracle's machine where it is, which an arc does not tell it
        for _ in range(3):
            self._switch()

    def _switch(self) -> None:
        rng = self.rng
        self.put(
            *rng.choice(
                (
                    ["M19", "R90"], ["M19", "R10", "P1"], ["M3", "$0"], ["M4", "$-1"], ["M5", "$0"], ["M48"], ["M49"],
                    ["M50", "P0"], ["M50", "P1"], ["M51", "P1"], ["M52", "P0"], ["M53", "P1"], ["M62", "P1"], ["M63", "P1"],
                    ["M64", "P2"], ["M65", "P2"], ["M66", "P0", "L0"], ["M66", "E1"], ["M67", "E0", "Q3.5"], ["M68", "E1", "Q2"],
                    ["M60"], ["M0"], ["M1"], ["G61"], ["G61.1"], ["G64"], ["G64", "P0.1", "Q0.05"], ["G97"], ["G80"],
                    ["M7"], ["M8"], ["M9"], ["G4", "P1.5"], ["S1200", "$0"], ["G98"], ["G99"],
                )
            )
        )  # fmt: skip
        if self.lines[-1].strip().upper().startswith("G80"):
            self.anew()

    def saved(self) -> None:
        """M70 or M73, other modes, and M72 brings the first ones back; M71 forgets them."""
        rng = self.rng
        kept = (self.plane, self.absolute, self.arc_absolute)
        self.put(rng.choice(("M70", "M73")))
        self.plane = rng.choice((17, 18, 19))
        self.absolute, self.arc_absolute = rng.random() < 0.5, rng.random() < 0.5
        self.put(f"G{self.plane}", "G90" if self.absolute else "G91", "G90.1" if self.arc_absolute else "G91.1", "M9")
        self.put("G1", *self.some_axes(), "F410")
        if rng.random() < 0.3:
            self.put("M71")
        else:
            self.put("M72")
            self.plane, self.absolute, self.arc_absolute = kept
        self.per_turn = False
        self.put("G94", "F300")
        self.anew()

    def surface_speed(self) -> None:
        """G96, and back."""
        self.put("G96", "S120", *(["D2000"] if self.rng.random() < 0.5 else []))
        if self.rng.random() < 0.5:
            self.put("M3")
            self.straight()
        self.put("G97", "S1500")

    def inverse_time(self) -> None:
        """G93: every cut has its F."""
        if self.per_turn:
            return
        self.put("G93")
        for _ in range(self.rng.randrange(1, 4)):
            self.put("G1", *self.some_axes(), "F" + self.number(round(self.rng.uniform(0.5, 9), 2)))
        self.put("G94", "F250")

    def plain_feed(self) -> None:
        """Millimetres a minute."""
        if self.per_turn:
            self.per_turn = False
            self.put("G94", "F300")

    def restate_feed(self) -> None:
        """G94 drops the feed, also when it is in force."""
        self.per_turn = False
        self.put("G94", *(["F200"] if self.rng.random() < 0.9 else []))

    def diameters(self) -> None:
        """X counts twice."""
        self.to_absolute()
        self.put("G7")
        self.put(self.rng.choice(("G0", "G1")), *self.axes())
        self.put("G8")
        self.anew()

    def rotary(self) -> None:
        """Axes beside X, Y, Z."""
        rng = self.rng
        words = [a + self.number(round(rng.uniform(-200, 200), 3)) for a in rng.sample("ABC", rng.randrange(1, 4))]
        self.plain_feed()
        self.put(rng.choice(("G0", "G1")), *(self.some_axes() if rng.random() < 0.5 else []), *words)
        if rng.random() < 0.2:
            self.put(rng.choice(("G92", "G52", "G10 L2 P1", "G10 L20 P0")), "A" + self.number(10.0))
            self.anew()
        if rng.random() < 0.2:
            self.to_absolute()
            self.put("G53", "G0", *words)

    def set_tool_number(self) -> None:
        """M61."""
        if not self.tables_set:
            self.anew()
            self.put("M61", f"Q{self.rng.choice((0, *self.tools))}")

    def tool(self) -> None:
        """M6, unless G10 has set the table, which the oracle's preview then reads anew from its file."""
        if not self.tables_set:
            self.anew()
            super().tool()

    def wild(self) -> None:
        """Words without care."""
        rng = self.rng
        self.anew()
        codes = ("G0", "G1", "G2", "G3", "G4", "G10", "G28", "G33", "G38.2", "G40", "G41", "G43", "G43.1", "G53", "G54", "G61",
                 "G73", "G80", "G81", "G83", "G85", "G90", "G91", "G92", "G92.1", "G93", "G95", "G96", "M3", "M5", "T2 M6", "M61",
                 "M66", "M19 R5", "M62", "G5.1", "G5.3", "G76", "G17", "G19", "G98")  # fmt: skip
        words = rng.sample(codes, rng.randrange(3))
        words += [a + self.number(self.size(-5, 20)) for a in rng.sample("XYZABIJKR", rng.randrange(4))]
        words += [a + str(rng.randrange(0, 4)) for a in rng.sample("PQLHDFSTE", rng.randrange(3))]
        rng.shuffle(words)
        if words:
            self.put(*words)
        self.absolute = False  # whatever it is now: it is stated anew
        self.anew()


ACTS = (
    "straight", "straight", "straight", "arc", "arc", "any_cycle", "any_cycle", "any_cycle", "plane_of_cycle",
    "polar", "set_offset", "no_turn",
    "set_tool", "shift", "shift", "dynamic_length", "stored_home", "thread", "thread", "probing", "probing", "spline", "spline",
    "switches", "switches", "switches", "switches", "switches", "surface_speed", "inverse_time", "restate_feed", "diameters",
    "rotary", "set_tool_number", "saved", "switch", "switch", "tool", "offset", "offset", "to_machine", "home", "contour",
    "contour", "contour",
)  # fmt: skip
"""What a tame program is drawn from."""


def write(acts: list[str], seed: int) -> str:
    """The program of these acts; the same for the same arguments."""
    w = DrawnWriter(seed)
    w.put("G21", "G90", "G17", "G94", "G40", "G49", "G80", "G91.1", "G99")
    w.put("G54", "G8")
    w.put("S1000", "M3", "F200")
    w.anew()
    for act in acts:
        getattr(w, act)()
    w.lines.append(w.rng.choice(("M2", "M30")))
    return "\n".join(w.lines) + "\n"
