#!/usr/bin/env bash
# rebuild: make builds again exactly what has changed.
set -u
if [ "$VARIANT" != release ]; then
    echo "rebuild: not tried again in VARIANT=$VARIANT"
    exit 0
fi
cp -R "$TOP/Makefile" "$TOP/include" "$TOP/src" "$TOP/rules" "$WORK" || exit 1
cd "$WORK" || exit 1
failed=0
bad() {
    echo "rebuild: $1"
    failed=1
}
build() {
    make -j2 V=1 CFLAGS=-O0 HARDENING= "$@" >log 2>&1 || { tail -n 20 log; exit 1; }
}
# The objects that the last build compiled.
compiled() {
    sed -n 's,.* -c -o build/release/\([^ ]*\) .*,\1,p' log | sort | tr '\n' ' '
}

build
[ -x build/postlint ] || bad "no build/postlint"
all=$(compiled | wc -w)
build
[ -s log ] && bad "nothing has changed, and yet: $(head -n 1 log)"

touch src/report/place.h
build
case $(compiled) in
*report/place.o*) ;;
*) bad "a header has changed, but what includes it was not compiled" ;;
esac
[ "$(compiled | wc -w)" -lt "$all" ] || bad "a header of one module has changed, and everything was compiled"

touch rules/logging.yaml
build
[ "$(compiled)" = "gen/rules.o " ] || bad "a rule has changed: compiled $(compiled)"

touch rules/facts/ports.tsv
build
case $(compiled) in
*gen/facts.o*) ;;
*) bad "a table has changed, but was not compiled" ;;
esac

build WERROR=-Werror
[ "$(compiled | wc -w)" -eq "$all" ] || bad "the flags have changed: compiled $(compiled)"

build WERROR=-Werror
[ -s log ] && bad "built again with the same flags: $(head -n 1 log)"

# A source that is gone is in the archive no longer.
printf 'int left_over(void);\nint left_over(void) { return 1; }\n' >src/base/leftover.c
build WERROR=-Werror
nm build/release/libpostlint.a 2>/dev/null | grep -q left_over || bad "a new source is not in the archive"
rm src/base/leftover.c
build WERROR=-Werror
nm build/release/libpostlint.a 2>/dev/null | grep -q left_over && bad "a source that is gone is still in the archive"

make -j2 VARIANT=nonsense >log 2>&1 && bad "VARIANT=nonsense is accepted"
exit $failed
