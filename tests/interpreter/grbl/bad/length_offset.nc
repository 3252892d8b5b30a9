(EXPECT unsupported-code IN LINE 6: there is no tool table)
G21 G90 G17 G94 G40 G49 G80
G54
S1000 M3
G0 X0 Y0 Z10
G43 H1
M30
