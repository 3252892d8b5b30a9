(EXPECT unsupported-code IN LINE 6: there is no cutter compensation)
G21 G90 G17 G94 G40 G49 G80
G54
S1000 M3
G0 X0 Y0 Z10
G41 D1
M30
