0 BEGIN PGM T MM ; EXPECT compensation-conflict IN LINE 7: an arc of 4 inside, and a tool of 5
1 TOOL DEF 1 L+0 R+5
2 TOOL CALL 1 Z S1000
3 L X-20 Y+0 Z+10 R0 FMAX M3
4 L X+0 Y+0 RL F100
5 CC X+0 Y+4
6 C X+0 Y+8 DR+
7 L Y+20 R0
END PGM T MM
