/* postconf_vectors: listings against what the real postconf of each release
 * printed.
 *
 * Usage: postconf_vectors FILE.jsonl...
 * Prints the agreement by release and the first differences; exit 1 on any. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "postlint/facts.h"
#include "postlint/postconf.h"

enum { SHOWN = 12, RELEASES = 40 };

struct tally {
    char release[16];
    unsigned agree, differ;
};

static struct tally tallies[RELEASES];

static struct tally *tally_of(const char *release)
{
    size_t i = 0;
    while (i < RELEASES - 1 && tallies[i].release[0] && strcmp(tallies[i].release, release) != 0)
        i++;
    snprintf(tallies[i].release, sizeof(tallies[i].release), "%s", release);
    return &tallies[i];
}

/* The file holds Latin-1 renderings: one character for each byte. */
static struct text bytes_of(struct arena *arena, const json_t *string)
{
    const unsigned char *p = (const unsigned char *)json_string_value(string);
    size_t n = json_string_length(string);
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < n; i += p[i] < 0x80 ? 1 : 2)
        buf_char(&out, p[i] < 0x80 ? (char)p[i] : (char)((p[i] & 3) << 6 | (p[i + 1] & 0x3f)));
    return buf_done(&out);
}

static const struct source *source_of(struct arena *arena, const json_t *row, const char *key, enum source_kind kind)
{
    const json_t *text = json_object_get(row, key);
    if (!json_is_string(text))
        return NULL;
    return source_new(arena, text_from(kind == SOURCE_MAIN ? "main.cf" : "master.cf"), bytes_of(arena, text), kind);
}

static bool run_one(const json_t *row, const char *mode, const char *release, const json_t *expected, unsigned *shown)
{
    struct arena *arena = arena_new();
    version v = 0;
    enum postconf_listing listing = POSTCONF_N;
    version_parse(text_from(release), &v);
    postconf_listing_parse(text_from(mode), &listing);
    struct postconf postconf = {.arena = arena,
                                .release = facts_release(v),
                                .directory = TEXT("."),
                                .main = source_of(arena, row, "main", SOURCE_MAIN),
                                .master = source_of(arena, row, "master", SOURCE_MASTER),
                                .hostname = TEXT("localhost.localdomain")};
    struct buf out = buf_new(arena);
    bool printed = postconf_print(&postconf, listing, &out);
    bool wants_text = json_is_string(expected);
    struct text want = wants_text ? bytes_of(arena, expected) : TEXT("");
    bool same = printed == wants_text && (!printed || text_eq(want, buf_done(&out)));
    if (!same && ++*shown <= SHOWN)
        printf("--- id %lld, postconf -%s of %s: want %s\n%.*s--- got %s %.*s\n%.*s\n",
               (long long)json_integer_value(json_object_get(row, "id")), mode, release, wants_text ? "" : "failure",
               TEXT_ARG(want), printed ? "" : "failure", TEXT_ARG(postconf.error), TEXT_ARG(buf_done(&out)));
    arena_free(arena);
    return same;
}

static void run_row(const json_t *row, unsigned *shown)
{
    size_t i, k;
    json_t *expect, *release;
    json_array_foreach(json_object_get(row, "expect"), i, expect)
    {
        json_array_foreach(json_object_get(expect, "releases"), k, release)
        {
            struct tally *tally = tally_of(json_string_value(release));
            bool same = run_one(row, json_string_value(json_object_get(expect, "mode")), json_string_value(release),
                                json_object_get(expect, "stdout"), shown);
            (*(same ? &tally->agree : &tally->differ))++;
        }
    }
}

static bool run_file(const char *path, unsigned *shown)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    if (!file) {
        perror(path);
        return false;
    }
    while (getline(&line, &size, file) > 0) {
        json_error_t error;
        json_t *row = json_loads(line, JSON_ALLOW_NUL, &error);
        if (!row) {
            fprintf(stderr, "%s: %s\n", path, error.text);
            fclose(file);
            return false;
        }
        run_row(row, shown);
        json_decref(row);
    }
    free(line);
    fclose(file);
    return true;
}

int main(int argc, char **argv)
{
    unsigned shown = 0, agree = 0, differ = 0;
    for (int i = 1; i < argc; i++)
        if (!run_file(argv[i], &shown))
            return 1;
    for (size_t i = 0; i < RELEASES && tallies[i].release[0]; i++) {
        printf("%-8s %5u agree %5u differ\n", tallies[i].release, tallies[i].agree, tallies[i].differ);
        agree += tallies[i].agree;
        differ += tallies[i].differ;
    }
    printf("postconf listings: %u passed, %u failed\n", agree, differ);
    return differ > 0 || agree == 0;
}
