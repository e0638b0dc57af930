/*
 * text: a read-only run of bytes with a length.
 *
 * A text never owns its bytes; they lie in a source, in an arena or in a
 * string literal.  Bytes may be anything, NUL and invalid UTF-8 included.
 */
#ifndef POSTLINT_TEXT_H
#define POSTLINT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "postlint/arena.h"

struct text {
    const char *p;
    size_t n;
};

/* A text of a string literal, usable in initialisers and expressions. */
#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/* The two arguments that "%.*s" wants. */
#define TEXT_ARG(t) (int)(t).n, (t).p

struct text text_from(const char *s); /* of a C string; NULL is empty */
struct text text_slice(struct text t, size_t begin, size_t end);
char *text_string(struct arena *arena, struct text t); /* a C string copy */

bool text_eq(struct text a, struct text b);
bool text_is(struct text a, const char *s);
bool text_is_nocase(struct text a, const char *s); /* ASCII letters only */
bool text_eq_nocase(struct text a, struct text b); /* likewise */
int text_compare(struct text a, struct text b);    /* as strcmp(3), by unsigned bytes */
bool text_starts(struct text t, const char *prefix);
bool text_ends(struct text t, const char *suffix);
bool text_contains(struct text t, const char *needle);
/* Offset of the first byte C, or t.n. */
size_t text_find(struct text t, char c);

/* The C locale's isspace(3): blank, tab, newline, vertical tab, form feed, CR.
 * This is ISSPACE of Postfix util/sys_defs.h. */
bool text_is_space(char c);
bool text_is_digit(char c);
bool text_is_alnum(char c);
struct text text_trim(struct text t);

/* Decodes the UTF-8 character that T begins with (RFC 3629: shortest form, no
 * surrogates).  Its length, or 0 if the first byte begins no such character. */
size_t text_character(struct text t, uint32_t *c);

/* Cuts the next token off *REST, skipping any of SEPARATORS before it, as
 * Postfix util/mystrtok.c does.  False when there is none. */
bool text_token(struct text *rest, const char *separators, struct text *token);

/* The separators of Postfix lists: blank, tab, CR, LF, comma (CHARS_COMMA_SP). */
#define TEXT_COMMA_SP ", \t\r\n"
#define TEXT_BLANKS   " \t\r\n"
/* Those of lists of ciphers and protocols. */
#define TEXT_CIPHER_SP ", \t\r\n:"

/* True if one of the tokens of LIST is TOKEN, capitals or not. */
bool text_has_token(struct text list, const char *separators, struct text token);

/* util/mystrtok.c:mystrtokq: the same for TEXT_COMMA_SP, which in braces ends no
 * token. */
bool text_token_braced(struct text *rest, struct text *token);

/* True if T is what PATTERN says, in which '*' stands for any text.  Linear for
 * one star, bounded by text times pattern for more. */
bool text_glob(struct text pattern, struct text t);

/* A decimal number of at most 9 digits; false for anything else. */
bool text_number(struct text t, long *number);

uint32_t text_hash(struct text t);

/* Edit distance (insert, delete, replace, swap of neighbours), cut off at
 * LIMIT + 1.  Only used to name the nearest known word. */
unsigned text_distance(struct text a, struct text b, unsigned limit);

#endif
