#!/usr/bin/env bash
# container: the Containerfile, without a container engine.
#
# Its form, its packages, and its stages run in folders made by debootstrap, as
# an engine would run them; the latter only where $CONTAINER is set, as it
# takes a network and a minute.
set -u
if [ "$VARIANT" != release ]; then
    echo "container: not tried again in VARIANT=$VARIANT"
    exit 0
fi
for needed in python3 ldd dpkg apt-cache; do
    command -v $needed >/dev/null || { echo "SKIPPED: container: $needed is not installed"; exit 77; }
done
cd "$WORK" || exit 1
failed=0
bad() {
    echo "container: $1"
    failed=1
}

# One instruction a line: its name, then its words.
sed -e :a -e '/\\$/{N;s/ *\\\n */ /;ta' -e '}' "$TOP/Containerfile" | grep -v -e '^#' -e '^$' >instructions
odd=$(grep -vE '^(FROM debian:12-slim( AS build)?|RUN .+|COPY (--from=build )?[^ ]+ [^ ]+|WORKDIR /[a-z]+|USER [0-9]+:[0-9]+|ENTRYPOINT \["postlint"\])$' instructions)
[ -z "$odd" ] || bad "this is no instruction that the test knows: $odd"
[ "$(grep -c '^FROM' instructions)" -eq 2 ] || bad "not two stages"
csplit -s -f stage instructions '/^FROM/' '{*}' # stage01 builds, stage02 is kept
for stage in stage01 stage02; do
    sed -n 's/^RUN apt-get update && apt-get install -y --no-install-recommends \([^&]*\).*/\1/p' $stage | tr ' ' '\n' |
        grep . >$stage.packages || bad "$stage installs no packages"
done
# The packages to build with are those of README.md.
sed -n 's/^apt-get update && apt-get install -y --no-install-recommends \([^&]*\) && make -j2 .*/\1/p' "$TOP/README.md" |
    tr ' ' '\n' | sort >readme.packages
sort stage01.packages | diff readme.packages - || bad "README.md builds with other packages (<)"
# Every library of the program comes with a package of the last stage, or the C library.
if grep -q '^12' /etc/debian_version 2>/dev/null; then
    ldd "$POSTLINT" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p' | xargs -r readlink -f | sed 's,^/usr,,' | while read -r library; do
        package=$(dpkg -S "*$library" 2>/dev/null | head -n 1 | cut -d : -f 1)
        [ "$package" = libc6 ] || echo "$package"
    done | sort -u >needed.packages
    printf 'libssl3\n' | sort -u - needed.packages | diff - <(sort stage02.packages) ||
        bad "the last stage has other packages than the program needs (<)"
else
    echo "container: SKIPPED: its libraries, as this is not Debian 12"
fi
while read -r ignored; do
    case $ignored in /build | /.git) ;; *) [ ! -e "$TOP$ignored" ] || bad ".dockerignore leaves out $ignored" ;; esac
done <"$TOP/.dockerignore"

# As an engine would: each stage from the same base, RUN in a chroot.
stage() { # STAGE ROOT
    local instruction rest folder=/
    cp -a base "$2" || return 1
    while read -r instruction rest; do
        case $instruction in
        WORKDIR) folder=$rest && mkdir -p "$2$folder" ;;
        RUN) chroot "$2" sh -c "cd $folder && $rest" >log 2>&1 || { tail -n 20 log; return 1; } ;;
        COPY)
            case $rest in
            '--from=build '*) cp -a build/out/. "$2" ;;
            *) mkdir "$2${rest#* }" && tar -C "$TOP" --exclude=./build --exclude=./.git -cf - . | tar -xf - -C "$2${rest#* }" ;;
            esac || return 1
            ;;
        esac
    done <"$1"
}
if [ -n "${CONTAINER-}" ] && command -v debootstrap >/dev/null && [ "$(id -u)" = 0 ]; then
    debootstrap --variant=minbase bookworm base >log 2>&1 || { tail log; bad "debootstrap fails"; exit 1; }
    { stage stage01 build && stage stage02 final; } || bad "its stages do not run"
    cp -R "$TOP"/examples/bad final/work 2>/dev/null
    chroot --userspec="$(sed -n 's/^USER //p' stage02)" final sh -c 'cd /work && postlint --format=concise .' >out 2>&1
    { [ $? -eq 1 ] && grep -q '^bad/main.cf:[0-9]*:[0-9]*: error: ' out; } || { cat out; bad "the image does not lint /work"; }
else
    echo "container: SKIPPED: to run its stages, set CONTAINER=1 (as root, with debootstrap and a network)"
fi
exit $failed
