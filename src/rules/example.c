/* example: see example.h. */
#include "postlint/example.h"

#include <string.h>

#include "postlint/buf.h"
#include "postlint/date.h"

struct conf *example_conf(struct arena *arena, const struct example *example)
{
    struct conf *conf = conf_new(arena, TEXT("."));
    if (example->main)
        maincf_read(conf, source_new(arena, TEXT("main.cf"), text_from(example->main), SOURCE_MAIN));
    if (example->master)
        mastercf_read(conf, source_new(arena, TEXT("master.cf"), text_from(example->master), SOURCE_MASTER));
    conf_finish(conf);
    return conf;
}

struct target example_target(const struct example *example)
{
    const struct platform *upstream = facts_platform(TEXT("upstream"));
    struct target target = {.name = TEXT("upstream"),
                            .postfix = facts_release(upstream->postfix),
                            .openssl = facts_openssl_release(upstream->openssl)};
    version v;
    if (example->postfix && version_parse(text_from(example->postfix), &v))
        target.postfix = facts_release(v);
    if (example->openssl && version_parse(text_from(example->openssl), &v))
        target.openssl = facts_openssl_release(v);
    return target;
}

/* The files that are described. */
struct files *example_files(struct arena *arena, const struct example *example, const char **problem)
{
    struct files *files = files_open(arena, NULL, (int64_t)EXAMPLE_TODAY * DATE_SECONDS);
    bool any = false;
    for (size_t i = 0; i < example->n_files && !*problem; i++) {
        struct text name = text_from(example->files[i].name);
        if (!text_starts(name, "/"))
            continue;
        any = true;
        *problem = files_describe(arena, files, name, text_from(example->files[i].text));
    }
    return any ? files : NULL;
}

static const char *read_file(const struct reader *reader, struct arena *arena, const char *path, struct text *text)
{
    const struct example *example = reader->context;
    (void)arena;
    for (size_t i = 0; i < example->n_files; i++) {
        if (strcmp(path, example->files[i].name) != 0)
            continue;
        *text = text_from(example->files[i].text);
        return NULL;
    }
    return "is not one of its files";
}

struct table_files *example_tables(struct arena *arena, const struct example *example)
{
    struct reader *reader = arena_alloc(arena, sizeof(*reader));
    *reader = (struct reader){read_file, example};
    return table_files_new(arena, reader);
}

/* A profile of one's own makes only this rule run, so that other rules do
 * not hide it; what it would be hidden by is tested elsewhere. */
static struct findings run(struct arena *arena, const struct ruleset *set, const struct rule *rule,
                           const struct example *example, struct files *files)
{
    bool *selected = arena_array(arena, set->n_rules, sizeof(*selected));
    /* A rule about comments has something to say only where others are asked. */
    for (size_t i = 0; i < set->n_rules; i++)
        selected[i] = &set->rules[i] == rule || rule->subject & SUBJECT_IGNORE;
    struct target *target = arena_alloc(arena, sizeof(*target));
    *target = example_target(example);
    struct check check = {.arena = arena,
                          .rules = set,
                          .profile = ruleset_profile(set, text_from(example->profile ? example->profile : "default")),
                          .targets = target,
                          .n_targets = 1,
                          .credential_files = files,
                          .files = example_tables(arena, example),
                          .today = EXAMPLE_TODAY,
                          .selected = selected};
    struct findings findings = check_conf(&check, example_conf(arena, example), NULL);
    size_t kept = 0;
    for (size_t i = 0; i < findings.n; i++)
        if (findings.items[i].rule == rule && !findings.items[i].suppressed_by)
            findings.items[kept++] = findings.items[i];
    return (struct findings){findings.items, kept};
}

static struct text describe(struct arena *arena, const struct findings *findings)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < findings->n; i++) {
        const struct finding *finding = &findings->items[i];
        buf_printf(&out, "%s%s", i ? "; " : "", severity_name(finding->severity));
        if (finding->span.source) {
            struct position at = source_position(finding->span.source, finding->span.begin);
            buf_printf(&out, " at %.*s:%zu:%zu", TEXT_ARG(finding->span.source->name), at.line, at.column);
        }
        if (finding->service)
            buf_printf(&out, " of %.*s", TEXT_ARG(finding->service->id));
        buf_printf(&out, ": %.*s", TEXT_ARG(finding->message));
    }
    return findings->n ? buf_done(&out) : TEXT("no finding");
}

static bool is_it(const struct example *example, const struct finding *finding)
{
    if (example->severity && strcmp(severity_name(finding->severity), example->severity) != 0)
        return false;
    if (example->service && (!finding->service || !text_is(finding->service->id, example->service)))
        return false;
    if (example->message && !text_contains(finding->message, example->message))
        return false;
    if (!example->file)
        return !finding->span.source;
    if (!finding->span.source || !text_is(finding->span.source->name, example->file))
        return false;
    struct position at = source_position(finding->span.source, finding->span.begin);
    return at.line == example->line && at.column == example->column;
}

bool example_holds(struct arena *arena, const struct ruleset *set, const struct rule *rule,
                   const struct example *example, struct text *why)
{
    const char *problem = NULL;
    struct files *files = example_files(arena, example, &problem);
    if (problem) {
        *why = text_printf(arena, "\"%s\": %s", example->name, problem);
        return false;
    }
    struct findings findings = run(arena, set, rule, example, files);
    bool found = false;
    for (size_t i = 0; i < findings.n; i++)
        found = found || is_it(example, &findings.items[i]);
    if (example->fails ? found && findings.n == 1 : findings.n == 0)
        return true;
    struct text got = describe(arena, &findings);
    *why = text_printf(arena, "%s \"%s\": got %.*s", example->fails ? "fails" : "passes", example->name, TEXT_ARG(got));
    return false;
}
