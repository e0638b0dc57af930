#!/usr/bin/env bash
# debian: the Debian package builds from a copy of the tree, lintian has nothing
# to say of it, and what is in it is what make install brings.
set -u
if [ "$VARIANT" != release ]; then
    echo "debian: not tried again in VARIANT=$VARIANT"
    exit 0
fi
for needed in dpkg-buildpackage dh lintian; do
    command -v $needed >/dev/null || { echo "SKIPPED: debian: $needed is not installed"; exit 77; }
done
mkdir "$WORK/postlint" "$WORK/root" && tar -C "$TOP" --exclude=./build --exclude=./.git -cf - . | tar -xf - -C "$WORK/postlint" &&
    cd "$WORK/postlint" || exit 1
failed=0
bad() {
    echo "debian: $1"
    failed=1
}
missing=$(dpkg-checkbuilddeps 2>&1) || { echo "SKIPPED: debian: ${missing##*: }"; exit 77; }
# What make exports is not for the package, and the unit tests and cases have run.
unset ASAN_OPTIONS UBSAN_OPTIONS VALIDATORS
export DEB_BUILD_OPTIONS="nocheck parallel=2" HOME=$WORK
dpkg-buildpackage -us -uc -b >../log 2>&1 || { tail -n 30 ../log; bad "the package does not build"; exit 1; }
dpkg-buildpackage -us -uc -S -d >../log-source 2>&1 || { tail -n 30 ../log-source; bad "the source package does not build"; }
cd .. || exit 1

# Hints count as well.
lintian --allow-root --display-info --pedantic --fail-on error,warning,info,pedantic ./*.changes >found 2>&1 ||
    { cat found; bad "lintian is not content"; }

dpkg -x postlint_[0-9]*.deb root || exit 1
version=$(sed -n 's/^VERSION := //p' "$TOP/Makefile")
[ "$(cd postlint && dpkg-parsechangelog -S Version)" = "$version" ] ||
    bad "debian/changelog does not speak of $version first"
case $(root/usr/bin/postlint --version) in
"postlint $version"*) ;;
*) bad "the program is not postlint $version" ;;
esac
for file in share/bash-completion/completions/postlint share/zsh/vendor-completions/_postlint \
    share/fish/vendor_completions.d/postlint.fish share/postlint/postlint-rules.schema.json \
    share/doc/postlint/copyright share/doc/postlint/README.md.gz share/doc/postlint/changelog.gz; do
    [ -s "root/usr/$file" ] || bad "no /usr/$file"
done
for page in "$TOP"/man/*.[1-8] "$TOP"/man/*.[1-8].in; do
    name=$(basename "$page" .in)
    [ -s "root/usr/share/man/man${name##*.}/$name.gz" ] || bad "no manual page $name"
done
# The license is in debian/copyright word for word.
sed 1,4d "$TOP/LICENSE" | tr -s ' \n' ' ' >license
sed -n '/^License: BSD/,$p' "$TOP/debian/copyright" | sed -n '/^ Redist/,$p' | sed 's/^ \.$//' | tr -s ' \n' ' ' |
    sed 's/^ //' >said
cmp -s license said || bad "debian/copyright has another license than LICENSE"
exit $failed
