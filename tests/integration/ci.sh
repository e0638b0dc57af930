#!/usr/bin/env bash
# ci: what CI systems and editors are given (action.yml, contrib) works with
# the real program: the steps of the action and the job of GitLab are run, the
# problem matchers and editors read real output.
set -u
for needed in python3 git jq; do
    command -v $needed >/dev/null || { echo "SKIPPED: ci: $needed is not installed"; exit 77; }
done
python3 -c 'import yaml' 2>/dev/null || { echo "SKIPPED: ci: python3-yaml is not installed"; exit 77; }
mkdir -p "$WORK/bin" "$WORK/repo/host one" && cd "$WORK/repo" || exit 1
ln -s "$POSTLINT" "$WORK/bin/postlint" || exit 1
cp -R "$TOP/examples/good" . && cp "$TOP"/examples/bad/*.cf "host one" && mkdir never && cp "$TOP/examples/bad/main.cf" never || exit 1
failed=0
bad() {
    echo "ci: $1"
    failed=1
}

python3 "$TOP/tests/integration/ci.py" "$TOP" "$WORK" || failed=1

# A tree that builds itself, once; what cannot be built ends with 2.
if [ "$VARIANT" = release ]; then
    mkdir "$WORK/tree" && cp -R "$TOP/contrib" "$WORK/tree" || exit 1
    printf 'build/postlint:\n\techo made >>made\n\tmkdir -p build && cp %s $@\n' "$POSTLINT" >"$WORK/tree/Makefile"
    "$WORK/tree/contrib/built.sh" --quiet good >out 2>&1 || bad "contrib/built.sh does not run what it built"
    "$WORK/tree/contrib/built.sh" --quiet "host one" >out 2>&1
    [ $? -eq 1 ] || bad "contrib/built.sh has not the exit status of postlint"
    [ "$(cat "$WORK/tree/made")" = made ] || bad "contrib/built.sh does not build exactly once"
    rm -r "$WORK/tree/build" && printf 'build/postlint:\n\techo no compiler; exit 1\n' >"$WORK/tree/Makefile"
    "$WORK/tree/contrib/built.sh" --quiet good >out 2>err
    [ $? -eq 2 ] || bad "contrib/built.sh does not end with 2 where nothing can be built"
    { grep -q 'no compiler' err && [ ! -s out ]; } || bad "contrib/built.sh does not say what make said, on standard error"
fi

export PATH=$WORK/bin:$PATH HOME=$WORK
postlint --format=concise --min-severity=style --color=never "host one" >findings
postlint --format=json --min-severity=style "host one" |
    jq -r '.configurations[].findings[] | "\(.location.file)|\(.location.line)|\(.location.column)|\(.severity[0:1])"' >wanted
[ "$(wc -l <wanted)" -gt 15 ] || bad "the bad example has too few findings to compare"

if command -v vim >/dev/null && vim --version | grep -q '+quickfix'; then
    cat >script.vim <<'END'
compiler postlint
if &makeprg !=# 'postlint --format=concise --quiet --color=never' | cquit | endif
cgetfile findings
call writefile(map(filter(getqflist(), 'v:val.valid'), 'bufname(v:val.bufnr) . "|" . v:val.lnum . "|" . v:val.col . "|" . v:val.type'), 'got')
qall!
END
    timeout 30 vim -Nu NONE -i NONE -n -es --cmd "set rtp^=$TOP/contrib/vim" -S script.vim </dev/null >log 2>&1 ||
        { cat log; bad "vim does not take contrib/vim/compiler/postlint.vim"; }
    diff wanted got || bad "vim does not find the places (>)"
else
    echo "ci: SKIPPED: vim is not installed"
fi
if command -v emacs >/dev/null; then
    cat >script.el <<'END'
(load (concat (getenv "TOP") "/contrib/emacs/postlint.el"))
(with-temp-buffer
  (insert-file-contents "findings")
  (let ((compilation-error-regexp-alist '(postlint)))
    (compilation-mode)
    (compilation--ensure-parse (point-max))
    (goto-char (point-min))
    (let (places)
      (while (not (eobp))
        (let* ((message (get-text-property (point) 'compilation-message))
               (loc (and message (compilation--message->loc message))))
          (when loc
            (push (format "%s|%s|%s|%s" (caar (compilation--loc->file-struct loc)) (compilation--loc->line loc)
                          (compilation--loc->col loc) (compilation--message->type message)) places)))
        (forward-line 1))
      (write-region (concat (mapconcat #'identity (nreverse places) "\n") "\n") nil "got"))))
END
    timeout 60 emacs -Q --batch -l script.el >log 2>&1 || { cat log; bad "emacs does not take contrib/emacs/postlint.el"; }
    sed 's/e$/2/; s/w$/1/; s/[is]$/0/' wanted | diff - got || bad "emacs does not find the places (>)"
else
    echo "ci: SKIPPED: emacs is not installed"
fi
exit $failed
