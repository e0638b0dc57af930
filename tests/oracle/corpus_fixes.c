/*
 * corpus_fixes: the fixes that are offered for real configurations.
 *
 *   corpus_fixes FOLDER
 *
 * FOLDER holds one folder for each configuration.  Every fix with edits is
 * put in by itself and the result checked again (tests/lib/fixing.h), for
 * targets old and new and for both profiles.  Exit status 1 if a fix does not
 * hold, 2 if it cannot be known.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/fixing.h"
#include "postlint/buf.h"
#include "postlint/example.h"

enum { MAX_FILE = 1 << 20, PATH_SIZE = 4096 };

struct tally {
    size_t configurations, fixes, wrong;
};

static struct text read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return (struct text){0};
    char *bytes = arena_alloc(arena, MAX_FILE);
    size_t n = fread(bytes, 1, MAX_FILE, file);
    fclose(file);
    return (struct text){bytes, n};
}

/* The first file of FOLDER whose name begins with PREFIX. */
static struct fixing_file find_file(struct arena *arena, const char *folder, const char *prefix)
{
    struct fixing_file found = {{0}, {0}};
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        bool is_better = found.name.p == NULL || strcmp(entry->d_name, found.name.p) < 0;
        if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0 && is_better)
            found.name = text_printf(arena, "%s", entry->d_name);
    }
    if (dir)
        closedir(dir);
    if (found.name.p)
        found.bytes = read_file(arena, text_string(arena, text_printf(arena, "%s/%.*s", folder, TEXT_ARG(found.name))));
    return found;
}

static void check_one(struct tally *tally, const char *folder, const char *profile, const struct example *example)
{
    struct arena *arena = arena_new();
    const struct ruleset *set = rules_builtin();
    struct target target = example_target(example);
    struct fixing_file main = find_file(arena, folder, "main.cf"), master = find_file(arena, folder, "master.cf");
    struct check check = {.arena = arena,
                          .rules = set,
                          .profile = ruleset_profile(set, text_from(profile)),
                          .targets = &target,
                          .n_targets = 1};
    struct text why = TEXT("");
    if ((main.bytes.p || master.bytes.p) && !fixing_holds(&check, &main, &master, &tally->fixes, &why)) {
        printf("%s, Postfix %s, OpenSSL %s, profile %s:\n%.*s", folder, example->postfix, example->openssl, profile,
               TEXT_ARG(why));
        tally->wrong++;
    }
    arena_free(arena);
}

static void check_all(struct tally *tally, const char *folder)
{
    static const struct example targets[] = {{.postfix = "2.11", .openssl = "1.0.2"},
                                             {.postfix = "3.4", .openssl = "1.1.1"},
                                             {.postfix = "3.7", .openssl = "3.0"},
                                             {.postfix = "3.11", .openssl = "3.5"}};
    tally->configurations++;
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        check_one(tally, folder, "default", &targets[i]);
        check_one(tally, folder, "strict", &targets[i]);
    }
}

int main(int argc, char **argv)
{
    struct tally tally = {0};
    DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
    if (!dir) {
        fprintf(stderr, "usage: corpus_fixes FOLDER\n");
        return 2;
    }
    const struct dirent *entry;
    while ((entry = readdir(dir))) {
        char path[PATH_SIZE];
        if (entry->d_name[0] == '.' || strchr(entry->d_name, '.'))
            continue;
        snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
        check_all(&tally, path);
    }
    closedir(dir);
    printf("%zu configurations, %zu fixes put in, %zu runs with a fix that does not hold\n", tally.configurations,
           tally.fixes, tally.wrong);
    return tally.wrong ? 1 : tally.fixes ? 0 : 2;
}
