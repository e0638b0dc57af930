/* check: the command that lints. */
#include "internal.h"

#include <string.h>

#include "postlint/check.h"
#include "postlint/date.h"

/* --output */
struct output {
    const struct report_format *format; /* NULL: an option that was refused */
    const char *path;
};

/* What the options say, worked out. */
struct wish {
    const struct report_format *format;
    const struct output *outputs; /* as many as the options */
    enum severity least, fail_on; /* fail_on SEVERITY_OFF: never */
    bool color;
};

/* A check on its way. */
struct work {
    struct cli *cli;
    struct wish wish;
    struct terms_shelf shelf;
    const struct terms **terms; /* one per configuration */
    struct arena **arenas;      /* one per configuration, kept until the report is written */
    struct report_conf *confs;
    size_t n_confs, n_hidden;
};

static const struct report_format *find_format(struct cli *cli, struct text name)
{
    const struct report_format *format = report_format(name);
    if (format)
        return format;
    size_t n;
    const struct report_format *formats = report_formats(&n);
    struct buf known = buf_new(cli->arena);
    for (size_t i = 0; i < n; i++)
        buf_printf(&known, "%s%s", i ? ", " : "", formats[i].name);
    cli_usage(cli, "unknown format '%.*s': known are %s", TEXT_ARG(name), buf_done(&known).p);
    return NULL;
}

static const struct report_format *choose_format(struct cli *cli)
{
    const char *name = cli->value[OPTION_FORMAT];
    const struct report_format *format = find_format(cli, text_from(name ? name : "text"));
    return format ? format : report_format(TEXT("text"));
}

/* Before anything is read: a mistyped option shall not cost a whole run. */
static struct output *choose_outputs(struct cli *cli)
{
    struct output *outputs = arena_array(cli->arena, cli->outputs.n, sizeof(struct output));
    for (size_t i = 0; i < cli->outputs.n; i++) {
        struct text argument = text_from(cli->outputs.items[i]);
        size_t at = text_find(argument, '=');
        outputs[i].format = find_format(cli, text_slice(argument, 0, at));
        outputs[i].path = at < argument.n ? argument.p + at + 1 : "";
        if (outputs[i].path[0])
            continue;
        outputs[i].format = NULL;
        cli_usage(cli, "--output=%s: say --output=FORMAT=FILE", argument.p);
    }
    return outputs;
}

static enum severity choose_severity(struct cli *cli, enum option_id option, enum severity otherwise)
{
    const char *word = cli->value[option];
    enum severity severity = otherwise;
    if (!word || (option == OPTION_FAIL_ON && strcmp(word, "never") == 0))
        return word ? SEVERITY_OFF : otherwise;
    if (!severity_parse(text_from(word), &severity) || severity == SEVERITY_OFF)
        cli_usage(cli, "unknown severity '%s': known are error, warning, info, style%s", word,
                  option == OPTION_FAIL_ON ? " and never" : "");
    return severity;
}

static struct wish make_wish(struct cli *cli)
{
    return (struct wish){.format = choose_format(cli),
                         .outputs = choose_outputs(cli),
                         .least = choose_severity(cli, OPTION_MIN_SEVERITY, SEVERITY_INFO),
                         .fail_on = choose_severity(cli, OPTION_FAIL_ON, SEVERITY_WARNING),
                         .color = terminal_color(cli)};
}

/* Takes what somebody accepted out of FINDINGS. */
static struct findings take_suppressed(struct arena *arena, struct findings *findings)
{
    struct findings taken = {arena_array(arena, findings->n, sizeof(struct finding)), 0};
    size_t kept = 0;
    for (size_t i = 0; i < findings->n; i++) {
        struct findings *list = findings->items[i].suppressed_by ? &taken : findings;
        list->items[list == findings ? kept++ : taken.n++] = findings->items[i];
    }
    findings->n = kept;
    return taken;
}

/* Drops what is not severe enough to be shown. */
static void hide(struct work *work, const struct terms *terms, struct findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->n; i++)
        if (findings->items[i].severity >= terms->least)
            findings->items[kept++] = findings->items[i];
        else
            work->n_hidden++;
    findings->n = kept;
}

static bool fails(const struct terms *terms, const struct findings *findings)
{
    for (size_t i = 0; i < findings->n && terms->fail_on != SEVERITY_OFF; i++)
        if (findings->items[i].severity >= terms->fail_on)
            return true;
    return false;
}

static void check_one(struct work *work, const struct plan_conf *plan)
{
    const struct terms *terms = terms_of(work->cli, &work->shelf, plan);
    if (!terms)
        return;
    struct arena *arena = arena_new();
    const struct conf *conf = load_conf(work->cli, arena, plan);
    if (!conf) {
        arena_free(arena);
        return;
    }
    bool *judged = arena_array(arena, CHECK_MAX_TARGETS, sizeof(bool));
    /* What the rules need takes much more than what they find. */
    struct arena *scratch = arena_new();
    struct check check = {.arena = scratch,
                          .rules = &terms->selection.set,
                          .profile = terms->selection.profile,
                          .targets = terms->targets,
                          .n_targets = terms->n_targets,
                          .selected = terms->selection.selected,
                          .no_ignores = options_given(work->cli, OPTION_NO_IGNORES),
                          .today = cli_now(work->cli) / DATE_SECONDS,
                          .files = load_tables(work->cli, arena, plan),
                          .credential_files = load_files(work->cli, arena, plan)};
    struct findings found = check_conf(&check, conf, judged), findings = findings_keep(arena, &found);
    load_files_end(work->cli, check.credential_files);
    arena_free(scratch);
    struct report_conf *made = &work->confs[work->n_confs];
    *made =
        (struct report_conf){.conf = conf, .targets = terms->targets, .n_targets = terms->n_targets, .judged = judged};
    hide(work, terms, &findings);
    accepted_apply(work->cli, terms, made, &findings);
    made->suppressed = take_suppressed(arena, &findings);
    made->findings = findings;
    work->cli->has_findings = work->cli->has_findings || fails(terms, &findings);
    work->terms[work->n_confs] = terms;
    work->arenas[work->n_confs++] = arena;
}

static void check_all(struct work *work)
{
    struct cli *cli = work->cli;
    if (cli->n_errors)
        return;
    work->shelf.least = work->wish.least;
    work->shelf.fail_on = work->wish.fail_on;
    struct plan plan = plan_make(cli);
    work->terms = arena_array(cli->arena, plan.n + 1, sizeof(const struct terms *));
    work->arenas = arena_array(cli->arena, plan.n + 1, sizeof(struct arena *));
    work->confs = arena_array(cli->arena, plan.n + 1, sizeof(struct report_conf));
    if (plan.n == 0) /* a mistyped option is told all the same */
        terms_of(cli, &work->shelf, NULL);
    for (size_t i = 0; i < plan.n; i++) {
        progress_show(cli, i, plan.n);
        check_one(work, &plan.confs[i]);
    }
    accepted_end(cli, &work->shelf, work->terms, work->confs, work->n_confs);
}

/* The files first: what goes wrong with them is in the report that follows. */
static void write_outputs(struct work *work, const struct report *report)
{
    struct cli *cli = work->cli;
    struct report plain = *report;
    plain.color = plain.links = false;
    plain.width = 0;
    for (size_t i = 0; i < cli->outputs.n; i++) {
        const struct output *output = &work->wish.outputs[i];
        if (!output->format)
            continue;
        struct buf out = buf_new(cli->arena);
        output->format->write(&plain, &out);
        const char *problem = cli->machine->replace(cli->machine, cli->arena, output->path, buf_done(&out));
        if (problem)
            cli_error(cli, text_from(output->path), 0, text_printf(cli->arena, "cannot be written: %s", problem));
    }
}

void check_run(struct cli *cli)
{
    struct work work = {.cli = cli, .wish = make_wish(cli)};
    check_all(&work);
    struct report report = {.arena = cli->arena,
                            .confs = work.confs,
                            .n_confs = work.n_confs,
                            .errors = cli->errors,
                            .n_errors = cli->n_errors,
                            .n_hidden = work.n_hidden,
                            .color = work.wish.color,
                            .width = terminal_width(cli),
                            .links = terminal_links(cli),
                            .quiet = options_given(cli, OPTION_QUIET),
                            .statistics = options_given(cli, OPTION_STATISTICS)};
    report.settings = terms_report(cli, &work.shelf, &report.n_settings);
    write_outputs(&work, &report);
    report.errors = cli->errors;
    report.n_errors = cli->n_errors;
    struct buf out = buf_new(cli->arena);
    work.wish.format->write(&report, &out);
    cli_print(cli, buf_done(&out));
    for (size_t i = 0; i < work.n_confs; i++)
        arena_free(work.arenas[i]);
}
