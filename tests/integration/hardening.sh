#!/usr/bin/env bash
# hardening: what the built file itself says of how it was built.
set -u
if [ "$VARIANT" != release ]; then
    echo "hardening: not looked for in VARIANT=$VARIANT"
    exit 0
fi
command -v readelf >/dev/null || { echo "SKIPPED: hardening: readelf is not installed"; exit 77; }
headers=$(readelf -hldW "$POSTLINT") || exit 1
symbols=$(readelf -sW "$POSTLINT") || exit 1
failed=0
bad() {
    echo "hardening: $1"
    failed=1
}
has() {
    grep -qE "$2" <<<"$1"
}

has "$headers" 'Type: +DYN' || bad "no position-independent executable"
has "$headers" 'FLAGS_1.*PIE' || bad "a shared library, no position-independent executable"
has "$headers" '^ *GNU_RELRO' || bad "no RELRO"
has "$headers" '\(FLAGS\).*BIND_NOW|FLAGS_1.*NOW' || bad "RELRO is partial: symbols are bound late"
has "$headers" 'GNU_STACK .* RW  ?0x' || bad "the stack can be executed"
has "$headers" '(LOAD|STACK) .* RWE ' && bad "a segment is writable and executable"
has "$headers" '\((RPATH|RUNPATH)\)' && bad "libraries are looked for in a folder of the builder"
has "$headers" '\(TEXTREL\)' && bad "code is relocated, so it is writable at start"
has "$symbols" ' __stack_chk_fail' || bad "no stack protector"
has "$symbols" ' __[a-z]+_chk' || bad "_FORTIFY_SOURCE is off"
if has "$headers" 'Machine: +.*X86-64'; then
    for object in "$BUILD"/cli/main.o "$BUILD"/gen/rules.o; do
        readelf -nW "$object" | grep -q 'IBT, SHSTK' || bad "$object: no -fcf-protection"
    done
    # No frame here is large enough to see the probes, so the flag must do.
    grep -q -- '-fstack-clash-protection' "$BUILD/flags" || bad "no -fstack-clash-protection"
fi
exit $failed
