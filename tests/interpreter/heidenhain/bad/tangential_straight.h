0 BEGIN PGM T MM ; EXPECT arc-geometry IN LINE 5: the end lies straight ahead
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 L X+10 F100
4 CT X+20 Y+0
END PGM T MM
