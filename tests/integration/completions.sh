#!/usr/bin/env bash
# completions: what the shells complete is what the program takes.
#
# The words of bash's are compared with what the program says of itself; then
# each shell that is installed is typed at, in a pseudo-terminal.
set -u
files=$TOP/build/share/completions
command -v python3 >/dev/null || { echo "SKIPPED: completions: python3 is not installed"; exit 77; }
# shellcheck source=/dev/null
. "$files/postlint.bash" || exit 1
cd "$WORK" || exit 1
mkdir folder log && touch main.cf && cd log || exit 1
failed=0
bad() {
    echo "completions: $1"
    failed=1
}
# There is no command line here.
# shellcheck disable=SC2317
compopt() { :; }

# What completes the last of the words, one a line, as bash would give them:
# split at "=" too, or not where BREAKS is empty.
BREAKS='='
answer() {
    local COMP_WORDS=(postlint) COMP_CWORD word COMPREPLY=() COMP_WORDBREAKS=" $BREAKS"
    for word; do
        while [[ -n $BREAKS && $word == *=* ]]; do
            [[ -z ${word%%=*} ]] || COMP_WORDS+=("${word%%=*}")
            COMP_WORDS+=("=")
            word=${word#*=}
            [[ -n $word ]] || break
        done
        [[ -z $word && ${COMP_WORDS[-1]} == = ]] || COMP_WORDS+=("$word")
    done
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _postlint
    [ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
}
# want TEXT WORD...: the answer to the words, on one line.
want() {
    local got
    got=$(answer "${@:2}" | tr '\n' ' ')
    [ "${got% }" = "$1" ] || bad "postlint ${*:2}: completes '${got% }', not '$1'"
}
same() {
    sort -u "$2" >wanted
    sort -u "$3" >got
    [ -s got ] || bad "no $1"
    diff wanted got || bad "$1 are not those of the program (<)"
}
# The list in what the program says of a word that it does not know.
known() {
    "$POSTLINT" "$@" "$WORK/main.cf" 2>&1 >/dev/null | sed -n 's/.*known are //p' | sed 's/,* or a file .*//; s/ and never$//' | tr -d ',' | tr ' ' '\n'
}

"$POSTLINT" --help | sed -n '/^Commands:/,/^$/p' | awk 'NR > 1 && NF { print $1 }' >help
(cd "$WORK" && answer '') | grep -v -x -e main.cf -e folder -e log >completed
same commands help completed
while read -r command; do
    "$POSTLINT" "$command" --help | sed -n 's/^.\{6\}\(--[a-z-]*=*\).*/\1/p' >help
    answer "$command" -- >completed
    same "options of $command" help completed
done < <("$POSTLINT" --help | sed -n '/^Commands:/,/^$/p' | awk 'NR > 1 && NF { print $1 }')
for option in format profile platform fail-on; do
    known --$option=no-such-thing | grep -v never >help
    answer --$option= | grep -v never >completed
    [ $option != platform ] || sed -i '/^host$/d' help
    same "values of --$option" help completed
done
"$POSTLINT" rules --format=json | python3 -c 'import json, sys; [print(r["id"]) for r in json.load(sys.stdin)]' >ids
answer explain '' >completed
grep -q . ids && sort ids | comm -23 - <(sort completed) | grep . && bad "rules are not completed"
mapfile -t names <completed
"$POSTLINT" explain "${names[@]}" >/dev/null || bad "not all that explain completes is a rule or category"
# Every word that is completed is taken by the program.
for option in postfix openssl platform profile min-severity fail-on format color as; do
    answer --$option= >completed
    while read -r word; do
        case $option in postfix) extra=--openssl=3.0 ;; openssl) extra=--postfix=3.11 ;; *) extra=--quiet ;; esac
        "$POSTLINT" check --$option="$word" $extra "$WORK/main.cf" >/dev/null 2>log
        [ ! -s log ] || bad "--$option=$word: $(cat log)"
    done <completed
done
while read -r word; do
    "$POSTLINT" show --postconf="$word" "$WORK" >/dev/null 2>log
    ! grep -q 'postconf=' log || bad "--postconf=$word: $(cat log)"
done < <(answer show --postconf=)

cd "$WORK" || exit 1
for BREAKS in = ''; do
    prefix=--format= list=--select=
    [ -z "$BREAKS" ] || prefix='' list=''
    want "${prefix}json ${prefix}junit" --format=j
    want 'json junit' --format j
    want "${list}smtpd-weak-protocols" --select=smtpd-weak-prot
    want "${list}logging,smtpd-weak-protocols" --select=logging,smtpd-weak-prot
    want "${prefix:+--output=}sarif=" --output=sar
    want '' --output=sarif=ma
    want '' --baseline=ma
    want '--format=' show --form
    want '--format=' --format=json show --form
    want '' explain --fail
    want 'smtpd-weak-protocols' explain smtpd-weak-prot
    want 'smtpd-weak-protocols' explain --rules x smtpd-weak-prot
    want 'show' sho
    want 'main.cf' mai
    want '' -- sho
    want '' -- --form
    want '' rules ''
done

for shell in bash zsh fish; do
    if ! command -v $shell >/dev/null; then
        echo "completions: SKIPPED: $shell is not installed"
        continue
    fi
    HOME=$WORK timeout 60 python3 "$TOP/tests/integration/completions.py" $shell "$files" || failed=1
done
exit $failed
