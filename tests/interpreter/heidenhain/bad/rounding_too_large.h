0 BEGIN PGM T MM ; EXPECT arc-geometry IN LINE 5: it does not fit between 10 mm and 10 mm
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 L X+10 F100
4 RND R20
5 L Y+10
END PGM T MM
