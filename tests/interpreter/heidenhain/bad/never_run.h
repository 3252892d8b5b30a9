0 BEGIN PGM T MM ; EXPECT text-after-end IN LINE 5: a move behind M30 without a label
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 M30
4 L X+10 FMAX
END PGM T MM
