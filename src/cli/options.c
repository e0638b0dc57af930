/* options: the table of options, and the command line by it. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

static const struct cli_option table[OPTIONS] = {
    [OPTION_POSTFIX] = {"postfix", "X.Y[.Z]", "judge for this Postfix release", COMMAND_CHECK | COMMAND_SHOW, 0},
    [OPTION_OPENSSL] = {"openssl", "X.Y[.Z]", "judge for this OpenSSL release",
                        COMMAND_CHECK | COMMAND_SHOW | COMMAND_CIPHERS, 0},
    [OPTION_PLATFORM] = {"platform", "NAME,...", "judge for these platforms: debian-12, rhel-9, upstream, ...",
                         COMMAND_CHECK | COMMAND_SHOW | COMMAND_CIPHERS, 0},
    [OPTION_PROFILE] = {"profile", "NAME", "set of rules, or a YAML file with one [default]",
                        COMMAND_CHECK | COMMAND_SHOW | COMMAND_RULES, 0},
    [OPTION_RULES] = {"rules", "PATH", "more rules, a YAML file or a folder of them; repeatable",
                      COMMAND_CHECK | COMMAND_EXPLAIN | COMMAND_RULES, 0},
    [OPTION_SELECT] = {"select", "LIST", "only these rules: ids, globs (smtpd-*), categories", COMMAND_CHECK, 0},
    [OPTION_IGNORE] = {"ignore", "LIST", "all but these rules; wins over --select", COMMAND_CHECK, 0},
    [OPTION_MIN_SEVERITY] = {"min-severity", "SEVERITY", "hide findings below it: error, warning, info, style [info]",
                             COMMAND_CHECK, 0},
    [OPTION_FAIL_ON] = {"fail-on", "SEVERITY", "exit 1 from this severity on, or never [warning]", COMMAND_CHECK, 0},
    [OPTION_FORMAT] = {"format", "FORMAT",
                       "text, json; for check also concise, sarif, junit, checkstyle, gitlab, github, "
                       "markdown [text]",
                       COMMAND_CHECK | COMMAND_SHOW | COMMAND_EXPLAIN | COMMAND_RULES, 0},
    [OPTION_OUTPUT] = {"output", "FORMAT=FILE", "write this format to FILE besides; repeatable", COMMAND_CHECK, 0},
    [OPTION_COLOR] = {"color", "WHEN", "auto, always, never [auto]", COMMAND_CHECK, 0},
    [OPTION_CONFIG] = {"config", "FILE", "settings file, instead of the nearest .postlint.yaml",
                       COMMAND_CHECK | COMMAND_SHOW, 0},
    [OPTION_ISOLATED] = {"isolated", NULL, "no settings file", COMMAND_CHECK | COMMAND_SHOW, 0},
    [OPTION_BASELINE] = {"baseline", "FILE", "accept the findings that FILE lists", COMMAND_CHECK, 0},
    [OPTION_WRITE_BASELINE] = {"write-baseline", "FILE", "accept all findings, and list them in FILE", COMMAND_CHECK,
                               0},
    [OPTION_NO_IGNORES] = {"no-ignores", NULL, "honour no suppression comment and no baseline", COMMAND_CHECK, 0},
    [OPTION_STATISTICS] = {"statistics", NULL, "counts by rule and severity at the end", COMMAND_CHECK, 0},
    [OPTION_QUIET] = {"quiet", NULL, "no summary", COMMAND_CHECK, 'q'},
    [OPTION_PARAMETERS] = {"parameters", NULL, "every effective value and where it comes from", COMMAND_SHOW, 0},
    [OPTION_SERVICE] = {"service", "NAME/TYPE", "this service alone, in full", COMMAND_SHOW, 0},
    [OPTION_POSTCONF] = {"postconf", "LISTING", "n, nx, M, P or Px: what postconf prints with that option",
                         COMMAND_SHOW, 0},
    [OPTION_SETTINGS] = {"settings", NULL, "what is in force for each PATH, and where it is said", COMMAND_SHOW, 0},
    [OPTION_AS] = {"as", "KIND", "files given are of this kind: main, master, policy", COMMAND_CHECK | COMMAND_SHOW, 0},
    [OPTION_HOST] = {"host", NULL, "the Postfix of this machine: all instances, its own releases",
                     COMMAND_CHECK | COMMAND_SHOW, 0},
    [OPTION_FILES] = {"files", NULL, "read the certificate, key and DH files beside each configuration",
                      COMMAND_CHECK | COMMAND_SHOW, 0},
    [OPTION_STDIN_FILENAME] = {"stdin-filename", "NAME", "name of what is read from standard input",
                               COMMAND_CHECK | COMMAND_SHOW, 0},
    [OPTION_HELP] = {"help", NULL, "this text", COMMAND_ALL, 'h'},
    [OPTION_VERSION] = {"version", NULL, "version, and the newest releases known", COMMAND_ALL, 'V'},
};

static const struct cli_command commands[] = {
    {"check", "[PATH...]", "Finds what is weak or wrong (the default command).", COMMAND_CHECK, check_run},
    {"show", "[PATH...]", "Prints what every service really runs with.", COMMAND_SHOW, show_run},
    {"explain", "RULE...", "Prints everything about a rule.", COMMAND_EXPLAIN, explain_run},
    {"rules", "", "Lists the rules.", COMMAND_RULES, rules_run},
    {"test", "[PATH...]", "Runs the examples inside rule files.", COMMAND_TEST, test_run},
    {"ciphers", "STRING", "Prints what a cipher string expands to.", COMMAND_CIPHERS, ciphers_run},
};

const struct cli_option *cli_options(size_t *n)
{
    *n = OPTIONS;
    return table;
}

const struct cli_command *cli_commands(size_t *n)
{
    *n = sizeof(commands) / sizeof(commands[0]);
    return commands;
}

bool options_given(const struct cli *cli, enum option_id option)
{
    return cli->value[option] != NULL;
}

/* The table as getopt_long(3) wants it.  "-" gives words in their order, so
 * that one after "--" is never a command; ":" tells a missing argument. */
struct getopt_table {
    struct option longs[OPTIONS + 1];
    char shorts[2 * OPTIONS + 3];
};

static void make_table(struct getopt_table *out)
{
    size_t n = 0;
    *out = (struct getopt_table){0};
    out->shorts[n++] = '-';
    out->shorts[n++] = ':';
    for (int i = 0; i < OPTIONS; i++) {
        out->longs[i].name = table[i].name;
        out->longs[i].has_arg = table[i].argument ? required_argument : no_argument;
        out->longs[i].val = 256 + i;
        if (table[i].letter)
            out->shorts[n++] = table[i].letter;
    }
}

static int find_letter(int letter)
{
    for (int i = 0; i < OPTIONS; i++)
        if (table[i].letter && table[i].letter == letter)
            return i;
    return -1;
}

/* The name in "--name" or "--name=value". */
static struct text long_name(const char *argument)
{
    struct text text = text_from(argument);
    if (!text_starts(text, "--"))
        return TEXT("");
    return text_slice(text, 2, text_find(text, '='));
}

static void keep_word(struct cli *cli, const char *word, bool may_be_command)
{
    size_t n;
    const struct cli_command *list = cli_commands(&n);
    for (size_t i = 0; i < n && may_be_command && cli->n_words == 0 && !cli->command; i++) {
        if (strcmp(word, list[i].name) != 0)
            continue;
        cli->command = &list[i];
        return;
    }
    cli->words = arena_grow(cli->arena, cli->words, cli->n_words, &cli->words_capacity, sizeof(const char *));
    cli->words[cli->n_words++] = word;
}

static void keep_option(struct cli *cli, int option, const char *argument)
{
    cli->value[option] = argument ? argument : "";
    struct cli_list *list = option == OPTION_RULES ? &cli->rules : option == OPTION_OUTPUT ? &cli->outputs : NULL;
    if (!list)
        return;
    list->items = arena_grow(cli->arena, list->items, list->n, &list->capacity, sizeof(const char *));
    list->items[list->n++] = argument;
}

static void refuse_unknown(struct cli *cli, struct text name)
{
    const char *nearest = NULL;
    unsigned best = 3;
    for (int i = 0; i < OPTIONS; i++) {
        unsigned distance = text_distance(name, text_from(table[i].name), best - 1);
        if (distance >= best)
            continue;
        best = distance;
        nearest = table[i].name;
    }
    if (nearest)
        cli_usage(cli, "unknown option --%.*s; did you mean --%s?", TEXT_ARG(name), nearest);
    else
        cli_usage(cli, "unknown option --%.*s", TEXT_ARG(name));
}

/* ARGUMENT, which is returned, is what getopt stumbled over; LETTER a short
 * option in it, or 0. */
static const char *refuse(struct cli *cli, const char *argument, int letter, bool needs_value)
{
    struct text name = long_name(argument);
    if (name.n == 0) {
        char text[2] = {(char)letter, '\0'};
        cli_usage(cli, "unknown option -%s", text);
        return argument;
    }
    for (int i = 0; i < OPTIONS; i++) {
        if (!text_is(name, table[i].name))
            continue;
        cli_usage(cli, needs_value ? "option --%s needs a value" : "option --%s takes no value", table[i].name);
        return argument;
    }
    refuse_unknown(cli, name);
    return argument;
}

void options_check(struct cli *cli)
{
    for (int i = 0; i < OPTIONS; i++)
        if (cli->value[i] && !(table[i].commands & cli->command->bit))
            cli_usage(cli, "option --%s is not for '%s'", table[i].name, cli->command->name);
    if (options_given(cli, OPTION_CONFIG) && options_given(cli, OPTION_ISOLATED))
        cli_usage(cli, "--isolated reads no settings file: give it or --config");
}

void options_parse(struct cli *cli, int argc, char **argv)
{
    struct getopt_table options;
    make_table(&options);
    const char *refused = NULL; /* one complaint about "-jx", not two */
    opterr = 0;
    optind = 0; /* glibc, musl and the BSDs start anew at 0 */
    for (;;) {
        const char *argument = argv[optind ? optind : 1];
        int option = getopt_long(argc, argv, options.shorts, options.longs, NULL);
        if (option == -1)
            break;
        if (option == 1)
            keep_word(cli, optarg, true);
        else if (option == ':' || option == '?')
            refused = argument == refused ? refused : refuse(cli, argument, optopt, option == ':');
        else if (option < 256)
            keep_option(cli, find_letter(option), NULL);
        else if (!text_is(long_name(argument), table[option - 256].name))
            refuse_unknown(cli, long_name(argument)); /* getopt takes abbreviations */
        else
            keep_option(cli, option - 256, optarg);
    }
    for (int i = optind; i < argc; i++)
        keep_word(cli, argv[i], false);
}
