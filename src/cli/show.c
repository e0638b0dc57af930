/* show: the command that prints postures. */
#include <string.h>

#include "internal.h"

/* A `show` on its way. */
struct work {
    struct cli *cli;
    struct terms_shelf shelf;
    struct arena **arenas;
    size_t n_arenas;
    struct report_services *confs;
    size_t n_confs, capacity;
    bool found;       /* the service that --service names */
    struct text near; /* "smtp/inet, smtp/unix": services of that name, whatever the type */
};

bool show_choose_json(struct cli *cli)
{
    const char *name = cli->value[OPTION_FORMAT];
    if (name && strcmp(name, "text") != 0 && strcmp(name, "json") != 0)
        cli_usage(cli, "unknown format '%s': '%s' knows text and json", name, cli->command->name);
    return name && strcmp(name, "json") == 0;
}

/* A service that only lacks the type in what --service says, each once. */
static void add_near(struct work *work, const struct service *service, const char *wanted)
{
    struct arena *arena = work->cli->arena;
    struct text id = text_visible(arena, service->id), rest = work->near, word;
    if (!text_is(service->field[SERVICE_NAME], wanted))
        return;
    while (text_token(&rest, TEXT_COMMA_SP, &word))
        if (text_eq(word, id))
            return;
    work->near = text_printf(arena, "%.*s%s%.*s", TEXT_ARG(work->near), work->near.n ? ", " : "", TEXT_ARG(id));
}

/* The services in force, or the one that --service names. */
static void show_target(struct work *work, struct arena *arena, const struct conf *conf, const struct target *target,
                        struct table_files *files, struct files *credential_files)
{
    const char *wanted = work->cli->value[OPTION_SERVICE];
    const struct posture **postures = arena_array(arena, conf->n_services + 1, sizeof(const struct posture *));
    struct report_policies *policies = arena_array(arena, conf->n_services + 1, sizeof(*policies));
    struct posture_cache *cache = posture_cache_new(arena);
    posture_cache_add_files(cache, credential_files);
    size_t n = 0;
    for (size_t i = 0; i < conf->n_services; i++) {
        const struct service *service = &conf->services[i];
        if (service->replaced)
            continue;
        if (wanted && !text_is(service->id, wanted)) {
            add_near(work, service, wanted);
            continue;
        }
        postures[n] = posture_new(arena, view_new(arena, conf, target, service), cache);
        policies[n].items = policy_list(arena, postures[n], files, cache, &policies[n].n);
        n++;
        work->found = true;
    }
    if (n == 0 && wanted)
        return;
    work->confs = arena_grow(work->cli->arena, work->confs, work->n_confs, &work->capacity, sizeof(*work->confs));
    work->confs[work->n_confs++] = (struct report_services){conf, target, postures, policies, n};
}

static void show_one(struct work *work, const struct plan_conf *plan)
{
    const struct terms *terms = terms_of(work->cli, &work->shelf, plan);
    if (!terms)
        return;
    struct arena *arena = arena_new();
    work->arenas[work->n_arenas++] = arena;
    const struct conf *conf = load_conf(work->cli, arena, plan);
    struct table_files *files = load_tables(work->cli, arena, plan);
    struct files *credential_files = load_files(work->cli, arena, plan);
    for (size_t i = 0; conf && i < terms->n_targets; i++)
        show_target(work, arena, conf, &terms->targets[i], files, credential_files);
    load_files_end(work->cli, credential_files);
}

static void show_all(struct work *work)
{
    struct cli *cli = work->cli;
    if (cli->n_errors)
        return;
    work->shelf.is_show = true;
    struct plan plan = plan_make(cli);
    work->arenas = arena_array(cli->arena, plan.n + 1, sizeof(struct arena *));
    for (size_t i = 0; i < plan.n; i++)
        show_one(work, &plan.confs[i]);
    if (options_given(cli, OPTION_SERVICE) && !work->found && cli->n_errors == 0)
        cli_usage(cli, "there is no service %s: %s%.*s", cli->value[OPTION_SERVICE],
                  work->near.n ? "its type is missing; there is "
                               : "names are as 'postconf -M' writes them, for example smtp/inet",
                  TEXT_ARG(work->near));
}

/* The profile that is asked for, by which suites and groups are marked. */
static void load_profile(struct cli *cli, struct selection *selection)
{
    struct settings_value values[N_SETTINGS] = {0};
    settings_of_options(cli, values);
    selection_load(cli, values, selection);
}

void show_run(struct cli *cli)
{
    if (options_given(cli, OPTION_SETTINGS)) {
        show_settings_run(cli);
        return;
    }
    if (options_given(cli, OPTION_POSTCONF)) {
        postconf_run(cli);
        return;
    }
    bool is_json = show_choose_json(cli);
    struct work work = {.cli = cli};
    struct selection selection = {0};
    if (options_given(cli, OPTION_PROFILE))
        load_profile(cli, &selection);
    show_all(&work);
    struct report_show show = {.arena = cli->arena,
                               .confs = work.confs,
                               .n_confs = work.n_confs,
                               .errors = cli->errors,
                               .n_errors = cli->n_errors,
                               .parameters = options_given(cli, OPTION_PARAMETERS),
                               .in_full = options_given(cli, OPTION_SERVICE),
                               .rules = &selection.set,
                               .profile = selection.profile};
    struct buf out = buf_new(cli->arena);
    if (is_json)
        report_show_json(&show, &out);
    else
        report_show_text(&show, &out);
    cli_print(cli, buf_done(&out));
    for (size_t i = 0; i < work.n_arenas; i++)
        arena_free(work.arenas[i]);
}
