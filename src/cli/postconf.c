/* postconf: show --postconf, byte for byte what postconf(1) prints. */
#include "postlint/postconf.h"

#include "internal.h"

/* NAME in FOLDER; NULL where it is not there, and after an error. */
static const struct source *load_file(struct cli *cli, const char *folder, const char *name, enum source_kind kind)
{
    struct text path = plan_normal(cli, text_printf(cli->arena, "%s/%s", folder, name).p);
    if (!cli->machine->exists(cli->machine, path.p))
        return NULL;
    return load_source(cli, cli->arena, path, folder, kind);
}

static void fail(struct cli *cli, const struct postconf *postconf)
{
    if (!postconf->error_span.source) {
        cli_error(cli, postconf->directory, 0, postconf->error);
        return;
    }
    const struct source *source = postconf->error_span.source;
    cli_error(cli, source->name, source_position(source, postconf->error_span.begin).line, postconf->error);
}

static void print_listing(struct cli *cli, const char *folder, enum postconf_listing listing,
                          const struct target *target)
{
    struct postconf postconf = {.arena = cli->arena,
                                .release = target->postfix,
                                .directory = text_from(folder),
                                .main = load_file(cli, folder, "main.cf", SOURCE_MAIN),
                                .master = load_file(cli, folder, "master.cf", SOURCE_MASTER),
                                .hostname = cli->machine->hostname(cli->machine, cli->arena)};
    if (cli->n_errors)
        return;
    /* postconf prints its own there. */
    if (cli->machine->process_id)
        postconf.process_id = text_printf(cli->arena, "%ld", cli->machine->process_id);
    struct buf out = buf_new(cli->arena);
    if (postconf_print(&postconf, listing, &out))
        cli_print(cli, buf_done(&out));
    else
        fail(cli, &postconf);
}

void postconf_run(struct cli *cli)
{
    enum postconf_listing listing;
    const char *name = cli->value[OPTION_POSTCONF], *folder = cli->n_words ? cli->words[0] : ".";
    if (!postconf_listing_parse(text_from(name), &listing))
        cli_usage(cli, "unknown listing '%s': postconf has n, nx, M, P and Px", name);
    if (options_given(cli, OPTION_FORMAT) || options_given(cli, OPTION_SERVICE) ||
        options_given(cli, OPTION_PARAMETERS))
        cli_usage(cli, "--postconf goes with no other option of 'show' than the target");
    if (options_given(cli, OPTION_HOST))
        cli_usage(cli, "--postconf goes with no --host: run postconf(1) itself");
    else if (cli->n_words > 1)
        cli_usage(cli, "--postconf takes one PATH");
    else if (!cli->machine->exists(cli->machine, folder))
        cli_error(cli, text_from(folder), 0, TEXT("there is no such file or folder"));
    else if (!cli->machine->is_folder(cli->machine, folder))
        cli_error(cli, text_from(folder), 0, TEXT("--postconf takes a folder, as postconf -c does"));
    struct terms_shelf shelf = {.is_show = true};
    const struct terms *terms = terms_of(cli, &shelf, &(struct plan_conf){.folder = text_from(folder), .root = folder});
    if (terms && terms->n_targets > 1)
        cli_usage(cli, "--postconf takes one target");
    if (terms && cli->n_errors == 0)
        print_listing(cli, folder, listing, &terms->targets[0]);
}
