#!/bin/sh
# references: configurations to be proud of must stay without findings.
#
#   tests/references.sh POSTLINT [--bless]
#
# Each folder of tests/references is one kind of host.  Its main.cf is for all
# releases: a comment line "# only from X" or "# only before X" leaves the
# lines up to the next blank one to those releases.  common.master.cf ends each
# master.cf.  For each release no finding may be above info, with that target
# and with none; the postconf of this machine, where it is not older than the
# release, may say nothing.
#
# stock.txt is what is found in the main.cf and master.cf that Debian's package
# brings, where they are on this machine; --bless writes it anew.
set -u
[ $# -ge 1 ] || { echo "usage: $0 POSTLINT [--bless]" >&2; exit 2; }
postlint=$1 bless=${2-}
here=$(dirname "$0")/references
PATH=$PATH:/usr/sbin
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
trap 'exit 2' HUP INT TERM
passed=0 failed=0

# render RELEASE < main.cf: the lines of that release.
render() {
    awk -v release="$1" '
        function number(text, part) { split(text, part, "."); return part[1] * 1000 + part[2] }
        /^# only (from|before) [0-9.]+$/ { out = (($3 == "from") != (number(release) >= number($4))); next }
        /^$/ { out = 0 }
        !out'
}

# expect NAME WHAT: nothing may stand in $dir/out.
expect() {
    if [ ! -s "$dir/out" ]; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "--- $1: $2"
    cat "$dir/out"
}

# check NAME OPTION...: the findings above info, of what lies in $dir/conf.
check() {
    name=$1
    shift
    "$postlint" check --format=concise --min-severity=warning --quiet "$@" "$dir/conf" >"$dir/out" 2>&1
    sed -i "s|^$dir/conf/||" "$dir/out"
    expect "$name" "findings with '$*'"
}

installed=$(postconf -d -h mail_version 2>/dev/null)
is_older() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

reference() {
    rm -rf "$dir/conf"
    mkdir "$dir/conf"
    cp "$1"/* "$dir/conf/"
    render "$2" <"$1/main.cf" >"$dir/conf/main.cf"
    cat "$here/common.master.cf" >>"$dir/conf/master.cf"
    check "$(basename "$1"), Postfix $2" "--postfix=$2" "--openssl=$3"
    check "$(basename "$1"), Postfix $2"
    [ -n "$installed" ] && is_older "$2" "$installed" || return
    for listing in -n -M; do
        postconf -c "$dir/conf" "$listing" 2>"$dir/out" >/dev/null
        expect "$(basename "$1"), Postfix $2" "postconf $listing of $installed"
    done
}

# The releases, each with the OpenSSL of its time.
for folder in "$here"/*/; do
    for pair in 3.4:1.1.1 3.7:3.0 3.10:3.5 3.11:3.5; do
        reference "${folder%/}" "${pair%:*}" "${pair#*:}"
    done
done

# stock MAIN MASTER NAME
stock() {
    rm -rf "$dir/stock"
    mkdir "$dir/stock"
    cp "$1" "$dir/stock/main.cf" && cp "$2" "$dir/stock/master.cf" || return
    (cd "$dir" && for options in --platform=debian-12 --postfix=3.11; do
        echo "$3 $options"
        "$postlint" check --format=concise --quiet $options stock
    done)
}
case $postlint in /*) ;; *) postlint=$PWD/$postlint ;; esac
share=/usr/share/postfix
sum=$(cat $share/main.cf.debian $share/main.cf.tls $share/main.cf.dist $share/master.cf.dist 2>/dev/null | cksum)
if [ -z "$bless" ] && ! grep -qxF "files: $sum" "$here/stock.txt"; then
    echo "references: SKIPPED: the files of stock.txt are not in $share, or are others"
else
    {
        echo "files: $sum"
        cat $share/main.cf.debian $share/main.cf.tls >"$dir/tls.cf"
        stock $share/main.cf.debian $share/master.cf.dist "Debian, no certificate:"
        stock "$dir/tls.cf" $share/master.cf.dist "Debian:"
        stock $share/main.cf.dist $share/master.cf.dist "upstream main.cf:"
    } >"$dir/got" 2>&1
    [ -z "$bless" ] || cp "$dir/got" "$here/stock.txt"
    diff "$here/stock.txt" "$dir/got" >"$dir/out"
    expect stock "differs from stock.txt"
fi
echo "references: $passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
