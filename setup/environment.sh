#!/bin/sh
# Makes the virtual environment: setup/environment.sh FOLDER
# Takes the first Python of 3.11 or newer that can really start; PYTHON=/path/to/python chooses another.
set -eu

folder=$1
apt=$(dirname "$0")/apt.sh

fits() {
    # A version manager may offer a command that only says "not installed", so starting it is the test.
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

can_make_environments() {
    # Debian splits venv's installer off into a package of its own.
    "$1" -c 'import ensurepip, ssl, venv' >/dev/null 2>&1
}

chosen=
incomplete=
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    fits "$candidate" || continue
    if can_make_environments "$candidate"; then
        chosen=$candidate
        break
    fi
    incomplete=${incomplete:-$candidate}
done

if [ -z "$chosen" ] && [ -z "$incomplete" ]; then
    echo "No Python 3.11 or newer found (tried ${PYTHON:-python3.13, python3.12, python3.11, python3})." >&2
    echo "Install one, or name it: make PYTHON=/path/to/python3 demo" >&2
    exit 2
fi

if [ -z "$chosen" ]; then
    version=$("$incomplete" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$incomplete lacks the venv module; on Debian and Ubuntu it is the package python$version-venv."
    sh "$apt" install "python$version-venv" || {
        echo "Install it, for example: sudo apt-get install python$version-venv" >&2
        exit 2
    }
    can_make_environments "$incomplete" || {
        echo "$incomplete still cannot make a virtual environment." >&2
        exit 2
    }
    chosen=$incomplete
fi

echo "Making $folder with $("$chosen" --version)"
"$chosen" -m venv --clear "$folder"
