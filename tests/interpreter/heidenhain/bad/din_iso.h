%T G71 * ; EXPECT unsupported-code IN LINE 1: a DIN/ISO program
N10 G00 X+10 *
N99999999 %T G71 *
