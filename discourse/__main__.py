"""`python -m discourse` is the command `discourse`."""

from discourse.cli import main

if __name__ == "__main__":
    main()
