;;; postlint.el --- run postlint from Emacs  -*- lexical-binding: t -*-

;;; Commentary:
;; (load "/path/to/postlint.el"), then M-x postlint lints the folder of the
;; buffer; next-error goes from finding to finding.

;;; Code:
(require 'compile)

(add-to-list 'compilation-error-regexp-alist-alist
             '(postlint
               "^\\([^\n]+?\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:error\\|\\(warning\\)\\|\\(info\\|style\\)\\): .* \\[[a-z0-9-]+\\]$"
               1 2 3 (4 . 5)))
(add-to-list 'compilation-error-regexp-alist 'postlint)

(defun postlint ()
  "Lint the Postfix configurations below the folder of this buffer."
  (interactive)
  (compile "postlint --format=concise --quiet --color=never ."))

(provide 'postlint)
;;; postlint.el ends here
