/* accepted: --baseline and --write-baseline. */
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

bool accepted_load(struct cli *cli, struct accepted *accepted)
{
    const char *read = cli->value[OPTION_BASELINE], *write = cli->value[OPTION_WRITE_BASELINE];
    accepted->known = baseline_new(cli->arena);
    accepted->fresh = baseline_new(cli->arena);
    /* A file that is written anew keeps the reasons that people gave in it. */
    const char *path = read ? read : write && cli->machine->exists(cli->machine, write) ? write : NULL;
    return !path || read_baseline(cli, path, &accepted->known);
}

void accepted_apply(struct cli *cli, struct accepted *accepted, const struct report_conf *conf,
                    struct findings *findings)
{
    struct baseline *baseline = &accepted->known;
    if (options_given(cli, OPTION_WRITE_BASELINE)) {
        baseline = &accepted->fresh;
        baseline_add(baseline, &accepted->known, conf, findings);
    } else if (!options_given(cli, OPTION_BASELINE) || options_given(cli, OPTION_NO_IGNORES)) {
        return;
    }
    baseline_apply(baseline, conf, findings);
}

static bool was_read(struct cli *cli, const struct report_conf *confs, size_t n, struct text file)
{
    for (size_t i = 0; i < n; i++) {
        const struct source *const sources[] = {confs[i].conf->main, confs[i].conf->master};
        for (size_t k = 0; k < 2; k++)
            if (sources[k] && text_eq(text_visible(cli->arena, sources[k]->name), file))
                return true;
    }
    return false;
}

static bool was_asked(const struct selection *selection, struct text id)
{
    for (size_t i = 0; i < selection->set.n_rules; i++)
        if (text_is(id, selection->set.rules[i].id))
            return selection->selected[i];
    return true; /* a rule that is no more */
}

/* Only of files and rules that were looked at: pre-commit lints a few files
 * of many with one baseline. */
static void tell_stale(struct cli *cli, const struct accepted *accepted, const struct selection *selection,
                       const struct report_conf *confs, size_t n_confs)
{
    size_t n = 0;
    for (size_t i = 0; i < accepted->known.n; i++) {
        const struct baseline_entry *entry = &accepted->known.entries[i];
        if (entry->used == entry->count || !was_asked(selection, entry->rule) ||
            !was_read(cli, confs, n_confs, entry->file))
            continue;
        struct text subject = entry->parameter.n ? entry->parameter : entry->service.n ? entry->service : TEXT("all");
        if (n++ < NAMED)
            cli_tell(cli, text_printf(cli->arena, "%s: %.*s of %.*s in %.*s is no longer found: remove it",
                                      cli->value[OPTION_BASELINE], TEXT_ARG(entry->rule), TEXT_ARG(subject),
                                      TEXT_ARG(entry->file)));
    }
    if (n > NAMED)
        cli_tell(cli, text_printf(cli->arena, "%s: and %zu entries more", cli->value[OPTION_BASELINE], n - NAMED));
}

void accepted_end(struct cli *cli, const struct accepted *accepted, const struct selection *selection,
                  const struct report_conf *confs, size_t n_confs)
{
    const char *path = cli->value[OPTION_WRITE_BASELINE];
    if (!path && options_given(cli, OPTION_BASELINE) && !options_given(cli, OPTION_NO_IGNORES))
        tell_stale(cli, accepted, selection, confs, n_confs);
    if (!path || cli->n_errors) /* what could not be read is not accepted */
        return;
    struct buf out = buf_new(cli->arena);
    baseline_write(&accepted->fresh, &out);
    const char *problem = cli->machine->replace(cli->machine, cli->arena, path, buf_done(&out));
    if (problem)
        cli_error(cli, text_from(path), 0, text_printf(cli->arena, "cannot be written: %s", problem));
}
