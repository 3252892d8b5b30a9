0 BEGIN PGM T MM ; EXPECT arc-geometry IN LINE 5: the pole is where the arc begins
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 CC X+0 Y+0
4 C X+0 Y+0 DR+ F100
END PGM T MM
