/* fleet: many configurations, as a repository of hosts has them.
 *
 * Usage: fleet FOLDER SEED COUNT
 *
 * Makes FOLDER/host-N with a main.cf and a master.cf of tests/lib/generate.h
 * for each N below COUNT.  Without the generator's broken ones the fleet would
 * be faster to lint, not slower, so they stay. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../tests/lib/generate.h"

static bool put(const char *folder, unsigned number, const char *name, struct text text)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/host-%u/%s", folder, number, name);
    FILE *file = fopen(path, "wb");
    bool written = file && fwrite(text.p, 1, text.n, file) == text.n;
    return file && fclose(file) == 0 && written;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: fleet FOLDER SEED COUNT\n");
        return 2;
    }
    uint32_t seed = (uint32_t)strtoul(argv[2], NULL, 10);
    unsigned count = (unsigned)strtoul(argv[3], NULL, 10);
    for (unsigned i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        struct generated files = generate(arena, seed, i);
        char path[4096];
        snprintf(path, sizeof(path), "%s/host-%u", argv[1], i);
        if (mkdir(path, 0755) != 0 || !put(argv[1], i, "main.cf", files.main) ||
            !put(argv[1], i, "master.cf", files.master)) {
            perror(path);
            return 1;
        }
        arena_free(arena);
    }
    return 0;
}
