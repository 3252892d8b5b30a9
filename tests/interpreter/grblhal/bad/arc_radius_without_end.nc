(EXPECT word-missing IN LINE 6: an end point in the plane, with R)
G21 G90 G17 G94 G40 G49 G80 G98
G54
S1000 M3
G0 X0 Y0 Z10
G2 Z9 R4 F100
M30
