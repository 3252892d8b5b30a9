0 BEGIN PGM T MM ; EXPECT syntax IN LINE 4: the root of a negative number
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 FN 5: Q1 = SQRT -4
END PGM T MM
