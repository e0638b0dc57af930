/* mkcompletions: fills in, at build time, what a shell completes: template of
 * completions/ on standard input, the shell's file on standard output.
 *
 * Commands, options and which of them go together come from the tables of the
 * command line, the words that a value may be from the tables that the program
 * reads it by.  An option whose kind of value is not in the table below ends
 * the build, so that no shell can know less than the program does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postlint/cli.h"
#include "postlint/facts.h"
#include "postlint/report.h"
#include "postlint/rulefile.h"
#include "template.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Words with a blank between them; all are of [a-z0-9./-] or globs of these, so
 * that no shell needs them quoted. */
static void put_word(struct buf *out, const char *word)
{
    buf_printf(out, "%s%s", out->n ? " " : "", word);
}

static void put_words(struct buf *out, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_word(out, words[i]);
}

static void put_versions(struct buf *out, const version *releases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_word(out, version_text(out->arena, releases[i]).p);
}

static void put_postfix(struct buf *out)
{
    size_t n;
    const version *releases = facts_releases(&n);
    put_versions(out, releases, n);
}

static void put_openssl(struct buf *out)
{
    size_t n;
    const version *releases = facts_openssl_releases(&n);
    put_versions(out, releases, n);
}

static void put_platforms(struct buf *out)
{
    size_t n;
    const struct platform *platforms = facts_platforms(&n);
    for (size_t i = 0; i < n; i++)
        put_word(out, platforms[i].name);
}

static void put_profiles(struct buf *out)
{
    const struct ruleset *set = rules_builtin();
    for (size_t i = 0; i < set->n_profiles; i++)
        put_word(out, set->profiles[i].name);
}

/* Categories, then ids. */
static void put_rules(struct buf *out)
{
    size_t n;
    const char *const *categories = rulefile_words(SHAPE_CATEGORY, &n);
    put_words(out, categories, n);
    const struct ruleset *set = rules_builtin();
    for (size_t i = 0; i < set->n_rules; i++)
        put_word(out, set->rules[i].id);
}

static void put_severities(struct buf *out)
{
    for (int severity = SEVERITY_ERROR; severity > SEVERITY_OFF; severity--)
        put_word(out, severity_name((enum severity)severity));
}

static void put_thresholds(struct buf *out)
{
    put_severities(out);
    put_word(out, "never");
}

static void put_formats(struct buf *out)
{
    size_t n;
    const struct report_format *formats = report_formats(&n);
    for (size_t i = 0; i < n; i++)
        put_word(out, formats[i].name);
}

static void put_colors(struct buf *out)
{
    put_word(out, "auto always never");
}

static void put_listings(struct buf *out)
{
    put_word(out, "n nx M P Px");
}

static void put_kinds(struct buf *out)
{
    put_word(out, "main master policy");
}

enum kind {
    KIND_NONE,
    KIND_FREE,         /* anything */
    KIND_FILE,         /* a file or folder */
    KIND_WORD,         /* one of the words */
    KIND_WORD_OR_FILE, /* likewise, or a file */
    KIND_LIST,         /* words with commas between them */
    KIND_WORD_AND_FILE /* WORD=FILE */
};

/* As the templates call them. */
static const char *const kind_names[] = {"none", "free", "file", "word", "word_or_file", "list", "word_and_file"};

/* What a value may be: by the option where its argument alone does not say, by
 * its argument, or by the operands of a command. */
static const struct choice {
    const char *of;
    enum kind kind;
    void (*put)(struct buf *out);
} choices[] = {{"--openssl", KIND_WORD, put_openssl},
               {"--profile", KIND_WORD_OR_FILE, put_profiles},
               {"--fail-on", KIND_WORD, put_thresholds},
               {"--stdin-filename", KIND_FILE, NULL},
               {"X.Y[.Z]", KIND_WORD, put_postfix},
               {"X.Y", KIND_WORD, put_postfix},
               {"NAME,...", KIND_LIST, put_platforms},
               {"LIST", KIND_LIST, put_rules},
               {"SEVERITY", KIND_WORD, put_severities},
               {"FORMAT", KIND_WORD, put_formats},
               {"FORMAT=FILE", KIND_WORD_AND_FILE, put_formats},
               {"WHEN", KIND_WORD, put_colors},
               {"LISTING", KIND_WORD, put_listings},
               {"KIND", KIND_WORD, put_kinds},
               {"FILE", KIND_FILE, NULL},
               {"PATH", KIND_FILE, NULL},
               {"NAME/TYPE", KIND_FREE, NULL},
               {"N", KIND_FREE, NULL},
               {"[PATH...]", KIND_FILE, NULL},
               {"PATH...", KIND_FILE, NULL},
               {"OLD NEW", KIND_FILE, NULL},
               {"RULE...", KIND_WORD, put_rules},
               {"STRING", KIND_FREE, NULL},
               {"", KIND_NONE, NULL}};

static const struct choice *find_value(const char *of)
{
    for (size_t i = 0; i < COUNT(choices); i++)
        if (strcmp(choices[i].of, of) == 0)
            return &choices[i];
    return NULL;
}

static const struct choice *need_value(const struct choice *value, const char *what, const char *name)
{
    if (value)
        return value;
    fprintf(stderr,
            "mkcompletions: what can be said for %s of %s? add a row to the choices in src/gen/mkcompletions.c\n", what,
            name);
    exit(1);
}

static const struct choice *option_value(struct arena *arena, const struct cli_option *option)
{
    if (!option->argument)
        return find_value("");
    const struct choice *value = find_value(text_printf(arena, "--%s", option->name).p);
    return need_value(value ? value : find_value(option->argument), option->argument, option->name);
}

static const struct choice *command_value(const struct cli_command *command)
{
    return need_value(find_value(command->operands), command->operands, command->name);
}

static struct text value_words(struct arena *arena, const struct choice *value)
{
    struct buf words = buf_new(arena);
    if (value->put)
        value->put(&words);
    return buf_done(&words);
}

/* TEXT for between single quotes, with a backslash before each of ESCAPED; a
 * single quote becomes CLOSED_QUOTE. */
static void put_quoted(struct buf *out, const char *text, const char *escaped, const char *closed_quote)
{
    for (; *text; text++) {
        if (*text == '\'') {
            buf_str(out, closed_quote);
            continue;
        }
        buf_printf(out, "%s%c", strchr(escaped, *text) ? "\\" : "", *text);
    }
}

static void put_command_names(struct buf *out)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%s", i ? " " : "", commands[i].name);
}

/* The names of the commands that take OPTION; nothing where all do. */
static struct text commands_of(struct arena *arena, const struct cli_option *option)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);
    struct buf names = buf_new(arena);
    for (size_t i = 0; i < n && option->commands != COMMAND_ALL; i++)
        if (option->commands & commands[i].bit)
            put_word(&names, commands[i].name);
    return buf_done(&names);
}

/* bash: cases that set local variables of the template's functions. */
static void put_bash_commands(struct buf *out)
{
    buf_str(out, "    local commands='");
    put_command_names(out);
    buf_str(out, "'\n");
}

static void put_bash_options(struct buf *out)
{
    size_t n, n_options;
    const struct cli_command *commands = cli_commands(&n);
    const struct cli_option *options = cli_options(&n_options);
    for (size_t i = 0; i < n; i++) {
        struct buf names = buf_new(out->arena);
        for (size_t k = 0; k < n_options; k++)
            if (options[k].commands & commands[i].bit)
                put_word(&names, text_printf(out->arena, "--%s%s", options[k].name, options[k].argument ? "=" : "").p);
        buf_printf(out, "    %s) words='%s' ;;\n", commands[i].name, buf_done(&names).p);
    }
}

static void put_bash_values(struct buf *out)
{
    size_t n;
    const struct cli_option *options = cli_options(&n);
    for (size_t i = 0; i < n; i++) {
        const struct choice *value = option_value(out->arena, &options[i]);
        if (value->kind != KIND_NONE)
            buf_printf(out, "    --%s) kind=%s words='%s' ;;\n", options[i].name, kind_names[value->kind],
                       value_words(out->arena, value).p);
    }
}

static void put_bash_operands(struct buf *out)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);
    for (size_t i = 0; i < n; i++) {
        const struct choice *value = command_value(&commands[i]);
        buf_printf(out, "    %s) kind=%s words='%s' ;;\n", commands[i].name, kind_names[value->kind],
                   value_words(out->arena, value).p);
    }
}

/* zsh: specifications for _arguments. */
static void put_zsh_commands(struct buf *out)
{
    size_t n;
    const struct cli_command *commands = cli_commands(&n);
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, "    '%s:", commands[i].name);
        put_quoted(out, commands[i].help, "", "'\\''");
        buf_str(out, "'\n");
    }
}

/* A colon with a message and what completes. */
static void put_zsh_action(struct buf *out, const char *message, const struct choice *value)
{
    buf_char(out, ':');
    put_quoted(out, message, ":", "'\\''");
    buf_printf(out, ": _postlint_%s", kind_names[value->kind]);
    if (value->put)
        buf_printf(out, " %s", value_words(out->arena, value).p);
}

static void put_zsh_option(struct buf *out, const struct cli_option *option)
{
    const struct choice *value = option_value(out->arena, option);
    bool repeats = strstr(option->help, "repeatable") != NULL;
    const char *last = option->argument ? "=" : "";
    if (option->letter)
        buf_printf(out, "            {-%c,--%s%s}", option->letter, option->name, last);
    else
        buf_printf(out, "            '%s--%s%s'", repeats ? "*" : "", option->name, last);
    buf_str(out, "'[");
    put_quoted(out, option->help, "[]:\\", "'\\''");
    buf_char(out, ']');
    if (option->argument)
        put_zsh_action(out, option->argument, value);
    buf_str(out, "'\n");
}

static void put_zsh_specs(struct buf *out)
{
    size_t n, n_options;
    const struct cli_command *commands = cli_commands(&n);
    const struct cli_option *options = cli_options(&n_options);
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, "    %s)\n        specs=(\n", commands[i].name);
        for (size_t k = 0; k < n_options; k++)
            if (options[k].commands & commands[i].bit)
                put_zsh_option(out, &options[k]);
        const struct choice *value = command_value(&commands[i]);
        if (value->kind != KIND_NONE) {
            buf_str(out, "            '*");
            put_zsh_action(out, commands[i].operands, value);
            buf_str(out, "'\n");
        }
        buf_str(out, "        ) ;;\n");
    }
}

/* fish: one line for each thing. */
static void put_fish_commands(struct buf *out)
{
    buf_str(out, "    set -l commands ");
    put_command_names(out);
    buf_char(out, '\n');
}

static void put_fish_words(struct buf *out, const struct choice *value)
{
    const char *words = value_words(out->arena, value).p;
    switch (value->kind) {
    case KIND_FREE:
        buf_str(out, " -x");
        break;
    case KIND_FILE:
        buf_str(out, " -r -F");
        break;
    case KIND_WORD:
        buf_printf(out, " -x -a '%s'", words);
        break;
    case KIND_WORD_OR_FILE:
        buf_printf(out, " -r -F -a '%s'", words);
        break;
    case KIND_LIST:
        buf_printf(out, " -x -a '(__postlint_list %s)'", words);
        break;
    case KIND_WORD_AND_FILE:
        buf_printf(out, " -r -F -a '(printf \"%%s=\\n\" %s)'", words);
        break;
    default:
        break;
    }
}

static void put_fish_end(struct buf *out, const char *help)
{
    buf_str(out, " -d '");
    put_quoted(out, help, "\\", "\\'");
    buf_str(out, "'\n");
}

static void put_fish_option(struct buf *out, const struct cli_option *option)
{
    struct text commands = commands_of(out->arena, option);
    buf_str(out, "complete -c postlint");
    if (commands.n)
        buf_printf(out, " -n '__postlint_is %s'", commands.p);
    if (option->letter)
        buf_printf(out, " -s %c", option->letter);
    buf_printf(out, " -l %s", option->name);
    put_fish_words(out, option_value(out->arena, option));
    put_fish_end(out, option->help);
}

static void put_fish_lines(struct buf *out)
{
    size_t n, n_options;
    const struct cli_command *commands = cli_commands(&n);
    const struct cli_option *options = cli_options(&n_options);
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, "complete -c postlint -n __postlint_is_first -a %s", commands[i].name);
        put_fish_end(out, commands[i].help);
        const struct choice *value = command_value(&commands[i]);
        if (value->kind == KIND_FILE)
            continue;
        buf_printf(out, "complete -c postlint -n '__postlint_is %s' -f", commands[i].name);
        if (value->put)
            buf_printf(out, " -a '%s'", value_words(out->arena, value).p);
        buf_char(out, '\n');
    }
    for (size_t i = 0; i < n_options; i++)
        put_fish_option(out, &options[i]);
}

static const struct template_part parts[] = {
    {"@bash-commands@", put_bash_commands}, {"@bash-options@", put_bash_options}, {"@bash-values@", put_bash_values},
    {"@bash-operands@", put_bash_operands}, {"@zsh-commands@", put_zsh_commands}, {"@zsh-specs@", put_zsh_specs},
    {"@fish-commands@", put_fish_commands}, {"@fish-lines@", put_fish_lines}};

int main(void)
{
    return template_fill("mkcompletions", parts, COUNT(parts));
}
