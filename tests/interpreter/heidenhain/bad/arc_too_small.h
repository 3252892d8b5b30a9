0 BEGIN PGM T MM ; EXPECT arc-geometry IN LINE 4: two radii are less than the chord
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 CR X+10 Y+0 R+4 DR+ F100
END PGM T MM
