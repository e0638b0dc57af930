/* postconf_compare: our listings against the postconf of this machine.
 *
 * Usage: postconf_compare SEED COUNT [DIR...]
 *
 * COUNT generated configurations, and each DIR that holds a plain main.cf,
 * are listed by both in all five listings; standard output and success must
 * be the same.  Exit 1 on a difference, 77 where postconf is not installed. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/generate.h"
#include "postlint/facts.h"
#include "postlint/postconf.h"

#define POSTCONF "/usr/sbin/postconf"
enum { SHOWN = 8, LISTINGS = 5 };
static const char *const listings[LISTINGS] = {"-n", "-nx", "-M", "-P", "-Px"};

struct tally {
    unsigned passed, failed;
};

/* Standard output of postconf; false if it fails. */
static bool ask(struct arena *arena, const char *directory, const char *listing, struct text *text)
{
    char *environment[] = {(char[]){"PATH=/usr/bin:/bin"}, NULL};
    char *arguments[] = {(char[]){"postconf"}, (char[]){"-c"}, text_string(arena, text_from(directory)),
                         text_string(arena, text_from(listing)), NULL};
    int ends[2], status = 1;
    pid_t pid;
    posix_spawn_file_actions_t actions;
    struct buf out = buf_new(arena);
    char chunk[8192];
    if (pipe(ends) != 0)
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    int error = posix_spawn(&pid, POSTCONF, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    for (ssize_t n; !error && (n = read(ends[0], chunk, sizeof(chunk))) > 0;)
        buf_add(&out, chunk, (size_t)n);
    close(ends[0]);
    if (!error)
        waitpid(pid, &status, 0);
    *text = buf_done(&out);
    return status == 0;
}

/* Old, so that Postfix does not wait for more changes. */
static bool write_old(const char *path, struct text text)
{
    const struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0)
        return false;
    bool written = write(fd, text.p, text.n) == (ssize_t)text.n;
    written = futimens(fd, times) == 0 && written;
    return close(fd) == 0 && written;
}

static void compare_one(struct arena *arena, const char *directory, version release, struct generated files,
                        const char *label, struct tally *tally)
{
    for (int i = 0; i < LISTINGS; i++) {
        enum postconf_listing listing = POSTCONF_N;
        postconf_listing_parse(text_from(listings[i] + 1), &listing);
        struct postconf ours = {.arena = arena,
                                .release = release,
                                .directory = text_from(directory),
                                .hostname = TEXT("host.example.net")};
        ours.main = source_new(arena, TEXT("main.cf"), files.main, SOURCE_MAIN);
        if (files.master.p)
            ours.master = source_new(arena, TEXT("master.cf"), files.master, SOURCE_MASTER);
        struct text want;
        struct buf got = buf_new(arena);
        bool wants = ask(arena, directory, listings[i], &want), gives = postconf_print(&ours, listing, &got);
        bool same = wants == gives && (!wants || text_eq(want, buf_done(&got)));
        (*(same ? &tally->passed : &tally->failed))++;
        if (!same && tally->failed <= SHOWN)
            printf("--- %s: postconf %s %s\n%.*s--- ours %s %.*s\n%.*s\n", label, listings[i], wants ? "" : "fails",
                   TEXT_ARG(want), gives ? "" : "fails", TEXT_ARG(ours.error), TEXT_ARG(buf_done(&got)));
    }
}

static bool slurp(struct arena *arena, const char *path, struct text *text)
{
    FILE *file = fopen(path, "rb");
    struct buf out = buf_new(arena);
    char chunk[8192];
    if (!file)
        return false;
    for (size_t n; (n = fread(chunk, 1, sizeof(chunk), file)) > 0;)
        buf_add(&out, chunk, n);
    fclose(file);
    *text = buf_done(&out);
    return true;
}

/* The release that the installed postconf says it is. */
static bool installed_release(struct arena *arena, version *release)
{
    static const char line[] = "\nmail_version = ";
    struct text text;
    if (access(POSTCONF, X_OK) != 0 || !ask(arena, "/etc/postfix", "-d", &text))
        return false;
    const char *at = strstr(text.p, line);
    if (!at)
        return false;
    at += sizeof(line) - 1;
    return version_parse((struct text){at, strcspn(at, "\n")}, release);
}

static bool set_up(const char *directory, struct generated files)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/main.cf", directory);
    bool written = write_old(path, files.main);
    snprintf(path, sizeof(path), "%s/master.cf", directory);
    if (files.master.p)
        return write_old(path, files.master) && written;
    unlink(path);
    return written;
}

static void clean_up(const char *directory)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/main.cf", directory);
    unlink(path);
    snprintf(path, sizeof(path), "%s/master.cf", directory);
    unlink(path);
    rmdir(directory);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    version release;
    char directory[] = "/tmp/postlint-compare-XXXXXX";
    struct tally tally = {0, 0};
    if (argc < 3 || !installed_release(arena, &release)) {
        printf("SKIPPED: postconf is not installed here, so nothing was compared with it\n");
        arena_free(arena);
        return argc < 3 ? 2 : 77;
    }
    if (!mkdtemp(directory)) {
        perror(directory);
        return 2;
    }
    printf("comparing with postconf %.*s\n", TEXT_ARG(version_text(arena, release)));
    uint32_t seed = (uint32_t)strtoul(argv[1], NULL, 10);
    unsigned count = (unsigned)strtoul(argv[2], NULL, 10);
    for (unsigned i = 0; i < count + (unsigned)(argc - 3); i++) {
        struct arena *one = arena_new();
        char label[512], path[512];
        struct generated files = {0};
        if (i < count) {
            files = generate(one, seed, i);
            snprintf(label, sizeof(label), "seed %lu number %u", (unsigned long)seed, i);
        } else {
            snprintf(label, sizeof(label), "%s", argv[3 + i - count]);
            snprintf(path, sizeof(path), "%s/main.cf", label);
            bool found = slurp(one, path, &files.main);
            snprintf(path, sizeof(path), "%s/master.cf", label);
            slurp(one, path, &files.master);
            if (!found) {
                arena_free(one);
                continue;
            }
        }
        if (set_up(directory, files))
            compare_one(one, directory, release, files, label, &tally);
        else
            tally.failed++;
        arena_free(one);
    }
    clean_up(directory);
    printf("listings of the installed postconf: %u passed, %u failed\n", tally.passed, tally.failed);
    arena_free(arena);
    return tally.failed > 0 || tally.passed == 0;
}
