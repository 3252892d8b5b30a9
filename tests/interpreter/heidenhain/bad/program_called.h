0 BEGIN PGM T MM ; EXPECT unsupported-code IN LINE 4: a program that is not in the file
1 TOOL CALL 1 Z S1000
2 L X+0 Y+0 Z+10 R0 FMAX M3
3 CALL PGM TNC:\OTHER.H
END PGM T MM
