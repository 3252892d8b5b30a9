0 BEGIN PGM T MM ; EXPECT word-missing IN LINE 2: no element before it
1 RND R5
END PGM T MM
