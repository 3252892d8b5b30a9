0 BEGIN PGM T MM ; EXPECT position-unknown IN LINE 3: nothing says where the tool is
1 TOOL CALL 1 Z S1000
2 L X+10 F100 M3
END PGM T MM
