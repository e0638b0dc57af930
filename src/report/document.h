/*
 * document: JSON documents, made with jansson, whose keys stay in the order
 * in which they were put.  Internal to report.
 *
 * No function here fails: running out of memory ends the run.
 */
#ifndef POSTLINT_REPORT_DOCUMENT_H
#define POSTLINT_REPORT_DOCUMENT_H

#include <jansson.h>

#include "postlint/report.h"

json_t *document_object(void);
json_t *document_array(void);
/* Both take over VALUE. */
void document_put(json_t *object, const char *key, json_t *value);
void document_add(json_t *array, json_t *value);

/* Text made visible (buf_visible); document_text() gives null where T.p is NULL. */
json_t *document_string(struct arena *arena, struct text t);
json_t *document_text(struct arena *arena, struct text t);
json_t *document_word(const char *s);
json_t *document_number(size_t n);
json_t *document_bool(bool flag);
/* true, false, or null for what is unknown. */
json_t *document_truth(enum truth truth);
/* The same, but line ends and tabs stay: text that a program puts into a file. */
json_t *document_lines(struct arena *arena, struct text t);

/* {"format": 1, "tool": {...}}, the start of every document. */
json_t *document_new(void);
json_t *document_target(struct arena *arena, const struct target *target);
json_t *document_errors(struct arena *arena, const struct report_error *errors, size_t n);

/* Appends ROOT and a newline to OUT, and frees ROOT. */
void document_write(json_t *root, struct buf *out);

#endif
