#!/usr/bin/env bash
# formats: each machine format is what its published description says, and all
# of them say what the JSON says, also where a configuration means harm.
#
# The validators of others are used where they are installed: xmllint,
# python3-jsonschema, and in the folder $VALIDATORS, which .ci/run fills, the
# SARIF multitool of Microsoft and the JUnit schema of Jenkins.
set -u
for needed in python3 xmllint; do
    command -v $needed >/dev/null || { echo "SKIPPED: formats: $needed is not installed"; exit 77; }
done
python3 -c 'import jsonschema' 2>/dev/null ||
    { echo "SKIPPED: formats: python3-jsonschema is not installed"; exit 77; }
cd "$WORK" || exit 1
cp -R "$TOP"/examples "$TOP"/tests/cases/hostile/bytes-json . || exit 1

# Values that mean something to a terminal, XML, JSON, Markdown, HTML, a
# workflow command or a path; each reaches a finding through its message.
bad=$'encrypt\x1b[31m ]]> <!-- & " \' %0A%25 ::error::no ##[stop-commands]x | `x` @everyone \\ \xff\xc2\x85\xe2\x80\xae'
# shellcheck disable=SC2016 # they are meant to be taken as they are
for folder in plain '::error file=x::y' '##[add-mask]e' 'a,b:c%0Ad' '<x y="z">&amp;' 'a|b `c`' $'esc\x1b[2J' $'\xff\xfe' "quote'\""; do
    mkdir -p "hostile/$folder" && cd "hostile/$folder" || exit 1
    printf 'smtpd_tls_security_level = %s\nsmtp_tls_security_level = %s\n%s = yes\n' "$bad" may "smtpd_tls_$bad" >main.cf
    printf 'smtp inet n - y - - smtpd\n  -o smtpd_tls_protocols=%s\n%s\n' ">=TLSv1.9]]>" "]]> <b> ::error::x" >master.cf
    cd "$WORK" || exit 1
done

failed=0
# Each set of paths, some with errors of postlint besides.
number=0
for paths in "examples" "bytes-json" "hostile" "hostile examples" "examples nothing-here" "examples/good"; do
    number=$((number + 1))
    args=()
    for format in json sarif junit checkstyle gitlab github markdown; do
        args+=("--output=$format=$number.$format")
    done
    # shellcheck disable=SC2086 # a list of words
    "$POSTLINT" --min-severity=style --format=concise "${args[@]}" $paths >"$number.concise" 2>"$number.err"
    [ $? -le 2 ] || { echo "formats: $paths: no sane exit status"; failed=1; }
    python3 "$TOP/tests/integration/formats.py" "$number" || { echo "formats: of $paths"; failed=1; }
    xmllint --noout "$number.junit" "$number.checkstyle" || failed=1
    xmllint --noout --relaxng "$TOP/tests/integration/checkstyle.rng" "$number.checkstyle" >log 2>&1 ||
        { cat log; failed=1; }
    [ ! -e "${VALIDATORS-}/jenkins-junit.xsd" ] ||
        xmllint --noout --schema "$VALIDATORS/jenkins-junit.xsd" "$number.junit" >log 2>&1 || { cat log; failed=1; }
    if [ -x "${VALIDATORS-}/Sarif.Multitool" ]; then
        # It ends with status 0 whatever it finds.
        DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 HOME=$WORK "$VALIDATORS/Sarif.Multitool" validate "$number.sarif" \
            --rule-kind "Sarif;Ghas" >log 2>&1
        if ! grep -q 'Analysis completed successfully' log || grep -qE ': error (SARIF|JSON|GH)' log; then
            cat log
            failed=1
        fi
    fi
done
[ -x "${VALIDATORS-}/Sarif.Multitool" ] || echo "formats: SKIPPED: no SARIF multitool in \$VALIDATORS"
[ -e "${VALIDATORS-}/jenkins-junit.xsd" ] || echo "formats: SKIPPED: no jenkins-junit.xsd in \$VALIDATORS"

# A file is whole or not there; a link stays a link; a folder is refused.
check() {
    if ! "${@:2}"; then
        echo "formats: --output: $1"
        failed=1
    fi
}
output() { "$POSTLINT" --fail-on=never --output="$1" examples/good >/dev/null 2>log; }
mkdir -p out/folder && ln -s ../real out/link && printf old >real && chmod 640 real
check "a link's target is replaced" output json=out/link
check "the link stays" test -L out/link
check "the mode stays" test "$(stat -c %a real)" = 640
check "it is JSON" python3 -m json.tool real /dev/null
output json=out/folder
check "a folder is refused with 2" test $? -eq 2
output json=out/none/file
check "a folder that is not there is refused with 2" test $? -eq 2
check "nothing else is left behind" test "$(find out | sort | tr '\n' ' ')" = "out out/folder out/link "
[ "$failed" -eq 0 ]
