/* Any bytes as a cipher string, in any known release. */
#include <stdlib.h>

#include "postlint/cipher.h"
#include "tls/cipher_tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold of every answer. */
static void check_list(const struct cipher_list *list)
{
    if (list->error.p ? list->n != 0 : list->n == 0 || list->n > CIPHER_MAX_FORMS)
        abort();
    for (size_t i = 0; i < list->n; i++) {
        if (!list->suites[i]->name || !list->suites[i]->auth || !list->suites[i]->versions)
            abort();
        for (size_t j = 0; j < i; j++)
            if (list->suites[i]->id == list->suites[j]->id)
                abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct arena *arena = arena_new();
    /* A copy of the exact size, so that reading past its end is seen. */
    char *bytes = malloc(size);
    if (!bytes)
        abort();
    for (size_t i = 1; i < size; i++)
        bytes[i - 1] = (char)data[i];
    char *string = realloc(bytes, size > 1 ? size - 1 : 1);
    const struct cipher_release *release = &cipher_releases[(data[0] >> 1) % cipher_release_count];
    struct text text = {string ? string : bytes, size - 1};
    struct cipher_list list = cipher_expand(arena, text, release->from, data[0] & 1);
    check_list(&list);
    cipher_is_word(text);
    free(string ? string : bytes);
    arena_free(arena);
    return 0;
}
