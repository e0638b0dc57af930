/* terminal: what the terminal can that output goes to, if it goes to one. */
#include <string.h>

#include "internal.h"

static const char *variable(const struct cli *cli, const char *name)
{
    const char *value = cli->machine->variable(cli->machine, name);
    return value ? value : "";
}

/* An environment variable that is there and says neither nothing nor "0". */
static bool says_yes(const struct cli *cli, const char *name)
{
    const char *value = variable(cli, name);
    return value[0] && strcmp(value, "0") != 0;
}

/* Knows escape sequences. */
static bool is_able(const struct cli *cli)
{
    const char *name = variable(cli, "TERM");
    return name[0] && strcmp(name, "dumb") != 0;
}

/* https://no-color.org, https://force-color.org, https://bixense.com/clicolors */
static bool automatic_color(const struct cli *cli)
{
    if (variable(cli, "NO_COLOR")[0])
        return false;
    if (says_yes(cli, "FORCE_COLOR") || says_yes(cli, "CLICOLOR_FORCE"))
        return true;
    return cli->machine->output_is_terminal(cli->machine) && is_able(cli);
}

bool terminal_color(struct cli *cli)
{
    const char *word = cli->value[OPTION_COLOR];
    if (!word || strcmp(word, "auto") == 0)
        return automatic_color(cli);
    if (strcmp(word, "always") != 0 && strcmp(word, "never") != 0)
        cli_usage(cli, "--color=%s: say auto, always or never", word);
    return strcmp(word, "always") == 0;
}

size_t terminal_width(const struct cli *cli)
{
    enum { LEAST = 20, MOST = 10000 };
    long columns = 0;
    if (!cli->machine->output_is_terminal(cli->machine))
        return 0;
    if (!text_number(text_from(variable(cli, "COLUMNS")), &columns) || columns == 0)
        columns = cli->machine->output_width(cli->machine);
    return columns == 0 || columns > MOST ? 0 : columns < LEAST ? LEAST : (size_t)columns;
}

/* Terminals that show hyperlinks say who they are in one of these variables:
 * https://github.com/Alhadis/OSC8-Adoption, as read by the supports-hyperlinks
 * of Rust and gcc's diagnostic-color.cc.  VALUE NULL: whatever it says. */
static const struct {
    const char *name, *value;
} linking[] = {
    {"DOMTERM", NULL},           {"KITTY_WINDOW_ID", NULL},   {"KONSOLE_VERSION", NULL},
    {"WT_SESSION", NULL},        {"TERM", "alacritty"},       {"TERM", "foot"},
    {"TERM", "xterm-ghostty"},   {"TERM", "xterm-kitty"},     {"TERM_PROGRAM", "Hyper"},
    {"TERM_PROGRAM", "WezTerm"}, {"TERM_PROGRAM", "ghostty"}, {"TERM_PROGRAM", "iTerm.app"},
    {"TERM_PROGRAM", "vscode"},
};

bool terminal_links(const struct cli *cli)
{
    enum { VTE_LINKS = 5000 }; /* 0.50; those before fail on them */
    const char *word = cli->value[OPTION_COLOR];
    long vte = 0;
    if (!cli->machine->output_is_terminal(cli->machine) || !is_able(cli) || (word && strcmp(word, "never") == 0))
        return false;
    if (variable(cli, "FORCE_HYPERLINK")[0])
        return says_yes(cli, "FORCE_HYPERLINK");
    if (text_starts(text_from(variable(cli, "TERM")), "screen"))
        return false; /* the variables are those of the terminal round it */
    if (text_number(text_from(variable(cli, "VTE_VERSION")), &vte) && vte >= VTE_LINKS)
        return true;
    for (size_t i = 0; i < sizeof(linking) / sizeof(linking[0]); i++) {
        const char *value = variable(cli, linking[i].name);
        if (linking[i].value ? strcmp(value, linking[i].value) == 0 : value[0] != '\0')
            return true;
    }
    return false;
}

#define ERASE_LINE "\r\033[K"

void progress_show(struct cli *cli, size_t done, size_t total)
{
    enum { LONG = 200, STEPS = 100 };
    if (total < LONG || done % (total / STEPS) != 0 || !is_able(cli) || options_given(cli, OPTION_QUIET) ||
        !cli->machine->error_is_terminal(cli->machine))
        return;
    cli->machine->complain(cli->machine, text_printf(cli->arena, ERASE_LINE "%zu of %zu configurations", done, total));
    cli->has_progress = true;
}

void progress_erase(struct cli *cli)
{
    if (cli->has_progress)
        cli->machine->complain(cli->machine, TEXT(ERASE_LINE));
    cli->has_progress = false;
}
