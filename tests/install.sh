#!/bin/sh
# install: what `make install DESTDIR=ROOT PREFIX=PREFIX` put below ROOT.
#
#   tests/install.sh ROOT PREFIX VERSION
set -u
[ $# -eq 3 ] || { echo "usage: $0 ROOT PREFIX VERSION" >&2; exit 2; }
top=$(cd "$(dirname "$0")/.." && pwd) && root=$(cd "$1$2" && pwd) || exit 1
program=$root/bin/postlint documents=$root/share/doc/postlint
failed=0
bad() {
    echo "install: $1"
    failed=1
}

case $("$program" --version) in
"postlint $3"*) ;;
*) bad "$program is not postlint $3" ;;
esac
mode=$(stat -c %a "$program")
[ "$mode" = 755 ] || bad "$program has mode $mode"
for page in "$top"/man/*.[1-8] "$top"/man/*.[1-8].in; do
    [ -f "$page" ] || continue
    name=$(basename "$page" .in)
    [ -s "$root/share/man/man${name##*.}/$name" ] || bad "no manual page $name"
done
for schema in rules settings; do
    [ -s "$root/share/postlint/postlint-$schema.schema.json" ] || bad "no JSON Schema of $schema"
done
for file in bash-completion/completions/postlint zsh/site-functions/_postlint fish/vendor_completions.d/postlint.fish; do
    [ -s "$root/share/$file" ] || bad "no $file"
done
for file in README.md LICENSE; do
    [ ! -f "$top/$file" ] || cmp -s "$top/$file" "$documents/$file" || bad "$documents/$file is missing, or differs"
done
for file in "$top"/contrib/*/*.* "$top"/contrib/vim/compiler/* "$top"/docs/*.md; do
    cmp -s "$file" "$documents/${file#"$top"/}" || bad "no ${file#"$top"/} among the documents, or another"
done
odd=$(find "$root" -type f ! -path "$program" ! -perm 644)
[ -z "$odd" ] || bad "not of mode 644: $odd"

# The rules are in the program: it needs nothing of the folder it was built in.
lint() {
    (cd / && "$program" "$documents/examples/$1" >/dev/null 2>&1)
    status=$?
    [ $status -eq "$2" ] || bad "the installed program on examples/$1: exit status $status, not $2"
}
lint good 0
lint bad 1
[ $failed -eq 0 ] && echo "install: passed"
exit $failed
