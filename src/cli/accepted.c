/* accepted: baselines, of --baseline, --write-baseline and settings. */
#include <string.h>

#include "internal.h"

/* How many entries of no use are named. */
enum { NAMED = 10 };

/* The file PATH into BASELINE.  False after an error. */
static bool read_baseline(struct cli *cli, const char *path, struct baseline *baseline)
{
    struct text bytes;
    struct report_error error = {0};
    const char *problem = cli->machine->reader.read(&cli->machine->reader, cli->arena, path, &bytes);
    if (problem)
        error.message = text_printf(cli->arena, "cannot be read: %s", problem);
    else if (baseline_parse(baseline, bytes, &error))
        return true;
    error.file = text_from(path);
    cli_error_at(cli, &error);
    return false;
}

static struct accepted *add(struct cli *cli, struct terms_shelf *shelf, const char *path)
{
    struct accepted *accepted = arena_alloc(cli->arena, sizeof(*accepted));
    *accepted = (struct accepted){path, baseline_new(cli->arena), baseline_new(cli->arena), shelf->accepted};
    shelf->accepted = accepted;
    return accepted;
}

/* The baseline that counts for TERMS; NULL: none. */
static const char *choose_path(struct cli *cli, const struct terms *terms)
{
    const struct settings_value *baseline = &terms->values[SETTING_BASELINE];
    const char *write = cli->value[OPTION_WRITE_BASELINE];
    /* A file that is written anew keeps the reasons that people gave in it. */
    if (write && !options_given(cli, OPTION_BASELINE))
        return cli->machine->exists(cli->machine, write) ? write : NULL;
    return baseline->is_given ? settings_path(cli, &baseline->items[0]) : NULL;
}

bool accepted_load(struct cli *cli, struct terms_shelf *shelf, struct terms *terms)
{
    size_t before = cli->n_errors;
    const char *path = choose_path(cli, terms);
    if (cli->n_errors > before)
        return false;
    for (struct accepted *known = shelf->accepted; known; known = known->next)
        if (options_given(cli, OPTION_WRITE_BASELINE) || (path && strcmp(path, known->path) == 0))
            terms->accepted = known;
    if (terms->accepted || (!path && !options_given(cli, OPTION_WRITE_BASELINE)))
        return true;
    terms->accepted = add(cli, shelf, path);
    return !path || read_baseline(cli, path, &terms->accepted->known);
}

void accepted_apply(struct cli *cli, const struct terms *terms, const struct report_conf *conf,
                    struct findings *findings)
{
    struct accepted *accepted = terms->accepted;
    if (accepted && options_given(cli, OPTION_WRITE_BASELINE)) {
        baseline_add(&accepted->fresh, &accepted->known, conf, findings);
        baseline_apply(&accepted->fresh, conf, findings);
    } else if (accepted && !options_given(cli, OPTION_NO_IGNORES)) {
        baseline_apply(&accepted->known, conf, findings);
    }
}

static bool has_file(struct cli *cli, const struct report_conf *conf, struct text file)
{
    const struct source *const sources[] = {conf->conf->main, conf->conf->master};
    for (size_t k = 0; k < 2; k++)
        if (sources[k] && text_eq(text_visible(cli->arena, sources[k]->name), file))
            return true;
    return false;
}

static bool was_asked(const struct selection *selection, struct text id)
{
    for (size_t i = 0; i < selection->set.n_rules; i++)
        if (text_is(id, selection->set.rules[i].id))
            return selection->selected[i];
    return true; /* a rule that is no more */
}

/* Configurations, and what each is judged by. */
struct judged {
    const struct terms *const *terms;
    const struct report_conf *confs;
    size_t n;
};

/* Only of files and rules that were looked at: pre-commit lints a few files
 * of many with one baseline. */
static bool is_stale(struct cli *cli, const struct baseline_entry *entry, const struct judged *judged)
{
    for (size_t i = 0; i < judged->n && entry->used < entry->count; i++)
        if (has_file(cli, &judged->confs[i], entry->file))
            return was_asked(&judged->terms[i]->selection, entry->rule);
    return false;
}

static void tell_stale(struct cli *cli, const struct accepted *accepted, const struct judged *judged)
{
    size_t n = 0;
    for (size_t i = 0; i < accepted->known.n; i++) {
        const struct baseline_entry *entry = &accepted->known.entries[i];
        if (!is_stale(cli, entry, judged))
            continue;
        struct text subject = entry->parameter.n ? entry->parameter : entry->service.n ? entry->service : TEXT("all");
        if (n++ < NAMED)
            cli_tell(cli, text_printf(cli->arena, "%s: %.*s of %.*s in %.*s is no longer found: remove it",
                                      accepted->path, TEXT_ARG(entry->rule), TEXT_ARG(subject), TEXT_ARG(entry->file)));
    }
    if (n > NAMED)
        cli_tell(cli, text_printf(cli->arena, "%s: and %zu entries more", accepted->path, n - NAMED));
}

void accepted_end(struct cli *cli, const struct terms_shelf *shelf, const struct terms *const *terms,
                  const struct report_conf *confs, size_t n_confs)
{
    const char *path = cli->value[OPTION_WRITE_BASELINE];
    const struct judged judged = {terms, confs, n_confs};
    if (!path && !options_given(cli, OPTION_NO_IGNORES))
        for (const struct accepted *accepted = shelf->accepted; accepted; accepted = accepted->next)
            tell_stale(cli, accepted, &judged);
    if (!path || cli->n_errors) /* what could not be read is not accepted */
        return;
    struct buf out = buf_new(cli->arena);
    struct baseline none = baseline_new(cli->arena);
    baseline_write(shelf->accepted ? &shelf->accepted->fresh : &none, &out);
    const char *problem = cli->machine->replace(cli->machine, cli->arena, path, buf_done(&out));
    if (problem)
        cli_error(cli, text_from(path), 0, text_printf(cli->arena, "cannot be written: %s", problem));
}
