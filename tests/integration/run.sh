#!/bin/sh
# run: scripts that take the program as its users have it.
#
#   tests/integration/run.sh BUILD VARIANT NAME...
#
# Each NAME is a script tests/integration/NAME.sh.  It gets POSTLINT, BUILD,
# VARIANT, TOP (the project) and WORK (a folder of its own, which is removed)
# in the environment, and ends with 0, or with 77 where something that it
# needs is not installed; then it says what.  A script that is missing fails,
# and so does one that nobody named.

set -u
[ $# -ge 3 ] || { echo "usage: $0 BUILD VARIANT NAME..." >&2; exit 2; }
TOP=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
case $1 in /*) BUILD=$1 ;; *) BUILD=$PWD/$1 ;; esac
VARIANT=$2 POSTLINT=$BUILD/postlint
shift 2
[ -x "$POSTLINT" ] || { echo "$0: no program $POSTLINT" >&2; exit 2; }
all=$(mktemp -d) || exit 2
trap 'rm -rf "$all"' EXIT
trap 'exit 2' HUP INT TERM
LC_ALL=C.UTF-8
export TOP BUILD VARIANT POSTLINT WORK LC_ALL
unset MAKEFLAGS MAKELEVEL MFLAGS

passed=0 failed=0 skipped=0
one() {
    script=$TOP/tests/integration/$1.sh
    WORK=$all/$1
    mkdir -p "$WORK"
    timeout -k 10 300 bash "$script"
    status=$?
    case $status in
    0) passed=$((passed + 1)) ;;
    77) skipped=$((skipped + 1)) ;;
    *)
        failed=$((failed + 1))
        echo "--- $1 failed (exit status $status)"
        ;;
    esac
}

for name; do
    one "$name"
done
for script in "$TOP"/tests/integration/*.sh; do
    name=$(basename "$script" .sh)
    case " run $* " in
    *" $name "*) ;;
    *)
        echo "--- $name: the Makefile does not name it, so it never runs"
        failed=$((failed + 1))
        ;;
    esac
done
[ "$skipped" -eq 0 ] || echo "SKIPPED: $skipped of the scripts, as said above"
echo "scripts: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
