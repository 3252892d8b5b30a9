"""What is RS274/NGC's own as LinuxCNC speaks it: its steps, expressions, parameters, O words, the way through a program."""
