"""Runs LinuxCNC's compiled ``gcode`` module (the preview's interpreter) on one program; a program of its own.

Start it with the system's Python, which the module was built for, and a private HOME: the tool table is a memory map
below HOME that every instance truncates. Prints JSON lines, lengths in mm: ``[line, call, args...]``, then one object
with the error, if any, and its line.

usage: /usr/bin/python3 gcode_module.py PROGRAM TOOL_TABLE_MM VARIABLES
       /usr/bin/python3 gcode_module.py --serve      # the same three words on each line of the input; flushed after each
"""

import ctypes
import json
import os
import sys

tooldata = ctypes.CDLL("libtooldata.so.0", mode=ctypes.RTLD_GLOBAL)
tooldata._Z17tool_mmap_creatorPK13EMC_TOOL_STATi(None, 0)  # without it the first T word is a segmentation fault

import gcode  # noqa: E402

INCH = 25.4  # the module reports inches, whatever the program's units are


class Canon:
    """Receives the interpreter's calls and writes them down."""

    def __init__(self, variables, tools):
        self.parameter_file = variables
        self.tools = tools
        self.line = 0
        self.calls = []

    def next_line(self, state):
        self.line = state.sequence_number

    def put(self, name, *values):
        self.calls.append([self.line, name, *values])

    def lengths(self, name, values):
        """Nine axes: X, Y, Z, A, B, C, U, V, W; angles stay."""
        self.put(name, *(v if 3 <= axis < 6 else v * INCH for axis, v in enumerate(values[:9])))

    # what the interpreter asks
    def get_tool(self, index):
        return self.tools.get(index, (-1, *([0.0] * 12), 0))

    def get_external_length_units(self):
        return 1.0  # the tool table and the variables are in mm

    def get_external_angular_units(self):
        return 1.0

    def get_axis_mask(self):
        return 0b111111  # XYZABC, as rs274 has

    def get_block_delete(self):
        return False

    def check_abort(self):
        return False

    # what the interpreter says
    def straight_traverse(self, *a):
        self.lengths("rapid", a)

    def straight_feed(self, *a):
        self.lengths("feed", a)

    def straight_probe(self, *a):
        self.lengths("probe", a)

    def rigid_tap(self, *a):
        self.lengths("tap", a)

    def arc_feed(self, first, second, centre_first, centre_second, rotation, axial, *others):
        lengths = (first, second, centre_first, centre_second, axial)
        self.put("arc", *(v * INCH for v in lengths), rotation, *others[:3])

    def set_g5x_offset(self, index, *a):
        self.put("work_offset", index, *(v if 3 <= axis < 6 else v * INCH for axis, v in enumerate(a[:6])))

    def set_g92_offset(self, *a):
        self.lengths("g92", a)

    def set_xy_rotation(self, angle):
        self.put("rotation", angle)

    def tool_offset(self, *a):
        self.lengths("length_offset", a)

    def change_tool(self, index):
        if index in self.tools:
            self.tools[0] = self.tools[index]
        self.put("tool_change", self.tools.get(index, (0,))[0])

    def set_plane(self, plane):
        self.put("plane", plane)

    def dwell(self, seconds):
        self.put("dwell", seconds)

    def set_feed_rate(self, *_a):
        pass  # rs274 tells it better: here inverse time is wrong, and zero is left out

    def set_traverse_rate(self, *_a):
        pass

    def user_defined_function(self, *a):
        self.put("user", *a)

    def comment(self, text):
        pass

    def message(self, text):
        pass


def tool_table(path):
    """Tools by their place in the file, as the module asks for them."""
    tools = {}
    with open(path, encoding="ascii") as lines:  # noqa: PTH123 - a script of two dozen lines
        for line in lines:
            words = {word[0]: float(word[1:]) for word in line.split()}
            lengths = tuple(words.get(axis, 0.0) for axis in "XYZABCUVWDIJ")
            tools[len(tools) + 1] = (int(words["T"]), *lengths, 0)
    return tools


def parse(program, table, variables):
    tooldata._Z13tooldata_loadPKcPPc(os.fsencode(table), None)
    canon = Canon(variables, tool_table(table))
    result, line = gcode.parse(program, canon, "G21", "")
    out = sys.stdout.write
    for call in canon.calls:
        out(json.dumps(call) + "\n")
    error = gcode.strerror(result) if result > gcode.MIN_ERROR else None
    out(json.dumps({"error": error, "line": line}) + "\n")
    sys.stdout.flush()


def main():
    if sys.argv[1:] == ["--serve"]:
        for line in sys.stdin:
            parse(*line.split())
    else:
        parse(*sys.argv[1:])
    os._exit(0)  # the module's threads do not always end


main()
