0 BEGIN PGM T MM ; EXPECT position-unknown IN LINE 4: nothing says the tool's radius
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 L X+10 RL F100
4 L X+20
5 L X+30 R0
END PGM T MM
