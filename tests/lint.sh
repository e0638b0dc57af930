#!/usr/bin/env bash
# lint: what can be said of the sources without running them.
#
#   tests/lint.sh MAN COMPILER_FLAG...
#
# MAN is the folder of the manual pages as built.  A linter that is not
# installed is a failure, not a pass.  The settings are in .clang-format,
# .clang-tidy and below, each with its reason.
set -u
[ $# -ge 1 ] || { echo "usage: $0 MAN COMPILER_FLAG..." >&2; exit 2; }
cd "$(dirname "$0")/.." || exit 2
man=$1
shift
flags=("$@")
failed=0

# The project's files: those that git knows or would add, or, outside a
# repository, all that are not built.
files() {
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        git ls-files --cached --others --exclude-standard -- "$@"
    else
        local pattern
        for pattern; do
            find . -path ./build -prune -o -type f -path "./$pattern" -print | sed 's,^\./,,'
        done
    fi | while read -r file; do [ ! -f "$file" ] || echo "$file"; done | sort -u
}

# Looks with PROGRAM at the files named on standard input, EACH at a time, on
# all processors: stage PROGRAM EACH COMMAND...
stage() {
    local program=$1 each=$2 start=$SECONDS list
    shift 2
    mapfile -t list
    if ! command -v "$program" >/dev/null; then
        echo "--- $program: not installed"
    elif [ ${#list[@]} -eq 0 ]; then
        echo "--- $program: no file to look at"
    elif printf '%s\0' "${list[@]}" | xargs -0 -n "$each" -P "$(nproc)" "$@"; then
        echo "$program: ${#list[@]} files, clean ($((SECONDS - start)) s)"
        return
    else
        echo "--- $program: not clean, see above"
    fi
    failed=$((failed + 1))
}

stage clang-format 16 clang-format --dry-run -Werror < <(files '*.c' '*.h')

# One file each: with several, the analyzer takes the va_start() of one for
# missing in the next.  Standard error only counts what was suppressed.
# shellcheck disable=SC2016 # for the inner shell
stage clang-tidy 1 bash -c 'clang-tidy --quiet "${!#}" -- "${@:1:$#-1}" 2>/dev/null' tidy "${flags[@]}" \
    < <(files '*.c')

#   variableScope            names stand at the top of their block
#   identicalInnerCondition  takes two reads through a pointer for one value
#   redundantContinue        an empty loop body says so
#   shadowFunction           a local name may be that of a static function, as in "domain"
#   unusedStructMember       takes members for unused that a macro reads
# The unit tests are left out: to cppcheck the macros of libcheck are no C.
stage cppcheck 1000 cppcheck --library=tests/cppcheck.cfg --enable=warning,style,performance,portability --std=c11 \
    --quiet --inline-suppr --error-exitcode=1 -j "$(nproc)" --template='{file}:{line}: {severity}: {message} [{id}]' \
    --suppress=variableScope --suppress=identicalInnerCondition --suppress=redundantContinue \
    --suppress=shadowFunction --suppress=unusedStructMember "${flags[@]}" < <(files '*.c' | grep -v '^tests/unit/')

# The pages that ours refer to need not be installed here.
# shellcheck disable=SC2317 # called by the inner shell
manual() {
    ! mandoc -T lint "$@" 2>&1 | grep -vE 'referenced manual not found|outdated mandoc.db'
}
export -f manual
stage mandoc 100 bash -c 'manual "$@"' mandoc < <(find "$man" -type f -name '*.[1-8]')

stage shellcheck 100 shellcheck < <(files '*.sh' .ci/run)

# Wanted in our own YAML; tests/cases has broken YAML on purpose.
if command -v yamllint >/dev/null; then
    stage yamllint 100 yamllint --strict -c .yamllint < <(files 'rules/*.yaml' 'rules/profiles/*.yaml' '.pre-commit-hooks.yaml' action.yml 'contrib/*.yml')
else
    echo "SKIPPED: yamllint is not installed"
fi

[ $failed -eq 0 ] || echo "--- lint: $failed linters are not content"
exit $((failed > 0))
