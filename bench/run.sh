#!/usr/bin/env bash
# run: what postlint costs, as ratios, so that runs on two machines compare.
#
#   bench/run.sh BUILD [TIMES [COUNT]]
#
# One realistic configuration (examples/good) against `postconf -n` on it, by
# elapsed time (median of TIMES runs) and by instructions; memory; a fleet of
# COUNT generated configurations against `cat` of the same files.  Nothing
# here passes or fails by time: it prints.
set -u
[ $# -ge 1 ] || { echo "usage: $0 BUILD [TIMES [COUNT]]" >&2; exit 2; }
build=$1 times=${2:-200} count=${3:-2000} seed=1
postlint=$build/postlint measure=$build/bench/measure
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
PATH=$PATH:/usr/sbin
# Postfix reads a file that has just changed again and again.
cp -R examples/good "$work/one" && find "$work/one" -exec touch -d 2001-01-01 {} + || exit 2

ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "?" }'
}

# Sets median (microseconds) and memory (kilobytes) to what the command takes.
cost() {
    local repeat=$1 fastest
    shift
    read -r median fastest memory < <("$measure" "$repeat" "$@") && [ -n "${memory-}" ] && [ -n "$fastest" ]
}

# Instructions that the command executes, with those of the dynamic linker.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
        sed -n 's/^.*Collected : \([0-9]*\).*/\1/p'
}

one_target=(--postfix=3.7.11 --openssl=3.0.22)
echo "one configuration (examples/good), $times runs, median:"
if command -v postconf >/dev/null && cost "$times" postconf -c "$work/one" -n; then
    base=$median base_memory=$memory
    printf '  %-34s %8d us %8d kB\n' 'postconf -n' "$median" "$memory"
else
    echo "  SKIPPED: postconf is not installed: no ratios"
    base=0 base_memory=0
fi
row() {
    local name=$1
    shift
    cost "$times" "$postlint" "$@" || exit 1
    printf '  %-34s %8d us %8d kB   %s of its time, %s of its memory\n' "$name" "$median" "$memory" \
        "$(ratio "$median" "$base")" "$(ratio "$memory" "$base_memory")"
}
row 'postlint --version (start-up)' --version
row 'postlint, one target' check "${one_target[@]}" "$work/one"
row 'postlint, all platforms' check "$work/one"
row 'postlint --format=json' check --format=json "$work/one"
row 'postlint show --postconf=n' show --postconf=n "${one_target[0]}" "$work/one"

if command -v valgrind >/dev/null; then
    echo "instructions, by callgrind:"
    base=0
    if command -v postconf >/dev/null; then
        base=$(instructions postconf -c "$work/one" -n)
        printf '  %-34s %12d\n' 'postconf -n' "$base"
    fi
    for arguments in "--version" "check ${one_target[*]} $work/one" "check $work/one" \
        "show --postconf=n ${one_target[0]} $work/one"; do
        read -ra words <<<"$arguments"
        n=$(instructions "$postlint" "${words[@]}")
        printf '  %-34.34s %12d   %s of postconf -n\n' "postlint ${arguments//"$work/"/}" "$n" "$(ratio "$n" "$base")"
    done
else
    echo "SKIPPED: valgrind is not installed: no instructions"
fi

mkdir "$work/fleet" && "$build/bench/fleet" "$work/fleet" "$seed" "$count" || exit 1
bytes=$(cat "$work"/fleet/*/* | wc -c)
echo "$count generated configurations (seed $seed, $((bytes / 1024)) kB), median of 3:"
# shellcheck disable=SC2016 # for the inner shell
cost 3 sh -c 'find "$1" -type f -exec cat {} +' sh "$work/fleet" || exit 1
base=$median
printf '  %-34s %8d ms\n' 'cat' $((base / 1000))
fleet() {
    local name=$1
    shift
    cost 3 "$postlint" check -q "$@" "$work/fleet" || exit 1
    printf '  %-34s %8d ms %8d kB   %s of cat, %d us for each\n' "$name" $((median / 1000)) "$memory" \
        "$(ratio "$median" "$base")" $((median / count))
}
fleet 'postlint, one target' "${one_target[@]}"
fleet 'postlint, all platforms'
fleet 'postlint, all platforms, json' --format=json
