(EXPECT unsupported-code IN LINE 6: a setting of the control)
G21 G90 G17 G94 G40 G49 G80
G54
S1000 M3
G0 X0 Y0 Z10
$110=5000
M30
