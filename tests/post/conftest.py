"""Makes the helpers of this folder, and the bench of the toolpath tests, importable."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "toolpath")]
