"""``python -m codegen``."""

from codegen.cli.app import main

if __name__ == "__main__":
    main()
