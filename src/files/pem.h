/*
 * pem: PEM to facts.  Internal to files.
 */
#ifndef POSTLINT_FILES_PEM_H
#define POSTLINT_FILES_PEM_H

#include "crypto.h"
#include "postlint/files.h"

/* Adds what BYTES hold to FILE.  Nothing of a private key stays anywhere. */
void pem_read(struct arena *arena, const struct crypto *crypto, const char *bytes, size_t n, struct file *file);

/* Room for one more item in FILE. */
struct file_item *file_add(struct arena *arena, struct file *file);
/* The file at PATH, empty and to be filled in. */
struct file *files_put(struct files *files, struct text path);

#endif
