#!/usr/bin/env bash
# pre-commit: the hook of .pre-commit-hooks.yaml, run by the real pre-commit.
set -u
for needed in pre-commit git; do
    command -v $needed >/dev/null || { echo "SKIPPED: pre-commit: $needed is not installed"; exit 77; }
done
export HOME=$WORK/home PRE_COMMIT_HOME=$WORK/cache GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
# There is no network in this test: whoever asks for one is refused at once.
export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 PIP_NO_INDEX=1
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.org GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.org
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
mkdir -p "$HOME" "$WORK/bin" "$WORK/hooks" "$WORK/mail/mx/conf" || exit 1
ln -s "$POSTLINT" "$WORK/bin/postlint" || exit 1
PATH=$WORK/bin:$PATH

repository() {
    git init -q -b main "$1" && git -C "$1" add -A && git -C "$1" commit -qm "$2"
}
cp "$TOP/.pre-commit-hooks.yaml" "$WORK/hooks" && repository "$WORK/hooks" hooks || exit 1
cd "$WORK/mail" || exit 1
cat >.pre-commit-config.yaml <<CONFIG
repos:
  - repo: $WORK/hooks
    rev: $(git -C "$WORK/hooks" rev-parse HEAD)
    hooks:
      - id: postlint
        args: [--format=concise]
CONFIG
echo 'no Postfix here' >README
cp "$TOP"/examples/good/*.cf mx/conf && repository . mail || exit 1

failed=0
bad() {
    echo "pre-commit: $1"
    sed 's/^/    /' log
    failed=1
}
hook() {
    timeout 120 pre-commit run "$@" >log 2>&1
}

hook --all-files || bad "the good example does not pass"
grep -q 'postlint\.*Passed' log || bad "the hook did not run on the good example"

cp "$TOP"/examples/bad/*.cf mx/conf && git add mx || exit 1
hook && bad "the bad example passes"
grep -q '^- exit code: 1$' log || bad "the bad example is no finding"
grep -qE '^mx/conf/(main|master)\.cf:[0-9]+:[0-9]+: (error|warning): ' log || bad "no finding has its place"

# One file of the two is enough for both to be read, and both are linted once.
before=$(grep -cE '^mx/conf/' log)
git commit -qm bad --no-verify && echo '# changed' >>mx/conf/master.cf && git add mx || exit 1
hook && bad "the bad example passes when only master.cf is changed"
[ "$(grep -cE '^mx/conf/' log)" = "$before" ] || bad "main.cf and master.cf give other findings than master.cf alone"

# A commit that changes nothing of Postfix is none of the hook's business.
git commit -qm bad --no-verify && echo more >>README && git add README || exit 1
hook || bad "a commit without configuration does not pass"
grep -q 'postlint.*Skipped' log || bad "the hook ran without configuration"

# The hook takes the templates that the program does.
pattern=$(sed -n "s/^  files: &files '\(.*\)'\$/\1/p" "$TOP/.pre-commit-hooks.yaml")
endings=$(sed -n '/ endings\[\] = {/,/};/p' "$TOP/src/read/source.c" | grep -oE '"\.[^"]+"' | tr -d '"')
[ -n "$endings" ] || bad "src/read/source.c names no endings of templates any more"
# shellcheck disable=SC2086 # one word for each ending
for name in main.cf master.cf mx/main.cf $(printf 'master.cf%s ' $endings); do
    grep -qE "$pattern" <<<"$name" || bad "the hook does not take $name"
done
for name in domain.cf main.cf.bak main.cf.d/x; do
    grep -qE "$pattern" <<<"$name" && bad "the hook takes $name"
done

# The hook that builds postlint first, where none is installed.
if [ "$VARIANT" = release ]; then
    mkdir "$WORK/tree" && tar -C "$TOP" --exclude=./build --exclude=./.git -cf - . | tar -xf - -C "$WORK/tree" &&
        repository "$WORK/tree" tree || exit 1
    rm "$WORK/bin/postlint" && cat >.pre-commit-config.yaml <<CONFIG || exit 1
repos:
  - repo: $WORK/tree
    rev: $(git -C "$WORK/tree" rev-parse HEAD)
    hooks:
      - id: postlint-built
        args: [--format=concise]
CONFIG
    cp "$TOP"/examples/bad/*.cf mx/conf && git add mx .pre-commit-config.yaml || exit 1
    # What counts is that it is built, not how fast it is.
    CFLAGS=-O0 HARDENING='' timeout 280 pre-commit run >log 2>&1 && bad "postlint-built: the bad example passes"
    grep -q '^- exit code: 1$' log || bad "postlint-built: the bad example is no finding"
    [ "$(grep -cE '^mx/conf/' log)" = "$before" ] || bad "postlint-built has other findings than postlint"
fi
exit $failed
