#!/bin/sh
# docs: holds the documentation to the program.
#
#   tests/docs.sh BINARY [--bless]
#
# What the program says of itself (--help, rules, its tables) must be in the
# manual pages, what these name must exist, and what README.md shows must be
# what the program prints.  --bless writes the program's output into README.md.

set -u
[ $# -ge 1 ] || { echo "usage: $0 BINARY [--bless]" >&2; exit 2; }
case $1 in /*) POSTLINT=$1 ;; *) POSTLINT=$PWD/$1 ;; esac
[ -x "$POSTLINT" ] || { echo "$0: no program $1" >&2; exit 2; }
bless=${2-}
cd "$(dirname "$0")/.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
LC_ALL=C TERM=dumb
export LC_ALL TERM
unset NO_COLOR FORCE_COLOR CLICOLOR_FORCE 2>/dev/null
MAN=build/man
passed=0 failed=0 skipped=0

# check LABEL COMMAND...: whatever the command prints is what is wrong.
check() {
    label=$1
    shift
    "$@" >"$work/why" 2>&1
    if [ ! -s "$work/why" ]; then
        passed=$((passed + 1))
    else
        echo "--- $label"
        sed 's/^/    /' "$work/why"
        failed=$((failed + 1))
    fi
}

skip() {
    echo "SKIPPED: $1"
    skipped=$((skipped + 1))
}

# Option names in a page: "Fl Fl min-severity" is --min-severity.
page_options() {
    grep -o 'Fl Fl [a-z][a-z-]*' "$MAN/$1" | sed 's/Fl Fl /--/' | sort -u
}

help_options() {
    "$POSTLINT" --help | grep -o -e '--[a-z][a-z-]*' | sort -u
}

help_commands() {
    "$POSTLINT" --help | sed -n '/^Commands:/,/^$/p' | awk 'NR > 1 && NF { print $1 }'
}

options_in_page() {
    help_options >"$work/has"
    [ -s "$work/has" ] || echo "--help names no option"
    page_options postlint.1 >"$work/documented"
    sed -n 's/^\.It Fl Fl \([a-z-]*\).*/--\1/p; s/^\.It Fl [a-zA-Z] , Fl Fl \([a-z-]*\).*/--\1/p' "$MAN/postlint.1" |
        sort -u >"$work/items"
    comm -23 "$work/has" "$work/items" | sed 's/^/not explained in postlint.1: /'
    comm -13 "$work/has" "$work/documented" | sed 's/^/in postlint.1 but unknown to the program: /'
}

options_of_other_pages() {
    help_options >"$work/has"
    for page in postlint-rules.5 postlint.yaml.5 postlint-findings.7 postlint-targets.7; do
        page_options "$page" | comm -13 "$work/has" - | sed "s/^/in $page but unknown to the program: /"
    done
    grep -o -e '--[a-z][a-z-]*' README.md | sort -u | comm -13 "$work/has" - |
        grep -v -x -e '--no-install-recommends' | sed 's/^/in README.md but unknown to the program: /'
}

letters_in_page() {
    "$POSTLINT" --help | sed -n 's/^  -\([a-zA-Z]\), --\([a-z-]*\).*/\.It Fl \1 , Fl Fl \2/p' | while read -r item; do
        grep -q -x -F -e "$item" "$MAN/postlint.1" || echo "not in postlint.1: $item"
    done
}

commands_in_page() {
    help_commands >"$work/commands"
    [ -s "$work/commands" ] || echo "--help names no command"
    while read -r command; do
        grep -q -x ".It Cm $command" "$MAN/postlint.1" || echo "no entry for the command $command in postlint.1"
        grep -q -x ".Cm $command" "$MAN/postlint.1" || grep -q -x ".Op Cm $command" "$MAN/postlint.1" ||
            echo "the command $command is not in the synopsis"
    done <"$work/commands"
}

# The program names its formats when it is given one that it has not.
formats_in_page() {
    "$POSTLINT" --format=no-such-format examples/good 2>&1 >/dev/null |
        sed -n 's/.*known are //p' | tr -d ',' | tr ' ' '\n' >"$work/formats"
    [ -s "$work/formats" ] || echo "the program names no format"
    while read -r format; do
        grep -q -x ".It Cm $format" "$MAN/postlint.1" || echo "the format $format is not in postlint.1"
    done <"$work/formats"
}

exit_codes_in_page() {
    "$POSTLINT" --help | sed -n 's/^Exit status: //p' | grep -o '[0-9]' >"$work/codes"
    [ -s "$work/codes" ] || echo "--help names no exit status"
    while read -r code; do
        sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EXAMPLES/p' "$MAN/postlint.1" | grep -q -x ".It $code" ||
            echo "exit status $code is not in postlint.1"
        grep -q "^| $code |" README.md || echo "exit status $code is not in README.md"
    done <"$work/codes"
}

# The keys of JSON documents as the program writes them.
json_keys_in_page() {
    {
        "$POSTLINT" --format=json examples/bad
        "$POSTLINT" show --format=json --parameters examples/good |
            jq '.configurations[].services[].parameters |= [.[]]'
        "$POSTLINT" rules --format=json | jq 'map(.profiles = [] | .fixes = [] | .examples = [])'
    } 2>/dev/null | jq -r '.. | objects | keys[]' | sort -u >"$work/keys"
    [ "$(wc -l <"$work/keys")" -gt 40 ] || echo "too few keys: $(tr '\n' ' ' <"$work/keys")"
    while read -r key; do
        grep -q -E "^\.(It )?Ic (.* )?$key( |\$)" "$MAN/postlint.1" || echo "the JSON key $key is not in postlint.1"
    done <"$work/keys"
}

# Names in a C table {"name", ...} between two lines of a file.
table_names() {
    sed -n "/$2/,/^};/p" "$1" | sed -n 's/^    {"\([a-z][a-z-]*\)",.*/\1/p'
}

fields_in_page() {
    table_names src/rules/fields.c '^static const struct field fields' >"$work/names"
    [ "$(wc -l <"$work/names")" -gt 30 ] || echo "the table of fields was not found"
    while read -r name; do
        sed 's/\\-/-/g' "$MAN/postlint-rules.5" | grep -q "^\.It Ic $name Pq " || echo "no field $name"
    done <"$work/names"
}

predicates_in_page() {
    table_names src/rules/condition.c '^static const struct predicate predicates' >"$work/names"
    [ "$(wc -l <"$work/names")" -gt 10 ] || echo "the table of predicates was not found"
    while read -r name; do
        sed 's/\\-/-/g' "$MAN/postlint-rules.5" | grep -q "^\.It Ic $name : Ar " || echo "no predicate $name"
    done <"$work/names"
}

# Keys of the loader: {"name", true or false, function}.
rule_keys_in_page() {
    grep -o '{"[a-z-]*", \(true\|false\), ' src/rules/rulefile.c | cut -d '"' -f 2 | sort -u >"$work/names"
    [ "$(wc -l <"$work/names")" -gt 30 ] || echo "the keys of the loader were not found"
    while read -r name; do
        case $name in rules | profiles) continue ;; esac
        grep -q -E "^\.It Ic $name( |\$)" "$MAN/postlint-rules.5" || echo "the key $name is not in postlint-rules.5"
    done <"$work/names"
}

# The program names the keys that it knows when it is given one that is far from all.
settings_keys_in_page() {
    echo 'no-such-key-at-all: 1' >"$work/settings.yaml"
    "$POSTLINT" --config="$work/settings.yaml" examples/good 2>&1 >/dev/null | sed -n 's/.*known are //p' | tr -d ',' |
        tr ' ' '\n' >"$work/keys"
    [ "$(wc -l <"$work/keys")" -gt 10 ] || echo "the program names no key of settings"
    while read -r key; do
        sed 's/\\-/-/g' "$MAN/postlint.yaml.5" | grep -q "^\.It Ic $key :" || echo "the key $key is not in postlint.yaml.5"
    done <"$work/keys"
}

# The settings file that the page shows is taken, and its error is what is said.
settings_example_works() {
    sed -n '/^# .postlint.yaml/,/^\.Ed/p' "$MAN/postlint.yaml.5" | sed '/^\.Ed/d' >"$work/.postlint.yaml"
    [ -s "$work/.postlint.yaml" ] || echo "postlint.yaml.5 shows no settings"
    "$POSTLINT" --config="$work/.postlint.yaml" examples/good >/dev/null 2>"$work/err"
    cat "$work/err"
    printf '{\n  selct: x}\n' >"$work/.postlint.yaml"
    mkdir -p "$work/.git" && : >"$work/main.cf"
    sed -n 's/^postlint: .postlint.yaml/&/p' "$MAN/postlint.yaml.5" >"$work/want"
    (cd "$work" && "$POSTLINT" main.cf 2>&1 >/dev/null) | cmp -s - "$work/want" ||
        echo "the error that postlint.yaml.5 shows is not what the program says"
    rm -rf "$work/.git" "$work/.postlint.yaml" "$work/main.cf"
}

rules_in_page() {
    "$POSTLINT" rules >"$work/rules" || echo "the program cannot list its rules"
    [ -s "$work/rules" ] || echo "no rules"
    sed 's/\\-/-/g' "$MAN/postlint-findings.7" >"$work/page"
    while read -r id severity _; do
        grep -A 1 -x ".Ss $id" "$work/page" | grep -q -x ".Sy $severity \." ||
            echo "the rule $id ($severity) is not in postlint-findings.7"
    done <"$work/rules"
    grep '^\.Ss ' "$work/page" | sed 's/^\.Ss //' | while read -r id; do
        grep -q "^$id " "$work/rules" || echo "postlint-findings.7 has $id, the program has not"
    done
}

# The newest release of a product is in its section of postlint-targets.7.
releases_in_section() {
    release=$("$POSTLINT" --version | sed -n "s/.*$1 \\([0-9.]*[0-9a-z]\\).*/\\1/p")
    [ -n "$release" ] || echo "--version names no release of $1"
    sed -n "/^\\.Sh $2/,/^\\.Sh /p" "$MAN/postlint-targets.7" | grep -q -w -F -e "$release" ||
        echo "$1 $release is not in its section of postlint-targets.7"
}

# What the program lists when asked for a platform that does not exist.
platforms_in_page() {
    "$POSTLINT" --platform=no-such-platform examples/good 2>&1 | sed -n 's/.*known are //p' | tr -d ',' |
        tr ' ' '\n' >"$work/names"
    [ -s "$work/names" ] || echo "the program names no platform"
    while read -r name; do
        grep -q "^\.It $name Ta " "$MAN/postlint-targets.7" || echo "the platform $name is not in postlint-targets.7"
    done <"$work/names"
    releases_in_section Postfix 'POSTFIX RELEASES'
    releases_in_section OpenSSL 'OPENSSL RELEASES'
}

# The example that the page begins with, and the mistake in it that it shows.
rule_example_works() {
    sed -n '/^\.Pa own.yaml :/,/^\.Ed/p' "$MAN/postlint-rules.5" | sed -e 1,2d -e '/^\.Ed/d' >"$work/own.yaml"
    "$POSTLINT" test "$work/own.yaml" | grep -q -x '2 passed, 0 failed' || "$POSTLINT" test "$work/own.yaml" 2>&1
    sed 's/      level: \[/      levle: [/' "$work/own.yaml" >"$work/wrong.yaml"
    sed -n '/^postlint: own.yaml/,/^\.Ed/p' "$MAN/postlint-rules.5" | sed -e '/^\.Ed/d' -e 's/\\e$//' | tr -d '\n' \
        >"$work/want"
    (cd "$work" && cp wrong.yaml own.yaml && "$POSTLINT" test own.yaml 2>&1) | tr -d '\n' >"$work/got"
    cmp -s "$work/want" "$work/got" || {
        echo "the error that postlint-rules.5 shows is not what the program says:"
        cat "$work/want" - "$work/got" <<END

END
    }
}

profile_example_works() {
    sed -n '/^\.Sh PROFILES/,/^\.Ed/p' "$MAN/postlint-rules.5" | sed -n '/^profiles:/,$p' | sed '/^\.Ed/d' \
        >"$work/profile.yaml"
    "$POSTLINT" rules --profile="$work/profile.yaml" >"$work/out" 2>&1 || cat "$work/out"
    grep -q '^smtpd-weak-protocols  *error ' "$work/out" || echo "the profile in postlint-rules.5 has no effect"
    grep ' logging ' "$work/out"
}

# Every command line of the page's EXAMPLES must be taken: no usage error.
page_examples_work() {
    sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE ALSO/p' "$MAN/postlint.1" | sed -n 's/^\.Dl \$ postlint //p' |
        sed -e 's/ |.*//' -e 's/\\&//g' -e 's|/etc/postfix|examples/good|' -e 's/ \.$/ examples/' >"$work/lines"
    [ "$(wc -l <"$work/lines")" -gt 4 ] || echo "the examples of postlint.1 were not found"
    while read -r line; do
        case $line in *--host*) continue ;; esac
        eval "\"\$POSTLINT\" $line" >/dev/null 2>"$work/err" </dev/null
        [ ! -s "$work/err" ] || echo "postlint $line: $(cat "$work/err")"
    done <"$work/lines"
}

# Lines from a code block of README.md that a comment marks.
readme_block() {
    awk -v mark="$1" '
        index($0, mark) == 1 { marked = 1; next }
        marked && /^```/ { if (open) exit; open = 1; next }
        marked && open' README.md
}

# The output that the README shows: findings of the rules named, what is left
# out as [...], and the last line.
expected_output() {
    command=$(sed -n 's/^<!-- output of: \(.*\) | only: .*/\1/p' README.md)
    only=$(sed -n 's/^<!-- output of: .* | only: \(.*\) -->/\1/p' README.md)
    [ "${command%% *}" = build/postlint ] || { echo "no marked output in README.md"; return 1; }
    echo "\$ $command"
    # shellcheck disable=SC2086
    "$POSTLINT" ${command#* } >"$work/full" 2>&1
    awk -v only="$only" '
        BEGIN { RS = ""; n = split(only, ids, " ") }
        { paragraphs[NR] = $0 }
        END {
            for (i = 1; i <= NR; i++) {
                first = paragraphs[i]
                sub(/\n.*/, "", first)
                wanted = i == NR
                for (k = 1; k <= n; k++)
                    if (index(first, " [" ids[k] "]") && !shown[ids[k]]) {
                        wanted = 1
                        shown[ids[k]] = 1
                    }
                if (wanted && gap)
                    print "[...]\n"
                gap = !wanted
                if (wanted)
                    print paragraphs[i] (i < NR ? "\n" : "")
            }
            for (k = 1; k <= n; k++)
                if (!shown[ids[k]])
                    print "no finding of " ids[k]
        }' "$work/full"
}

readme_output() {
    expected_output >"$work/expected"
    readme_block '<!-- output of: ' >"$work/shown"
    diff "$work/shown" "$work/expected" && return
    echo "to write it anew: sh tests/docs.sh BINARY --bless"
}

bless_readme() {
    expected_output >"$work/expected" || exit 2
    awk -v file="$work/expected" '
        index($0, "<!-- output of: ") == 1 { marked = 1 }
        marked && /^```/ && !open { print; while ((getline line < file) > 0) print line; open = 1; next }
        open && /^```/ { open = marked = 0 }
        !open' README.md >"$work/readme" && cat "$work/readme" >README.md
}

# shellcheck disable=SC2016 # backquotes are Markdown here
# Files that the commands of the README name are there, and so are the targets
# and the libraries of the Makefile.
readme_commands() {
    for mark in try test; do
        readme_block "<!-- command: $mark -->" >"$work/command"
        [ "$(wc -l <"$work/command")" -eq 1 ] || echo "the command '$mark' is not one line"
        sed -n 's/^LIBS *[:+]*= *//p' Makefile | tr ' ' '\n' | sed 's/-[0-9.]*$//' >"$work/libraries"
        [ -s "$work/libraries" ] || echo "the Makefile names no library"
        while read -r name; do
            grep -q " lib${name}[0-9.]*-dev " "$work/command" || echo "the command '$mark' installs no lib$name"
        done <"$work/libraries"
        grep -o 'make [a-z-]*' "$work/command" | sed 's/^make //; s/^-.*//' | while read -r target; do
            [ -z "$target" ] || grep -q "^${target}[a-z -]*:" Makefile || echo "no target $target in the Makefile"
        done
    done
    readme_block '<!-- command: try -->' | grep -q '&& build/postlint .* examples$' ||
        echo "the command 'try' does not lint examples"
    readme_block '<!-- command: test -->' | grep -q '&& make check$' || echo "the command 'test' does not make check"
    grep -o '`make [a-z]*`' README.md | tr -d '`' | sed 's/make //' | while read -r target; do
        grep -q "^${target}[a-z -]*:" Makefile || echo "no target $target in the Makefile"
    done
}

readme_links() {
    for file in README.md CONTRIBUTING.md SECURITY.md docs/*.md; do
        grep -o '](\([^)]*\))' "$file" | sed 's/^](//; s/)$//' | while read -r link; do
            case $link in
            http://* | https://* | '#'*) ;;
            *) [ -e "$(dirname "$file")/${link%%#*}" ] || echo "$file: nothing is at $link" ;;
            esac
        done
    done
}

# shellcheck disable=SC2016
# Where we differ from Postfix, each row names the test that pins it.
readme_differences() {
    sed -n '/^## Where it differs/,/^## /p' README.md | sed -n 's/^|.*| `\([a-z-]*\/[a-z-]*\)` |$/\1/p' >"$work/tests"
    [ "$(wc -l <"$work/tests")" -gt 5 ] || echo "the table of differences was not found"
    while read -r test; do
        [ -f "tests/cases/$test/args" ] || [ -f "tests/cases/$test/run" ] || echo "no test tests/cases/$test"
    done <"$work/tests"
}

# shellcheck disable=SC2016
readme_names() {
    grep -o '`postlint[a-z-]*([0-9])`' README.md | tr -d '`()' | sed 's/\([0-9]\)$/.\1/' | sort -u |
        while read -r page; do
            [ -f "$MAN/$page" ] || echo "no manual page $page"
        done
    grep -o 'postlint explain [a-z-]*' README.md | while read -r _ _ rule; do
        "$POSTLINT" explain "$rule" >/dev/null || echo "no rule $rule"
    done
}

good_is_good() {
    for target in '' --platform=upstream --platform=debian-12 --platform=debian-13 --platform=ubuntu-24.04; do
        for folder in examples/good examples/client; do
            "$POSTLINT" --format=concise $target $folder || echo "exit status $? of $folder for $target"
        done
    done
}

bad_is_bad() {
    "$POSTLINT" --format=concise examples/bad >"$work/bad"
    [ $? -eq 1 ] || echo "examples/bad does not fail"
    for category in protocols ciphers options confusion submission syntax; do
        [ "$("$POSTLINT" --format=concise --select=$category examples/bad | wc -l)" -gt 0 ] ||
            echo "examples/bad shows nothing of the category $category"
    done
}

# Lint complains of pages that are not installed here; that is no fault of ours.
lint_page() {
    mandoc -T lint "$1" 2>&1 | grep -v -e 'referenced manual not found' -e 'outdated mandoc.db'
}

if [ "$bless" = --bless ]; then
    bless_readme
    exit
fi
check "every option is in postlint.1, and every one there exists" options_in_page
check "every option in the other documents exists" options_of_other_pages
check "every option letter is in postlint.1" letters_in_page
check "every command is in postlint.1" commands_in_page
check "every format is in postlint.1" formats_in_page
check "every exit status is in postlint.1 and README.md" exit_codes_in_page
check "every field is in postlint-rules.5" fields_in_page
check "every predicate is in postlint-rules.5" predicates_in_page
check "every key of a rule file is in postlint-rules.5" rule_keys_in_page
check "the rule in postlint-rules.5 works, its error is what is said" rule_example_works
check "the profile in postlint-rules.5 works" profile_example_works
check "every key of settings is in postlint.yaml.5" settings_keys_in_page
check "the settings in postlint.yaml.5 work, their error is what is said" settings_example_works
check "every rule is in postlint-findings.7" rules_in_page
check "every platform and the newest releases are in postlint-targets.7" platforms_in_page
check "the examples in postlint.1 are taken" page_examples_work
check "README.md shows what the program prints" readme_output
check "the commands in README.md name what exists" readme_commands
check "links in README.md, CONTRIBUTING.md, SECURITY.md and docs exist" readme_links
check "every difference from Postfix is pinned by a test" readme_differences
check "manual pages and rules that README.md names exist" readme_names
check "examples/good and examples/client give no finding" good_is_good
check "examples/bad shows the range" bad_is_bad
if command -v jq >/dev/null 2>&1; then
    check "every key of JSON output is in postlint.1" json_keys_in_page
else
    skip "the keys of JSON output: jq is not installed"
fi
if command -v mandoc >/dev/null 2>&1; then
    for page in "$MAN"/*.[1-8]; do
        check "mandoc -T lint $page" lint_page "$page"
    done
else
    skip "the form of the manual pages: mandoc is not installed"
fi
[ $skipped -eq 0 ] || echo "SKIPPED: $skipped checks of the documentation, as said above"
echo "docs: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
