/* help: --help and --version, from the tables. */
#include "internal.h"

static void print_commands(struct buf *out)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);
    buf_str(out, "\nCommands:\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "  %-8s %-10s %s\n", commands[i].name, commands[i].operands, commands[i].help);
}

static void print_option(const struct cli_option *option, struct buf *out)
{
    char letter[] = {'-', option->letter, ',', ' ', '\0'};
    struct text left = text_printf(out->arena, "%s--%s%s%s", option->letter ? letter : "    ", option->name,
                                   option->argument ? "=" : "", option->argument ? option->argument : "");
    buf_printf(out, "  %-28s %s\n", left.p, option->help);
}

static void print_options(unsigned of_commands, struct buf *out)
{
    size_t n;
    const struct cli_option *options = cli_options(&n);
    for (size_t i = 0; i < n; i++)
        if (options[i].commands == of_commands)
            print_option(&options[i], out);
}

/* "Options of check and show:", for every set of commands that shares some. */
static void print_groups(struct buf *out)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);
    for (unsigned set = COMMAND_ALL; set > 0; set--) {
        struct buf part = buf_new(out->arena);
        print_options(set, &part);
        if (part.n == 0)
            continue;
        buf_str(out, set == COMMAND_ALL ? "\nOptions:\n" : "\nOptions of");
        const char *before = " ";
        for (size_t i = 0; i < n && set != COMMAND_ALL; i++) {
            if (!(set & commands[i].bit))
                continue;
            buf_printf(out, "%s%s", before, commands[i].name);
            before = ", ";
        }
        buf_str(out, set == COMMAND_ALL ? "" : ":\n");
        buf_text(out, buf_done(&part));
    }
}

static void print_command(const struct cli_command *command, struct buf *out)
{
    size_t n;
    const struct cli_option *options = cli_options(&n);
    buf_printf(out, "Usage: postlint %s [OPTION...] %s\n\n%s\n\nOptions:\n", command->name, command->operands,
               command->help);
    for (size_t i = 0; i < n; i++)
        if (options[i].commands & command->bit)
            print_option(&options[i], out);
}

void help_print(struct cli *cli)
{
    struct buf out = buf_new(cli->arena);
    if (cli->command) {
        print_command(cli->command, &out);
    } else {
        buf_str(&out, "Usage: postlint [COMMAND] [OPTION...] [PATH...]\n\nThe TLS linter for Postfix.\n");
        print_commands(&out);
        print_groups(&out);
        buf_str(&out, "\nA PATH is a folder, which is searched for main.cf and master.cf, or a file;\n"
                      "'-' is standard input; none is the current folder.\n\n"
                      "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 could not check.\n"
                      "Manual: postlint(1), postlint.yaml(5), postlint-rules(5), postlint-findings(7),\n"
                      "postlint-targets(7).\n");
    }
    cli_print(cli, buf_done(&out));
}

void version_print(struct cli *cli)
{
    size_t n_openssl;
    const version *openssl = facts_openssl_releases(&n_openssl);
    /* The last series can be a snapshot. */
    const struct platform *upstream = facts_platform(TEXT("upstream"));
    struct text newest = version_text(cli->arena, upstream->postfix);
    struct text newest_openssl = version_text(cli->arena, openssl[n_openssl - 1]);
    cli_print(cli, text_printf(cli->arena, "postlint %s\nnewest releases known: Postfix %.*s, OpenSSL %.*s\n",
                               POSTLINT_VERSION, TEXT_ARG(newest), TEXT_ARG(newest_openssl)));
}
