#!/usr/bin/env bash
# guides: every command of docs/ does what the page says.
#
# The blocks of a page that are marked "sh" are run in their order, as scripts
# that stop at the first failure, in a git repository with the configurations
# that prepare_PAGE puts there.  A comment before a block says what else is to
# come of it: "exit: N", "file: NAME" (what stands in the block is put there),
# "not run: WHY".
# Functions are called by name, and in another shell.
# shellcheck disable=SC2317
set -u
for needed in git jq; do
    command -v $needed >/dev/null || { echo "SKIPPED: guides: $needed is not installed"; exit 77; }
done
mkdir -p "$WORK/bin" "$WORK/home" || exit 1
ln -s "$POSTLINT" "$WORK/bin/postlint" || exit 1
export PATH=$WORK/bin:$PATH HOME=$WORK/home PRE_COMMIT_HOME=$WORK/cache GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.org GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.org
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
failed=0
bad() {
    echo "guides: $1"
    failed=1
}

# Writes NUMBER.KIND for each block of a page: sh, file or skip, with what the
# comment says in NUMBER.said.
blocks() {
    awk -v into="$2" '
        /^<!-- (exit|file|not run): .* -->$/ { said = $0; gsub(/^<!-- | -->$/, "", said); next }
        /^```/ && !open {
            open = 1
            number = sprintf("%s/%02d", into, ++n)
            kind = said ~ /^file: / ? "file" : said ~ /^not run: / ? "skip" : $0 == "```sh" ? "sh" : "text"
            print said > (number ".said")
            printf "" > (number "." kind)
            next
        }
        /^```/ { open = 0; said = ""; next }
        open { print > (number "." kind) }' "$1"
}

# Runs a page in the current folder; ran counts its commands.
run_page() {
    local page=$1 into=$2 block said want status
    ran=0
    for block in "$into"/*.*; do
        said=$(cat "${block%.*}.said")
        case $block in
        *.file) cp "$block" "${said#file: }" ;;
        *.sh)
            want=0
            [[ $said != exit:* ]] || want=${said#exit: }
            # A command given an empty standard input never waits.
            timeout 60 bash -euo pipefail "$block" </dev/null >"$into/log" 2>&1
            status=$?
            ran=$((ran + 1))
            [ $status -eq "$want" ] || { cat "$block" "$into/log"; bad "docs/$page.md: exit status $status, not $want, of the above"; }
            ;;
        esac
    done
}

prepare_ci() { cp -R "$TOP/examples/good" "$TOP/examples/client" "$TOP/contrib" .; }
prepare_adopting() { cp -R "$TOP/examples/bad" mx && cp -R "$TOP/examples/good" mx2; }
prepare_editors() { prepare_ci; }
prepare_pre_commit() { cp -R "$TOP/examples/good" mx; }

for page in "$TOP"/docs/*.md; do
    page=$(basename "$page" .md)
    into=$WORK/blocks-$page
    mkdir "$into" "$WORK/$page" && cd "$WORK/$page" && blocks "$TOP/docs/$page.md" "$into" || exit 1
    [ "$page" != host ] || continue
    if [ "$page" = pre-commit ] && ! command -v pre-commit >/dev/null; then
        echo "guides: SKIPPED: docs/pre-commit.md: pre-commit is not installed"
        continue
    fi
    { "prepare_${page//-/_}" && git init -q -b main . && git add -A && git commit -qm start; } || { bad "$page: nothing is prepared"; continue; }
    run_page "$page" "$into"
    [ "$ran" -gt 0 ] || bad "docs/$page.md has no command"
done

# The mail host: /etc/postfix of an own mount namespace, so that --host sees
# the real programs and our files.
host() {
    mkdir "$WORK/postfix" "$WORK/cron.weekly" && cp -R /etc/postfix/. "$WORK/postfix" &&
        cp "$TOP"/examples/good/*.cf "$WORK/postfix" && cd "$WORK/host" || exit 1
    mount --bind "$WORK/postfix" /etc/postfix || exit 1
    sed -i "s,/etc/cron.weekly,$WORK/cron.weekly,g" "$WORK"/blocks-host/*.sh
    # A certificate for the example, of an authority of its own.
    new_certificate() { # NAME SUBJECT OPTION...
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.crt" -days 90 \
            -subj "/CN=$2" "${@:3}" 2>/dev/null
    }
    new_certificate ca "Test authority" &&
        new_certificate mx mx1.example.org -CA ca.crt -CAkey ca.key -addext subjectAltName=DNS:mx1.example.org \
            -addext basicConstraints=critical,CA:FALSE &&
        cat mx.key mx.crt >/etc/postfix/chain.pem && chmod 600 /etc/postfix/chain.pem || exit 1
    sed -i 's,^smtpd_tls_chain_files = .*,smtpd_tls_chain_files = /etc/postfix/chain.pem,' /etc/postfix/main.cf
    # Nothing is reloaded by a test.
    printf '#!/bin/sh\nexit 0\n' >"$WORK/bin/postfix" && chmod +x "$WORK/bin/postfix"
    run_page host "$WORK/blocks-host"
    [ "$ran" -gt 5 ] || bad "docs/host.md has too few commands"
    exit "$failed"
}
if [ -d /etc/postfix ] && command -v postconf openssl >/dev/null && unshare -m true 2>/dev/null; then
    export -f host run_page bad
    export failed
    unshare -m bash -uc host || failed=1
else
    echo "guides: SKIPPED: docs/host.md: needs Postfix, openssl, and to be root with mounts of its own"
fi
exit $failed
