0 BEGIN PGM T MM ; EXPECT arc-geometry IN LINE 5: the end lies 0.099 mm off the circle; 0.016 are allowed
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 CC X+5 Y+0
4 C X+10 Y+1 DR+ F100
END PGM T MM
