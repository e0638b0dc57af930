/* cli: one run, from the command line to the exit status. */
#include "internal.h"

void cli_error_at(struct cli *cli, const struct report_error *error)
{
    cli->errors =
        arena_grow(cli->arena, cli->errors, cli->n_errors, &cli->errors_capacity, sizeof(struct report_error));
    cli->errors[cli->n_errors++] = *error;
    struct buf out = buf_new(cli->arena);
    buf_str(&out, "postlint: ");
    if (error->file.p)
        buf_visible(&out, error->file);
    if (error->line)
        buf_printf(&out, ":%zu", error->line);
    if (error->column)
        buf_printf(&out, ":%zu", error->column);
    if (error->file.p)
        buf_str(&out, ": ");
    buf_visible(&out, error->message);
    buf_char(&out, '\n');
    progress_erase(cli);
    cli->machine->complain(cli->machine, buf_done(&out));
}

void cli_error_rulefile(struct cli *cli, const struct rulefile_error *error)
{
    struct buf message = buf_new(cli->arena);
    if (error->path.n)
        buf_printf(&message, "%.*s: ", TEXT_ARG(error->path));
    buf_text(&message, error->message);
    cli_error_at(cli, &(struct report_error){error->file, error->line, error->column, buf_done(&message)});
}

void cli_error_item(struct cli *cli, const struct settings_item *item, struct text message)
{
    struct text file = item->from ? item->from->source->name : (struct text){0};
    cli_error_at(cli, &(struct report_error){file, item->line, item->column, message});
}

void cli_error(struct cli *cli, struct text file, size_t line, struct text message)
{
    cli_error_at(cli, &(struct report_error){.file = file, .line = line, .message = message});
}

/* https://reproducible-builds.org/docs/source-date-epoch/ */
int64_t cli_now(const struct cli *cli)
{
    struct text epoch = text_from(cli->machine->variable(cli->machine, "SOURCE_DATE_EPOCH"));
    int64_t seconds = 0;
    for (size_t i = 0; i < epoch.n; i++) {
        if (!text_is_digit(epoch.p[i]) || epoch.n > 15)
            return cli->machine->now(cli->machine);
        seconds = seconds * 10 + (epoch.p[i] - '0');
    }
    return epoch.n ? seconds : cli->machine->now(cli->machine);
}

void cli_tell(struct cli *cli, struct text message)
{
    struct buf out = buf_new(cli->arena);
    buf_str(&out, "postlint: ");
    buf_visible(&out, message);
    buf_char(&out, '\n');
    progress_erase(cli);
    cli->machine->complain(cli->machine, buf_done(&out));
}

void cli_print(struct cli *cli, struct text text)
{
    progress_erase(cli);
    const char *problem = cli->machine->write(cli->machine, text);
    if (problem)
        cli_usage(cli, "cannot write to standard output: %s", problem);
}

static void run(struct cli *cli)
{
    if (options_given(cli, OPTION_HELP)) {
        help_print(cli);
        return;
    }
    if (options_given(cli, OPTION_VERSION)) {
        version_print(cli);
        return;
    }
    size_t n;
    if (!cli->command)
        cli->command = &cli_commands(&n)[0];
    options_check(cli);
    cli->command->run(cli);
}

int cli_run(const struct machine *machine, int argc, char **argv)
{
    static char name[] = "postlint";
    char *alone[] = {name, NULL};
    struct cli cli = {.machine = machine, .arena = arena_new()};
    options_parse(&cli, argc > 0 ? argc : 1, argc > 0 ? argv : alone);
    run(&cli);
    const char *problem = machine->close(machine);
    if (problem && cli.n_errors == 0)
        cli_usage(&cli, "cannot write to standard output: %s", problem);
    int status = cli.n_errors ? EXIT_TROUBLE : cli.has_findings ? EXIT_FINDINGS : EXIT_CLEAN;
    arena_free(cli.arena);
    return status;
}
