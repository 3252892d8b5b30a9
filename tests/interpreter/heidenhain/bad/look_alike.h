0 BEGIN PGM T MM ; EXPECT look-alike-character IN LINE 4: a Cyrillic letter for X
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 L Х+10 FMAX
END PGM T MM
