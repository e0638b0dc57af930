" Vim compiler file: postlint.  Copy it to ~/.vim/compiler/ and say
"   :compiler postlint
"   :make %
if exists("current_compiler")
  finish
endif
let current_compiler = "postlint"

CompilerSet makeprg=postlint\ --format=concise\ --quiet\ --color=never
CompilerSet errorformat=%f:%l:%c:\ %trror:\ %m,
      \%f:%l:%c:\ %tarning:\ %m,
      \%f:%l:%c:\ %tnfo:\ %m,
      \%f:%l:%c:\ %ttyle:\ %m,
      \%-G%.%#
