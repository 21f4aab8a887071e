#!/bin/sh
# Print a Python that can make our environments, the newest first; else say what is missing.
# PYTHON in the environment names the one to take.
newest=
for python in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    newest=${newest:-$version}
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    new_enough=${new_enough:-$python}
    "$python" -c 'import venv; from ensurepip import bootstrap' 2>/dev/null || continue
    echo "$python"
    exit 0
done
if [ -n "$new_enough" ]; then
    echo "$new_enough has no venv module: install it (on Debian and Ubuntu: sudo apt install python3-venv) and run make again." >&2
elif [ -n "$newest" ]; then
    echo "Lineage Lab needs Python 3.11 or newer, and here is only $newest: install a newer one, or name it (make run PYTHON=/path/to/python3.12)." >&2
else
    echo "Lineage Lab needs Python 3.11 or newer, and there is no ${PYTHON:-python3} here: install it and run make again." >&2
fi
exit 1
