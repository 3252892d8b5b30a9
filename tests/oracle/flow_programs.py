"""Random LinuxCNC programs of expressions, parameters, branches, loops and subprograms, by hypothesis.

Most are accepted by ``rs274``; with ``wild`` pieces that may be errors are among them. Every loop counts, so every program ends.
"""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import strategies as st

BINARY = ("+", "-", "*", "/", "mod", "**", "and", "or", "xor", "eq", "ne", "gt", "ge", "lt", "le")
FUNCTIONS = ("abs", "acos", "asin", "cos", "exp", "fix", "fup", "ln", "round", "sin", "sqrt", "tan")
CALL_DEPTH = 3


class FlowWriter:
    """Writes one program. ``used`` counts what it is made of."""

    def __init__(self, rng: random.Random, *, wild: bool) -> None:
        self.rng, self.wild = rng, wild
        self.lines: list[str] = []
        self.used: Counter[str] = Counter()
        self.label = 0
        self.budget = 40
        self.subs: list[tuple[str, int]] = []
        self.inside = ""  # the subprogram being written
        self.local = {"n", "width"}

    # -- expressions -----------------------------------------------------------------------------------------------

    def number(self) -> str:
        value = self.rng.choice((self.rng.randint(0, 12), round(self.rng.uniform(0, 20), 3), 0.5, 1, 2))
        return f"{value:g}"

    def variable(self) -> str:
        rng = self.rng
        if self.wild and rng.random() < 0.03:
            return rng.choice(("#<never_set>", "#0", "#[1.5]", "#5602", "#-1"))
        kind = rng.random()
        if kind < 0.5:
            return f"#{rng.choice((1, 2, 3, 30, 31, 100, 101))}"
        if kind < 0.6:
            self.used["#[]"] += 1
            return rng.choice(("#[100 + 1]", "##102", "#[#102 - 1]", "# 1 0 0"))
        if kind < 0.75:
            return f"#<{self.spelling(rng.choice(sorted(self.local)))}>"
        if kind < 0.85:
            self.used["global"] += 1
            return rng.choice(("#<_g>", "#<_G>", "#<_ depth>"))
        self.used["predefined"] += 1
        return rng.choice(
            ("#5420", "#5421", "#5422", "#<_x>", "#<_y>", "#<_z>", "#<_abs_x>", "#<_line>", "#<_metric>", "#<_absolute>",
             "#<_incremental>", "#<_plane>", "#<_call_level>", "#<_value>", "#<_value_returned>", "#<_motion_mode>",
             "#<_coord_system>", "#<_spindle_on>", "#<_current_tool>", "#5400", "#5220", "#<_retract_old_z>")
        )  # fmt: skip

    def spelling(self, name: str) -> str:
        return self.rng.choice((name, name.upper(), name.title(), f" {name[0]} {name[1:]}"))

    def safe(self, name: str, depth: int) -> str:
        """An argument that the function takes, unless wild."""
        inner = self.expression(depth - 1)
        if self.wild and self.rng.random() < 0.2:
            return inner
        if name in ("asin", "acos"):
            return f"sin[{inner}]"
        if name in ("sqrt", "ln"):
            return f"abs[{inner}] + 0.25"
        if name == "exp":
            return f"[{inner}] mod 4"
        if name == "tan":
            return f"[{inner}] mod 60 + 5"
        return inner

    def term(self, depth: int) -> str:
        rng = self.rng
        kind = rng.random() if depth > 0 else rng.random() * 0.4
        sign = rng.choice(("", "", "", "", "-", "+", "- -"))
        if kind < 0.2:
            return sign + self.number()
        if kind < 0.4:
            return sign + self.variable()
        if kind < 0.6:
            return f"{sign}[{self.expression(depth - 1)}]"
        if kind < 0.68:
            self.used["atan"] += 1
            return f"{sign}atan[{self.expression(depth - 1)}]/[{self.expression(depth - 1)}]"
        if kind < 0.72:
            self.used["exists"] += 1
            return f"exists[{rng.choice(('#<n>', '#<never_set>', '#<_g>', '#100', '#0', '#<_x>'))}]"
        name = rng.choice(FUNCTIONS)
        self.used[name] += 1
        return f"{sign}{rng.choice((name, name.upper(), ' '.join(name)))}[{self.safe(name, depth)}]"

    def expression(self, depth: int) -> str:
        """Operands and operators, divisors and exponents such that most are allowed."""
        out = self.term(depth)
        for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3)) if depth > 0 else 0):
            name = self.rng.choice(BINARY)
            self.used[name] += 1
            term = self.term(depth - 1)
            # MOD by 0 is an error here, and to the control only where no comparison swallows what comes of it
            if name == "mod" or not (self.wild and self.rng.random() < 0.2):
                if name == "**":
                    out, term = f"[[{out}] mod 10 + 0.5]", f"[{term} mod 3]"
                elif name in ("/", "mod"):
                    term = f"[abs[{term}] + 0.5]"
            out += f" {self.rng.choice((name, name.upper()))} {term}"
        return out

    def short(self, depth: int) -> str:
        """An expression for an O word."""
        out = self.expression(depth)
        return out if len(out) < 150 or self.wild else "#1 gt 1"

    def value(self) -> str:
        """Of a word: bounded, so that no number runs away."""
        if self.rng.random() < 0.2:
            return self.number()
        if self.rng.random() < 0.1:
            return f"[{self.expression(2)}]" if self.wild else "#<_x>"
        return f"[[{self.expression(2)}] mod {self.rng.choice((7, 20, 45.5))}]"

    # -- blocks ----------------------------------------------------------------------------------------------------

    def put(self, text: str) -> None:
        rng = self.rng
        if rng.random() < 0.08:
            text = text.lower()
        elif rng.random() < 0.08:
            text = text.upper()
        if rng.random() < 0.05:
            text = f"N{len(self.lines)} {text}"
        if rng.random() < 0.05:
            text += rng.choice((" (said)", " ; said (", "(MSG, #100)"))
        if len(text) > 230 and text[:1] not in "oO" and not self.wild:  # the control takes no line that is much longer
            text = "G0 X#100"
        self.lines.append(rng.choice(("", "", "  ")) + text)

    def assigned(self) -> str:
        rng = self.rng
        kind = rng.random()
        target = (
            f"#{rng.choice((1, 2, 30, 31, 100, 101))}"
            if kind < 0.6
            else f"#<{rng.choice(('_g', '_depth'))}>"
            if kind < 0.75
            else f"#<{self.spelling(rng.choice(sorted(self.local)))}>"
        )
        return f"{target} = [[{self.expression(2)}] mod 50]"

    def block(self) -> None:
        rng = self.rng
        kind = rng.random()
        if kind < 0.3:
            self.used["assignment"] += 1
            self.put(" ".join(self.assigned() for _ in range(rng.choice((1, 1, 2)))))
            return
        words = [f"{name}{self.value()}" for name in "XYZ" if rng.random() < 0.5] or [f"X{self.value()}"]
        if kind < 0.4:
            words.insert(rng.randrange(len(words) + 1), self.assigned())
            self.used["assignment beside words"] += 1
        code = rng.choice(("G0", "G0", "G1", "G[0]", "G#103", "", "G90 G0", "G91 G0", "G20 G0", "G21 G1"))
        if kind > 0.97:
            words = [f"P[abs[{self.expression(1)}] mod 3]"]
            code = "G4"
        self.put(" ".join([code, *words]).strip())

    def new_label(self) -> tuple[str, str]:
        """A label as two O words of it may be spelt."""
        self.label += 1
        number = self.label + 200
        if self.rng.random() < 0.15:
            return f"o<label {number}>", f"O<LABEL{number}>"
        if self.rng.random() < 0.1:
            return f"o[{number - 1} + 1]", f"o{number}"
        return f"o{number}", f"O{number}"

    def body(self, depth: int, loop: tuple[str, str] | None = None) -> None:
        for _ in range(self.rng.randint(1, 3)):
            self.statement(depth, loop)

    def statement(self, depth: int, loop: tuple[str, str] | None) -> None:
        rng = self.rng
        self.budget -= 1
        kind = rng.random()
        if self.budget < 0 or depth <= 0 or kind < 0.4:
            self.block()
        elif kind < 0.6:
            self.branch(depth, loop)
        elif kind < 0.68:
            self.repeat(depth)
        elif kind < 0.86:
            self.loop(depth, do=rng.random() < 0.4)
        elif kind < 0.96 and self.subs:
            self.call()
        elif loop is not None:
            self.leave(loop)
        else:
            self.block()

    def branch(self, depth: int, loop: tuple[str, str] | None) -> None:
        first, last = self.new_label()
        self.used["if"] += 1
        self.put(f"{first} if [{self.short(2)}]")
        self.body(depth - 1, loop)
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self.used["elseif"] += 1
            self.put(f"{last} elseif [{self.short(2)}]")
            self.body(depth - 1, loop)
        if self.rng.random() < 0.5:
            self.used["else"] += 1
            self.put(f"{first} else")
            self.body(depth - 1, loop)
        self.put(f"{last} endif")

    def repeat(self, depth: int) -> None:
        first, last = self.new_label()
        self.used["repeat"] += 1
        self.put(f"{first} repeat [{self.rng.choice(('2', '3', '0', '1.5', '-1', '#1 mod 4'))}]")
        self.body(depth - 1)
        self.put(f"{last} endrepeat")

    def loop(self, depth: int, *, do: bool) -> None:
        first, last = self.new_label()
        counter = f"#<_c{self.label}>"
        condition = f"{counter} lt {self.rng.randint(0, 4)}"
        if self.rng.random() < 0.3:
            condition += f" and [{self.short(1)}]"
        self.put(f"{counter} = 0")
        self.used["do" if do else "while"] += 1
        self.put(f"{first} do" if do else f"{first} while [{condition}]")
        self.put(f"{counter} = [{counter} + 1]")
        self.body(depth - 1, (first, last))
        self.put(f"{last} while [{condition}]" if do else f"{last} endwhile")

    def leave(self, loop: tuple[str, str]) -> None:
        first, last = self.new_label()
        word = self.rng.choice(("break", "continue"))
        self.used[word] += 1
        self.put(f"{first} if [{self.short(1)}]")
        self.put(f"{self.rng.choice(loop)} {word}")
        self.put(f"{last} endif")

    def call(self) -> None:
        rng = self.rng
        name, arguments = rng.choice(self.subs)
        if name.startswith("M98"):
            self.used["M98"] += 1
            self.put(name + rng.choice(("", "", " L2", " L[1 + 1]")))
            return
        self.used["call"] += 1
        given = rng.randint(0, arguments + 1)
        self.put(f"{name} call " + " ".join(f"[[{self.short(0)}] mod 30]" for _ in range(given)))

    def sub(self, number: int) -> None:
        """One that may call those written before it."""
        rng = self.rng
        name = rng.choice((f"o{number}", f"o<part {number}>"))
        self.put(f"{name} sub")
        self.inside, before, self.local = name, self.local, {"n", "inner"}
        self.put("#<n> = 1 #<inner> = #1")
        self.used["sub"] += 1
        if rng.random() < 0.2:
            self.used["M73"] += 1
            self.put("M73")
        self.body(2)
        if rng.random() < 0.4:
            first, last = self.new_label()
            self.used["return"] += 1
            self.put(f"{first} if [#1 gt 5]")
            # the control works this value out when it reads the definition, too: nothing may be wrong with it then
            self.put(f"{name} return [#1 + 1]")
            self.put(f"{last} endif")
        self.body(1)
        self.put(f"{name} endsub" + rng.choice(("", f" [#{rng.choice((1, 2))} * 2]")))
        self.local, self.inside = before, ""
        self.subs.append((name, 3))

    def program(self) -> str:
        """All of it."""
        rng = self.rng
        percent = rng.random() < 0.3
        self.lines.extend(["%"] if percent else [])
        self.put("G21 G90 F500 #<n>=2 #<width>=7.5 #<_g>=3 #<_depth>=-2 #102=100 #103=0 #100=1.5 #101=-4 #31=0")
        self.used["named"] += 1
        for number in range(rng.choice((0, 1, 1, 2, 3))):
            self.sub(100 + number)
        behind = rng.random() < 0.3
        if behind:
            self.subs.append(("M98 P900", 0))
        for _ in range(rng.randint(2, 6)):
            self.statement(3, None)
        if rng.random() < 0.15:
            self.used["M70"] += 1
            for text in ("M70", "G91 G20 F20 M3 S400 M8", "G1 X[#<n> / 10]", "M72"):
                self.put(text)
        self.put("G0 X#100 Y#<_g> Z[#<_value> mod 9]")
        self.lines.append("%" if percent and not behind else "M2")
        if behind:
            self.lines.append("O900 (as others write it)")
            self.subs.clear()
            self.local = set()
            self.lines.append("G91 G0 X[#1 mod 5 + 1] Y1")
            self.lines.append("M99")
        return "\n".join(self.lines) + "\n"


@st.composite
def flow_programs(draw: st.DrawFn, *, wild: bool = False) -> tuple[str, Counter[str]]:
    """A program, and what it is made of."""
    writer = FlowWriter(draw(st.randoms(use_true_random=False)), wild=wild)
    return writer.program(), writer.used
