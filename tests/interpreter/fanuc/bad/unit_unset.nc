%
O0001 (EXPECT units-not-stated IN LINE 3: NO G21)
G90 G0 X1.
M30
%
