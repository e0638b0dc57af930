#!/usr/bin/env bash
# dump: what is found in configurations is found in what postconf prints of them.
#
#   tests/oracle/dump.sh POSTLINT FOLDER...
#
# Of each folder that the installed postconf reads, these must have the same
# rules broken, by the same services and as severely:
#   - its files
#   - `postconf -n` and `postconf -Mf` in place of its main.cf and master.cf
#   - `postconf -n`, `-M` and `-P` on standard input, one behind the other
# but for what a dump cannot show: what is in no effect, and how it was written.
# Where one finding stands for several parameters it names the first, which is
# another one in a dump, as postconf sorts them.  postconf sleeps a second before
# it fails, so folders are looked at side by side.
set -u

[ $# -ge 2 ] || { echo "usage: $0 POSTLINT FOLDER..." >&2; exit 2; }
command -v postconf >/dev/null || { echo "SKIPPED: dump: there is no postconf here"; exit 77; }
command -v jq >/dev/null || { echo "SKIPPED: dump: jq is not installed"; exit 77; }

# Findings, one a line; what is said twice in the files is there once in a dump.
find_in() {
    "$postlint" check --postfix="$release" --ignore=syntax,smtpd-prefix-on-client-setting \
        --min-severity=style --no-ignores --fail-on=never --format=json "$@" |
        jq -r '.configurations[].findings[] | [.rule, .service, .severity] | @tsv' | sort -u
}

compare() {
    if [ -s "$work/files" ] && diff "$work/files" "$work/dump" >"$work/diff"; then
        echo "ok $1"
        return
    fi
    printf -- '--- %s (%s): findings in the files (<) and in the dump (>): %s\n' "$1" "$2" \
        "$(grep '^[<>]' "$work/diff" | head -n 8 | tr '\t\n' ' ;')"
}

look() {
    local folder=$1
    [ -f "$folder/main.cf" ] && [ -f "$folder/master.cf" ] || return
    # A template: postconf takes its tags for nothing.
    grep -qE '^[{}]|\{%|<%|\[%' "$folder/main.cf" "$folder/master.cf" && return
    cp -R "$folder" "$work/copy" && cd "$work/copy" || exit 2
    postconf -c . -n >"$work/n" 2>/dev/null && postconf -c . -Mf >"$work/Mf" 2>/dev/null &&
        postconf -c . -M >"$work/M" 2>/dev/null && postconf -c . -P >"$work/P" 2>/dev/null || return
    find_in . >"$work/files"
    rm -f main.cf* master.cf*
    cp "$work/n" mx.main
    cp "$work/Mf" mx.master
    find_in mx.main mx.master >"$work/dump"
    compare "$folder" files
    cat "$work/n" "$work/M" "$work/P" | find_in - >"$work/dump"
    compare "$folder" "standard input"
}

if [ "$1" = --look ]; then
    postlint=$2
    work=$(mktemp -d) || exit 2
    trap 'rm -rf "$work"' EXIT
    release=$(postconf -dh mail_version 2>/dev/null) || exit 2
    look "$3"
    exit 0
fi

postlint=$(realpath "$1")
shift
results=$(mktemp) || exit 2
trap 'rm -f "$results"' EXIT
printf '%s\0' "$@" | xargs -0 -n 1 -P 8 bash "$0" --look "$postlint" >"$results"
passed=$(grep -c '^ok ' "$results")
failed=$(grep -c '^---' "$results")
grep '^---' "$results" | sort
echo "dumps: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
