/*
 * markup: XML documents, made with Mini-XML.  Internal to report.
 *
 * Mini-XML escapes what XML needs escaped but passes control bytes through,
 * which XML forbids, so every text is made visible first.  No function here
 * fails: running out of memory ends the run.
 */
#ifndef POSTLINT_REPORT_MARKUP_H
#define POSTLINT_REPORT_MARKUP_H

#include <mxml.h>

#include "postlint/buf.h"

mxml_node_t *markup_new(void); /* <?xml version="1.0" encoding="UTF-8"?> */
mxml_node_t *markup_element(mxml_node_t *parent, const char *name);
void markup_attribute(struct arena *arena, mxml_node_t *element, const char *name, struct text value);
void markup_number(struct arena *arena, mxml_node_t *element, const char *name, size_t value);
/* LINES may hold newlines. */
void markup_text(struct arena *arena, mxml_node_t *element, struct text lines);

/* Appends ROOT to OUT, and frees ROOT. */
void markup_write(mxml_node_t *root, struct buf *out);

#endif
