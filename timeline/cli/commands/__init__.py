"""One command a file: `run` is the command, its docstring the help, EXAMPLE one use of it."""
