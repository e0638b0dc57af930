#!/bin/sh
# built: runs the postlint of this tree, after building it where it is not.
#
#   contrib/built.sh ARGUMENT...
#
# For the hook postlint-built of .pre-commit-hooks.yaml and for action.yml.
# What make says comes out only where it fails: exit status 2, as where
# postlint cannot do its work.
top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
unset MAKEFLAGS MAKELEVEL MFLAGS
if [ ! -x "$top/build/postlint" ]; then
    said=$(make -C "$top" -j2 build/postlint 2>&1) || {
        printf '%s\n' "$said" "postlint: could not be built in $top" >&2
        exit 2
    }
fi
exec "$top/build/postlint" "$@"
