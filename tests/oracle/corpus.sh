#!/usr/bin/env bash
# corpus: real configurations, each through every view, none may stop postlint.
#
#   tests/oracle/corpus.sh POSTLINT FOLDER...
#
# Each folder is linted (text and JSON, profiles default and strict) and shown
# (text, JSON, an old release, the five listings of postconf), and each file
# main.cf* and master.cf* in it is by its own name.  What must hold whatever
# the text says:
#   - it ends in time, with status 0, 1 or 2 and no other (a signal, a sanitizer)
#   - status 2 says why on standard error; 0 and 1 say nothing there
#   - a JSON format prints one JSON document at every status
#   - a folder with a main.cf or a master.cf can be linted and shown (0 or 1)
#   - every view succeeds somewhere: an option that is refused is no test
set -u

[ $# -ge 2 ] || { echo "usage: $0 POSTLINT FOLDER..." >&2; exit 2; }

folder_views=(
    "check" "check --format=json" "check --profile=strict" "check --profile=strict --format=json"
    "show --parameters" "show --parameters --format=json" "show --postfix=2.6"
    "show --postconf=n" "show --postconf=nx" "show --postconf=M" "show --postconf=P" "show --postconf=Px"
)
file_views=("check --format=json" "show --format=json")

# One view of one path: prints "ok STATUS VIEW", or what is wrong.
look() {
    local path=$1 status wrong=
    shift
    timeout -k 5 20 "$postlint" "$@" "$path" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    case $status in
    0 | 1) [ ! -s "$work/err" ] || wrong="status $status, but standard error says: $(head -n 1 "$work/err")" ;;
    2) [ -s "$work/err" ] || wrong="status 2, and no word why" ;;
    124 | 137) wrong="no end within 20 seconds" ;;
    *) wrong="status $status: $(head -n 3 "$work/err")" ;;
    esac
    case "$*" in
    *=json*) [ "$(jq -s length "$work/out" 2>/dev/null)" = 1 ] || wrong="$wrong no JSON document" ;;
    esac
    case "$*" in
    *--postconf=*) ;;
    *)
        if [ $status -eq 2 ] && { [ -f "$path/main.cf" ] || [ -f "$path/master.cf" ]; }; then
            wrong="cannot be read: $(head -n 1 "$work/err")"
        fi
        ;;
    esac
    [ -z "$wrong" ] && echo "ok $status $*" && return
    printf -- '--- postlint %s %s: %s\n' "$*" "$path" "$wrong"
}

if [ "$1" = --look ]; then
    postlint=$2
    shift 2
    work=$(mktemp -d) || exit 2
    trap 'rm -rf "$work"' EXIT
    for path; do
        views=("${file_views[@]}")
        [ ! -d "$path" ] || views=("${folder_views[@]}")
        for view in "${views[@]}"; do
            read -ra words <<<"$view"
            look "$path" "${words[@]}"
        done
    done
    exit 0
fi

command -v jq >/dev/null || { echo "$0: jq is not installed" >&2; exit 2; }
postlint=$1
shift
[ -x "$postlint" ] || { echo "$0: no program $postlint" >&2; exit 2; }
shopt -s nullglob
files=()
for folder; do
    [ -d "$folder" ] || { echo "$0: no folder $folder" >&2; exit 2; }
    files+=("$folder"/main.cf* "$folder"/master.cf*)
done
results=$(mktemp) || exit 2
trap 'rm -f "$results"' EXIT
# Lines are short, so that what two workers write does not mix.
printf '%s\0' "$@" "${files[@]}" | xargs -0 -n 8 -P "$(nproc)" bash "$0" --look "$postlint" >"$results"
total=$(($# * ${#folder_views[@]} + ${#files[@]} * ${#file_views[@]}))
passed=$(grep -c '^ok ' "$results")
for view in "${folder_views[@]}" "${file_views[@]}"; do
    grep -qx -- "ok [01] $view" "$results" && continue
    echo "--- postlint $view: succeeds nowhere"
    passed=$((passed - 1))
done
grep -v '^ok ' "$results" | sort | head -n 40
echo "corpus ($# folders, ${#files[@]} files): $passed passed, $((total - passed)) failed"
[ "$passed" -eq "$total" ]
