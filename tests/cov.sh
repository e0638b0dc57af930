#!/bin/sh
# cov: what of src/ the tests ran, by folder, from the counts below BUILD.
#
#   tests/cov.sh BUILD
set -u
[ $# -eq 1 ] || { echo "usage: $0 BUILD" >&2; exit 2; }
branches='--rc lcov_branch_coverage=1'
# shellcheck disable=SC2086 # two words
lcov --quiet $branches --capture --directory "$1" --base-directory . --no-external --output-file "$1/all.info" || exit 1
# shellcheck disable=SC2086
lcov --quiet $branches --extract "$1/all.info" "$PWD/src/*" --output-file "$1/src.info" || exit 1
awk -F'[:,]' '
    $1 == "SF" { n = split($2, path, "/"); folder = path[n - 1] }
    $1 == "DA" { count(lines, run, $3) }
    $1 == "BRDA" { count(branches, taken, $5) }
    function count(all, hit, times) {
        all[folder]++; all["total"]++
        if (times + 0 > 0) { hit[folder]++; hit["total"]++ }
    }
    function percent(hit, all) { return all ? 100 * hit / all : 100 }
    END {
        if (!lines["total"]) { print "cov: nothing was counted" > "/dev/stderr"; exit 1 }
        for (name in lines)
            printf "%-10s %5d of %5d lines %5.1f%%  %5d of %5d branches %5.1f%%\n", name, run[name], lines[name],
                percent(run[name], lines[name]), taken[name], branches[name], percent(taken[name], branches[name])
    }' "$1/src.info" >"$1/by-folder" || exit 1
grep -v '^total ' "$1/by-folder" | sort
grep '^total ' "$1/by-folder"
