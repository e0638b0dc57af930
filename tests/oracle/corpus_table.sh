#!/usr/bin/env bash
# corpus_table: what is found in real configurations, and what people thought.
#
#   tests/oracle/corpus_table.sh POSTLINT CORPUS
#
# Prints a table of the findings by rule and severity over all of CORPUS, with
# no target.  Then looks at what was read by eye, in tests/corpus-read:
#   *.tsv           file, line, rule, verdict, reason: a finding marked true or
#                   arguable must still be there; one marked false-fixed must not,
#                   or be no more than info.  Line - is a finding without a line.
#   well-kept.list  folders of hosts whose keepers know what they do: errors and
#                   warnings there are those of the list and no others.
# Exit 1 where one of these does not hold.
set -u
[ $# -eq 2 ] || { echo "usage: $0 POSTLINT CORPUS" >&2; exit 2; }
postlint=$1 corpus=$2
read_by_eye=$(dirname "$0")/../corpus-read
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

timeout 300 "$postlint" check --format=concise --min-severity=style --quiet "$corpus" >"$work/out" 2>"$work/err"
[ $? -le 1 ] || { echo "$0: $(head -n 3 "$work/err")" >&2; exit 2; }

# One finding on a line: file, line, severity, rule.
awk -v prefix="$corpus/" '
    {
        if (index($0, prefix) != 1) { print FILENAME ": cannot be read: " $0 >"/dev/stderr"; exit 1 }
        rest = substr($0, length(prefix) + 1)
        match(rest, /(:[0-9]+:[0-9]+)?: (error|warning|info|style): /)
        n = split(substr(rest, RSTART, RLENGTH), part, ":")
        match(rest, /(:[0-9]+:[0-9]+)?: (error|warning|info|style): /)
        file = substr(rest, 1, RSTART - 1)
        severity = part[n - 1]
        sub(/^ /, "", severity)
        rule = rest
        sub(/.*\[/, "", rule)
        sub(/\]$/, "", rule)
        printf "%s\t%d\t%s\t%s\n", file, (n > 3 ? part[2] : 0), severity, rule
    }' "$work/out" >"$work/findings" || exit 2

awk -F '\t' '
    { n[$4, $3]++; rule[$4] = 1; total[$3]++ }
    function row(name, e, w, i, s) { printf "%-36s %6d %8d %6d %6d\n", name, e, w, i, s }
    BEGIN { printf "%-36s %6s %8s %6s %6s\n", "rule", "error", "warning", "info", "style" }
    END {
        sort = "sort"
        for (r in rule)
            printf "%-36s %6d %8d %6d %6d\n", r, n[r, "error"], n[r, "warning"], n[r, "info"], n[r, "style"] | sort
        close(sort)
        row("all", total["error"], total["warning"], total["info"], total["style"])
    }' "$work/findings"

judge() {
    awk -F '\t' '
        FNR == NR { found[$1 FS $2 FS $4] = $3; next }
        FNR == 1 || /^#/ || NF == 0 { next }
        {
            key = $1 FS ($2 + 0) FS $3
            is = key in found
            grave = is && (found[key] == "error" || found[key] == "warning")
            right = $4 == "false-fixed" ? !grave : $4 == "true" || $4 == "arguable" ? is : 0
            if (right) { passed++; next }
            failed++
            printf "--- %s:%s: %s is marked %s, and is %s\n", $1, $2, $3, $4, (is ? "reported" : "not reported")
        }
        END { printf "read by eye: %d passed, %d failed\n", passed, failed; exit failed > 0 }' \
        "$work/findings" "$read_by_eye"/*.tsv
}

well_kept() {
    awk -F '\t' '
        FNR == NR { if (!/^#/ && NF == 3) { kept[$1] = 1; if ($2 != "-") allowed[$1, $2] = 1 }; next }
        {
            folder = $1
            sub(/\/.*/, "", folder)
            if (!(folder in kept) || ($3 != "error" && $3 != "warning")) next
            if ((folder, $4) in allowed) { seen[folder, $4] = 1; passed++; next }
            failed++
            printf "--- %s:%s: %s of %s, in a host that is well kept\n", $1, $2, $3, $4
        }
        END {
            for (key in allowed) {
                if (key in seen) continue
                split(key, part, SUBSEP)
                printf "--- %s: %s is listed, but not found\n", part[1], part[2]
                failed++
            }
            for (folder in kept) hosts++
            printf "well-kept hosts (%d): %d passed, %d failed\n", hosts, passed, failed
            exit failed > 0 || hosts == 0
        }' "$read_by_eye/well-kept.list" "$work/findings"
}

failed=0
judge || failed=1
well_kept || failed=1
exit $failed
