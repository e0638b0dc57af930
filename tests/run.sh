#!/bin/sh
# run: golden tests of the program.
#
#   tests/run.sh BINARY [--bless] [TOPIC|TOPIC/NAME...]
#
# A case is a folder tests/cases/TOPIC/NAME with
#   args       the arguments, as a shell would read them (one line), or
#   run        a shell script instead, which runs "$POSTLINT" itself
#   setup      optional: a shell script that makes what cannot be kept in a
#              repository (links, pipes, odd names); the case then runs in a copy
#   stdin      optional: standard input
#   want.out   standard output; want.err: standard error; want.exit: status
# A missing want.* means: nothing written, status 0.  The program runs in the
# folder of the case; $OWN stands for the options that make it independent of
# the built-in rules and of the tables of releases, $RULES for the one of them
# that brings rules and selects none.  --bless writes the want.* files.

set -u
[ $# -ge 1 ] || { echo "usage: $0 BINARY [--bless] [TOPIC|TOPIC/NAME...]" >&2; exit 2; }
case $1 in /*) POSTLINT=$1 ;; *) POSTLINT=$PWD/$1 ;; esac
[ -x "$POSTLINT" ] || { echo "$0: no program $1" >&2; exit 2; }
shift
bless=no
[ "${1-}" = --bless ] && { bless=yes; shift; }
CASES=$(cd "$(dirname "$0")/cases" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cp "$CASES/rules.yaml" "$work/rules.yaml" || exit 2
RULES="--rules=$work/rules.yaml"
OWN="$RULES --select=test-level,test-refused --postfix=3.7.11 --openssl=3.0.22"
export POSTLINT CASES RULES OWN
LC_ALL=C TERM=dumb
export LC_ALL TERM
unset NO_COLOR FORCE_COLOR CLICOLOR_FORCE POSIXLY_CORRECT 2>/dev/null
: >"$work/empty"

# The version of postlint itself is no part of what is tested.
mask() {
    sed -e 's/"version": "[0-9][^"]*"/"version": "@VERSION@"/' -e 's/^postlint [0-9][0-9.]*$/postlint @VERSION@/' "$1" \
        >"$1.masked" && mv "$1.masked" "$1"
}

# Runs the case in $case and leaves out, err and exit in $work.
run_case() {
    folder=$case
    if [ -f "$case/setup" ]; then
        folder=$work/copy
        rm -rf "$folder"
        cp -R "$case" "$folder"
        # shellcheck source=/dev/null
        (cd "$folder" && . ./setup) || return 1
    fi
    input=/dev/null
    [ -f "$case/stdin" ] && input=$case/stdin
    if [ -f "$case/run" ]; then
        (cd "$folder" && exec sh ./run) <"$input" >"$work/out" 2>"$work/err"
    else
        read -r args <"$case/args" || :
        (cd "$folder" && eval "exec \"\$POSTLINT\" $args") <"$input" >"$work/out" 2>"$work/err"
    fi
    echo $? >"$work/exit"
    mask "$work/out"
}

# Writes want.NAME from what came out, or removes it where it would say nothing.
bless_part() {
    if [ "$2" = "$(cat "$work/$1")" ] && [ "$1" = exit ]; then
        rm -f "$case/want.$1"
    elif [ "$1" != exit ] && [ ! -s "$work/$1" ]; then
        rm -f "$case/want.$1"
    else
        cp "$work/$1" "$case/want.$1"
    fi
}

compare_part() {
    want=$case/want.$1
    [ -f "$want" ] || want=$2
    cmp -s "$want" "$work/$1" && return 0
    echo "--- $name: want.$1"
    diff -u "$want" "$work/$1" | sed -e 1,2d
    return 1
}

passed=0 failed=0
echo 0 >"$work/zero"
one_case() {
    case=${1%/}
    name=${case#"$CASES"/}
    if ! run_case; then
        echo "--- $name: its setup failed"
        failed=$((failed + 1))
        return
    fi
    if [ $bless = yes ]; then
        bless_part out '' && bless_part err '' && bless_part exit 0
        return
    fi
    ok=yes
    compare_part out "$work/empty" || ok=no
    compare_part err "$work/empty" || ok=no
    compare_part exit "$work/zero" || ok=no
    if [ $ok = yes ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
}

# shellcheck disable=SC2046 # topics are words without blanks
[ $# -gt 0 ] || set -- $(cd "$CASES" && echo *)
for pattern; do
    found=no
    for folder in "$CASES/$pattern" "$CASES/$pattern"/*; do
        [ -f "$folder/args" ] || [ -f "$folder/run" ] || continue
        found=yes
        one_case "$folder"
    done
    [ $found = yes ] || [ -f "$CASES/$pattern" ] || { echo "$0: no case $pattern" >&2; failed=$((failed + 1)); }
done
[ $bless = yes ] && exit 0
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
