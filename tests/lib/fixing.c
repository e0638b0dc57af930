/* fixing: see fixing.h. */
#include "fixing.h"

#include <stdlib.h>
#include <string.h>

#include "postlint/buf.h"

static struct conf *read_conf(struct arena *arena, const struct fixing_file *main, const struct fixing_file *master)
{
    struct conf *conf = conf_new(arena, TEXT("."));
    if (main->bytes.p)
        maincf_read(conf, source_new(arena, main->name, main->bytes, SOURCE_MAIN));
    if (master->bytes.p)
        mastercf_read(conf, source_new(arena, master->name, master->bytes, SOURCE_MASTER));
    conf_finish(conf);
    return conf;
}

static int by_begin(const void *left, const void *right)
{
    const struct edit *a = left, *b = right;
    return (a->span.begin > b->span.begin) - (a->span.begin < b->span.begin);
}

/* FILE with those edits of FINDING that are of KIND. */
static struct fixing_file edited(struct arena *arena, const struct fixing_file *file, enum source_kind kind,
                                 const struct finding *finding)
{
    struct edit *edits = arena_array(arena, finding->n_edits + 1, sizeof(*edits));
    size_t n = 0, at = 0;
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < finding->n_edits; i++)
        if (finding->edits[i].span.source->kind == kind)
            edits[n++] = finding->edits[i];
    if (n == 0)
        return *file;
    qsort(edits, n, sizeof(*edits), by_begin);
    for (size_t i = 0; i < n; i++) {
        buf_text(&out, text_slice(file->bytes, at, edits[i].span.begin));
        buf_text(&out, edits[i].text);
        at = edits[i].span.end;
    }
    buf_text(&out, text_slice(file->bytes, at, file->bytes.n));
    return (struct fixing_file){file->name, buf_done(&out)};
}

static bool same_service(const struct service *a, const struct service *b)
{
    return !a || !b ? a == b : text_eq(a->id, b->id);
}

static bool hits(const struct finding *finding, const struct service *service)
{
    for (size_t i = 0; i < finding->n_services; i++)
        if (same_service(finding->services[i], service))
            return true;
    return false;
}

/* The same rule about the same service; where no service is hit, about the
 * same parameter. */
static bool is_alike(const struct finding *a, const struct finding *b)
{
    if (a->rule != b->rule)
        return false;
    return b->n_services ? hits(a, b->services[0]) : a->n_services == 0 && text_eq(a->parameter, b->parameter);
}

static size_t count_alike(const struct findings *findings, const struct finding *finding)
{
    size_t n = 0;
    for (size_t i = 0; i < findings->n; i++)
        n += is_alike(&findings->items[i], finding);
    return n;
}

static bool is_one_of(const char *id, const char *const *ids)
{
    for (; *ids; ids++)
        if (strcmp(id, *ids) == 0)
            return true;
    return false;
}

static size_t count_rule(const struct findings *findings, const struct finding *finding)
{
    size_t n = 0;
    for (size_t i = 0; i < findings->n; i++)
        n += findings->items[i].rule == finding->rule;
    return n;
}

/* What a fix may bring, since it was there and could not be seen: what the
 * rule hid; a default, where TLS was off before; a weak list that Postfix
 * could not read. */
static bool is_follow_up(const struct finding *cause, const struct finding *finding)
{
    static const char *const turns_tls_on[] = {"smtpd-tls-disabled",
                                               "smtp-tls-disabled",
                                               "submission-tls-not-mandatory",
                                               "smtps-without-wrappermode",
                                               "tls-value-invalid",
                                               "quoted-value",
                                               "protocols-invalid-token",
                                               "protocols-syntax-too-new",
                                               "security-level-shadows-legacy",
                                               "auth-only-without-tls",
                                               NULL};
    static const char *const unreadable[] = {"protocols-invalid-token", "protocols-syntax-too-new", NULL};
    static const char *const weak[] = {"smtpd-weak-protocols",
                                       "smtpd-mandatory-weak-protocols",
                                       "smtp-weak-protocols",
                                       "smtp-mandatory-weak-protocols",
                                       "smtpd-ciphers-not-in-profile",
                                       "smtpd-weak-ciphers",
                                       NULL};
    for (size_t i = 0; i < cause->rule->n_supersedes; i++)
        if (strcmp(cause->rule->supersedes[i], finding->rule->id) == 0)
            return true;
    if (finding->origin == FROM_DEFAULT && is_one_of(cause->rule->id, turns_tls_on))
        return true;
    /* Without its suites SSL is no longer the worst of the list. */
    if (strcmp(cause->rule->id, "smtpd-ciphers-not-in-profile") == 0 && is_one_of(finding->rule->id, weak))
        return true;
    return is_one_of(cause->rule->id, unreadable) && is_one_of(finding->rule->id, weak);
}

/* What the fix of FINDING leaves to complain about; empty: nothing. */
static struct text complaint(struct arena *arena, const struct findings *before, const struct finding *finding,
                             const struct findings *after)
{
    if (count_alike(after, finding) >= count_alike(before, finding) &&
        count_rule(after, finding) >= count_rule(before, finding))
        return TEXT("the finding is still there");
    for (size_t i = 0; i < after->n; i++) {
        const struct finding *found = &after->items[i];
        if (found->severity >= SEVERITY_WARNING && count_alike(after, found) > count_alike(before, found) &&
            !is_follow_up(finding, found))
            return text_printf(arena, "it brings %s: %.*s", found->rule->id, TEXT_ARG(found->message));
    }
    return TEXT("");
}

bool fixing_holds(const struct check *check, const struct fixing_file *main, const struct fixing_file *master,
                  size_t *n_fixes, struct text *why)
{
    struct arena *arena = check->arena;
    struct findings before = check_conf(check, read_conf(arena, main, master), NULL);
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < before.n; i++) {
        const struct finding *finding = &before.items[i];
        if (finding->n_edits == 0)
            continue;
        ++*n_fixes;
        struct fixing_file new_main = edited(arena, main, SOURCE_MAIN, finding);
        struct fixing_file new_master = edited(arena, master, SOURCE_MASTER, finding);
        struct findings after = check_conf(check, read_conf(arena, &new_main, &new_master), NULL);
        struct text wrong = complaint(arena, &before, finding, &after);
        if (wrong.n)
            buf_printf(&out, "%s (%.*s): %.*s\n", finding->rule->id, TEXT_ARG(finding->fix), TEXT_ARG(wrong));
    }
    *why = buf_done(&out);
    return why->n == 0;
}
