0 BEGIN PGM T MM ; EXPECT arc-geometry IN LINE 5: a chamfer needs two straight lines
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 L X+10 F100
4 CHF 1
5 CC X+10 Y+5
6 C X+10 Y+10 DR+
END PGM T MM
