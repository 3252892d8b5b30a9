(EXPECT word-conflict IN LINE 6: both want the axis words)
G21 G90 G17 G94 G40 G49 G80
G54
S1000 M3
G0 X0 Y0 Z10
G28 G0 Z5
M30
