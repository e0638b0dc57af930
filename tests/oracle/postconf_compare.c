/* postconf_compare: our listings against those of a real postconf.
 *
 * Usage: postconf_compare [--postconf=PATH] SEED COUNT [DIR...]
 *
 * COUNT generated configurations, and all that each DIR holds, are listed by
 * both in all five ways; standard output and success must be the same.  PATH
 * is /usr/sbin/postconf unless said otherwise; the release it says it is, is
 * the one that ours follows.
 *
 * A DIR holds a configuration for each main.cf and main.cf.SUFFIX, with the
 * master.cf of the same suffix, else the plain one, beside it.  To postconf,
 * and so to us, a template is nothing but text.
 *
 * The first lines that differ are printed (POSTCONF_SHOWN=N: of the first N
 * configurations).  Exit 1 on a difference, 77 where there is no postconf. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/ask.h"
#include "../lib/generate.h"
#include "postlint/facts.h"
#include "postlint/postconf.h"

enum { SHOWN = 8 };

struct file_pair {
    const char *main, *master; /* paths */
};

struct comparison {
    struct arena *arena;
    const char *program;
    version release;
    uint32_t seed;
    size_t generated, next;
    struct file_pair *pairs;
    size_t n_pairs, capacity;
    struct text *reports; /* by number of the configuration */
    unsigned passed, failed, refused;
};

static struct text slurp(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct buf out = buf_new(arena);
    char chunk[8192];
    if (!file)
        return (struct text){NULL, 0};
    buf_str(&out, "");
    for (size_t n; (n = fread(chunk, 1, sizeof(chunk), file)) > 0;)
        buf_add(&out, chunk, n);
    fclose(file);
    return buf_done(&out).p ? buf_done(&out) : TEXT("");
}

static bool next(void *context, struct question *question)
{
    struct comparison *comparison = context;
    size_t number = comparison->next++;
    if (number >= comparison->generated + comparison->n_pairs)
        return false;
    struct arena *arena = arena_new();
    *question = (struct question){
        .arena = arena, .number = number, .program = comparison->program, .release = comparison->release};
    if (number < comparison->generated) {
        struct generated files = generate(arena, comparison->seed, (unsigned)number);
        question->main = files.main;
        question->master = files.master;
        question->label = text_printf(arena, "seed %lu number %zu", (unsigned long)comparison->seed, number).p;
        return true;
    }
    const struct file_pair *pair = &comparison->pairs[number - comparison->generated];
    question->main = slurp(arena, pair->main);
    if (pair->master)
        question->master = slurp(arena, pair->master);
    question->label = pair->main;
    return true;
}

/* A Postfix built with NIS, such as Debian's, has it in the default of
 * alias_maps; the table of defaults follows builds without. */
static struct text without_nis(struct arena *arena, struct text text)
{
    static const char plain[] = "hash:/etc/aliases", more[] = ", nis:mail.aliases";
    struct buf out = buf_new(arena);
    while (text.n) {
        bool aliases = text_starts(text, plain);
        size_t n = aliases ? sizeof(plain) - 1 : 1;
        buf_add(&out, text.p, n);
        text = text_slice(text, n, text.n);
        while (aliases && text_starts(text, more))
            text = text_slice(text, sizeof(more) - 1, text.n);
    }
    return buf_done(&out);
}

/* The first line that differs. */
static void report_line(struct buf *report, struct text want, struct text got)
{
    struct text left, right;
    bool more;
    do {
        size_t end = text_find(want, '\n'), other = text_find(got, '\n');
        more = want.n && got.n;
        left = text_slice(want, 0, end);
        right = text_slice(got, 0, other);
        want = text_slice(want, end < want.n ? end + 1 : end, want.n);
        got = text_slice(got, other < got.n ? other + 1 : other, got.n);
    } while (more && text_eq(left, right));
    buf_printf(report, "postconf: %.*s\nours:     %.*s\n", TEXT_ARG(left), TEXT_ARG(right));
}

/* One listing by us; true if it agrees. */
static bool agrees(struct comparison *comparison, const struct question *question, int i, struct buf *report)
{
    const struct answer *want = &question->answers[i];
    char hostname[256] = "";
    enum postconf_listing listing = POSTCONF_N;
    struct arena *arena = question->arena;
    gethostname(hostname, sizeof(hostname) - 1);
    postconf_listing_parse(text_from(ask_listings[i]), &listing);
    struct postconf ours = {.arena = arena,
                            .release = comparison->release,
                            .directory = TEXT("."),
                            .main = source_new(arena, TEXT("main.cf"), question->main, SOURCE_MAIN),
                            .hostname = text_from(hostname),
                            .process_id = text_printf(arena, "%ld", want->process_id)};
    if (question->master.p)
        ours.master = source_new(arena, TEXT("master.cf"), question->master, SOURCE_MASTER);
    struct buf got = buf_new(arena);
    bool gives = postconf_print(&ours, listing, &got);
    if (want->succeeded == gives &&
        (!gives || text_eq(without_nis(arena, want->out), without_nis(arena, buf_done(&got)))))
        return true;
    buf_printf(report, "--- %s, -%s\n", question->label, ask_listings[i]);
    if (want->succeeded && gives)
        report_line(report, want->out, buf_done(&got));
    else
        buf_printf(report, "postconf %s, ours %s %.*s\n", want->succeeded ? "succeeds" : "fails",
                   gives ? "succeeds" : "fails", TEXT_ARG(ours.error));
    return false;
}

static void done(void *context, struct question *question)
{
    struct comparison *comparison = context;
    struct buf report = buf_new(question->arena);
    for (int i = 0; i < ASK_LISTINGS; i++) {
        if (!ask_knows(comparison->release, i) || question->answers[i].crashed)
            continue;
        bool same = agrees(comparison, question, i, &report);
        (*(same ? &comparison->passed : &comparison->failed))++;
        comparison->refused += !question->answers[i].succeeded;
    }
    if (report.n)
        comparison->reports[question->number] = text_printf(comparison->arena, "%.*s", TEXT_ARG(buf_done(&report)));
    arena_free(question->arena);
}

/* main.cf and main.cf.SUFFIX, no copies that editors leave. */
static int is_main(const struct dirent *entry)
{
    struct text name = text_from(entry->d_name);
    return text_is(name, "main.cf") || text_starts(name, "main.cf.");
}

static void add_pairs(struct comparison *comparison, const char *folder)
{
    struct dirent **entries;
    struct arena *arena = comparison->arena;
    int n = scandir(folder, &entries, is_main, alphasort);
    for (int i = 0; i < n; i++) {
        const char *suffix = entries[i]->d_name + strlen("main.cf");
        struct file_pair pair = {.main = text_printf(arena, "%s/%s", folder, entries[i]->d_name).p};
        const char *same = text_printf(arena, "%s/master.cf%s", folder, suffix).p;
        const char *plain = text_printf(arena, "%s/master.cf", folder).p;
        pair.master = access(same, R_OK) == 0 ? same : access(plain, R_OK) == 0 ? plain : NULL;
        comparison->pairs = arena_grow(arena, comparison->pairs, comparison->n_pairs, &comparison->capacity,
                                       sizeof(*comparison->pairs));
        comparison->pairs[comparison->n_pairs++] = pair;
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    if (n < 0)
        perror(folder);
}

static void print_reports(const struct comparison *comparison)
{
    const char *limit = getenv("POSTCONF_SHOWN");
    long shown = 0, most = limit ? strtol(limit, NULL, 10) : SHOWN;
    for (size_t i = 0; i < comparison->generated + comparison->n_pairs && shown < most; i++) {
        if (!comparison->reports[i].n)
            continue;
        printf("%.*s", TEXT_ARG(comparison->reports[i]));
        shown++;
    }
}

int main(int argc, char **argv)
{
    struct comparison comparison = {.arena = arena_new(), .program = "/usr/sbin/postconf"};
    int first = 1;
    if (first < argc && strncmp(argv[first], "--postconf=", 11) == 0)
        comparison.program = argv[first++] + 11;
    if (argc - first < 2) {
        fprintf(stderr, "usage: postconf_compare [--postconf=PATH] SEED COUNT [DIR...]\n");
        return 2;
    }
    if (!ask_release(comparison.program, &comparison.release)) {
        printf("SKIPPED: there is no postconf at %s, so nothing was compared with it\n", comparison.program);
        arena_free(comparison.arena);
        return 77;
    }
    comparison.seed = (uint32_t)strtoul(argv[first], NULL, 10);
    comparison.generated = strtoul(argv[first + 1], NULL, 10);
    for (int i = first + 2; i < argc; i++)
        add_pairs(&comparison, argv[i]);
    comparison.reports =
        arena_array(comparison.arena, comparison.generated + comparison.n_pairs + 1, sizeof(struct text));
    struct ask ask = {next, done, &comparison};
    bool asked = ask_all(&ask);
    print_reports(&comparison);
    printf("postconf %.*s, seed %lu, %zu generated and %zu real configurations: %u listings passed, %u failed (%u that "
           "postconf refuses)\n",
           TEXT_ARG(version_text(comparison.arena, comparison.release)), (unsigned long)comparison.seed,
           comparison.generated, comparison.n_pairs, comparison.passed, comparison.failed, comparison.refused);
    bool good = asked && comparison.failed == 0 && comparison.passed > 0;
    arena_free(comparison.arena);
    return good ? 0 : 1;
}
