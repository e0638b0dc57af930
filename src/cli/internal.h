/*
 * internal: one run of the program, as its commands see it.
 */
#ifndef POSTLINT_CLI_INTERNAL_H
#define POSTLINT_CLI_INTERNAL_H

#include "postlint/baseline.h"
#include "postlint/cli.h"
#include "postlint/report.h"
#include "postlint/rulefile.h"
#include "postlint/settings.h"

enum option_id {
    OPTION_POSTFIX,
    OPTION_OPENSSL,
    OPTION_PLATFORM,
    OPTION_PROFILE,
    OPTION_RULES,
    OPTION_SELECT,
    OPTION_IGNORE,
    OPTION_MIN_SEVERITY,
    OPTION_FAIL_ON,
    OPTION_FORMAT,
    OPTION_OUTPUT,
    OPTION_COLOR,
    OPTION_CONFIG,
    OPTION_ISOLATED,
    OPTION_BASELINE,
    OPTION_WRITE_BASELINE,
    OPTION_NO_IGNORES,
    OPTION_STATISTICS,
    OPTION_QUIET,
    OPTION_PARAMETERS,
    OPTION_SERVICE,
    OPTION_POSTCONF,
    OPTION_SETTINGS,
    OPTION_AS,
    OPTION_HOST,
    OPTION_FILES,
    OPTION_STDIN_FILENAME,
    OPTION_HELP,
    OPTION_VERSION,
    OPTIONS
};

/* The values of an option that repeats. */
struct cli_list {
    const char **items;
    size_t n, capacity;
};

struct cli {
    const struct machine *machine;
    struct arena *arena; /* of the whole run; each configuration has its own */
    const struct cli_command *command;
    const char *value[OPTIONS]; /* as given last; "" for a flag; NULL: not given */
    struct cli_list rules, outputs;
    const char **words; /* what is no option and no command */
    size_t n_words, words_capacity;
    struct report_error *errors;
    size_t n_errors, errors_capacity;
    bool has_findings;        /* at or above --fail-on */
    const struct text *input; /* standard input, once it was read; empty after a problem */
    const char *input_problem;
    bool has_progress; /* a line of it stands on the terminal */
};

/* errors: what postlint cannot do.  Kept for machine formats, told on
 * standard error at once; any of them makes the exit status 2. */
void cli_error(struct cli *cli, struct text file, size_t line, struct text message);
void cli_error_at(struct cli *cli, const struct report_error *error);
void cli_error_rulefile(struct cli *cli, const struct rulefile_error *error);
/* About what ITEM says, at its place, or about no file. */
void cli_error_item(struct cli *cli, const struct settings_item *item, struct text message);
/* About no file: CLI, then as printf(3). */
#define cli_usage(cli, ...) cli_error((cli), (struct text){0}, 0, text_printf((cli)->arena, __VA_ARGS__))
/* Seconds since 1970; SOURCE_DATE_EPOCH stands for the clock. */
int64_t cli_now(const struct cli *cli);
/* Tells what is no error: on standard error, and nowhere else. */
void cli_tell(struct cli *cli, struct text message);
/* The one place that writes to standard output. */
void cli_print(struct cli *cli, struct text text);

/* options.c: fills in CLI from the command line; the command stays NULL where
 * none is named.  Then: options that are not for the command are refused. */
void options_parse(struct cli *cli, int argc, char **argv);
void options_check(struct cli *cli);
bool options_given(const struct cli *cli, enum option_id option);

/* help.c */
void help_print(struct cli *cli);
void version_print(struct cli *cli);

/* terminal.c: what --color and the environment say. */
bool terminal_color(struct cli *cli);
size_t terminal_width(const struct cli *cli); /* cells; 0: no terminal, or nobody knows */
bool terminal_links(const struct cli *cli);
/* A line on standard error that says how far a long run is; only on a terminal.
 * It is erased before anything else is written. */
void progress_show(struct cli *cli, size_t done, size_t total);
void progress_erase(struct cli *cli);

/* host.c: the Postfix of this machine, for --host. */
/* Its releases as a target named "host".  False after an error, as where there
 * is no Postfix. */
bool host_target(struct cli *cli, struct target *target);
/* The configuration folders of all instances, the default one first; none
 * after an error. */
const struct text *host_folders(struct cli *cli, size_t *n);

/* targets.c: false after an error. */
bool targets_choose(struct cli *cli, bool is_show, const struct settings_value *values, const struct target **targets,
                    size_t *n);

/* selection.c: rules, profile, and which of the rules are asked. */
struct selection {
    struct ruleset set;
    const struct profile *profile;
    const bool *selected;
};
/* VALUES: N_SETTINGS of them. */
bool selection_load(struct cli *cli, const struct settings_value *values, struct selection *selection);
/* The rules and profiles in a file or a folder of files, added to SET. */
void selection_read(struct cli *cli, struct text path, struct ruleset *set);
/* The rules that ITEM, an id, glob or category, names mark FLAGS.  False after
 * an error. */
bool selection_mark(struct cli *cli, const struct ruleset *set, const struct settings_item *item, bool *flags);

/* plan.c: which files make which configuration. */
struct plan_file {
    struct text path; /* as shown, and as opened */
    enum source_kind kind;
    bool is_input;     /* the text is on standard input */
    struct text guess; /* what its kind was taken from its text for; empty: it was said */
};

struct plan_conf {
    struct text folder;        /* as shown */
    struct plan_file files[2]; /* main, master; path.p NULL: none */
    struct plan_file policy;   /* a policy table, and nothing else; path.p NULL: none */
    const char *root;          /* where links may lead */
};

struct plan {
    struct plan_conf *confs; /* sorted by path */
    size_t n, capacity;
};
/* Errors are told and kept; what is left may be linted. */
struct plan plan_make(struct cli *cli);
/* PATH without what changes nothing: "./", "//", the working folder. */
struct text plan_normal(struct cli *cli, const char *path);

/* settings.c: the settings files that were read. */
struct settings_file;
struct settings_shelf {
    struct settings_file **files;
    size_t n, capacity;
};
/* The settings of a configuration; NULL: none.  *IS_GOOD is false after an
 * error, which is told once for each file. */
const struct settings *settings_find(struct cli *cli, struct settings_shelf *shelf, const struct plan_conf *plan,
                                     bool *is_good);
/* Sets the flags HOLDS, one per section of SETTINGS, of those that are about a
 * configuration. */
void settings_mark(struct cli *cli, const struct settings *settings, const struct plan_conf *plan, bool *holds);
/* The file or folder that ITEM names, as plan_normal() writes it; NULL after an
 * error. */
const char *settings_path(struct cli *cli, const struct settings_item *item);
/* What the options of the command line say, as settings: VALUES are empty. */
void settings_of_options(struct cli *cli, struct settings_value *values);

/* terms.c: what a configuration is judged by. */
struct terms {
    const struct settings *settings; /* NULL: none */
    const bool *holds;               /* of its sections, and of those that it extends */
    struct settings_value values[N_SETTINGS];
    bool is_good;
    const struct target *targets;
    size_t n_targets;
    /* Of `check` alone. */
    struct selection selection;
    enum severity least, fail_on;
    const bool *off, *weaker;  /* flags of rules: what settings do to them; NULL without settings */
    struct accepted *accepted; /* NULL: nothing is */
};
struct terms_shelf {
    bool is_show;                 /* targets alone are wanted */
    bool is_list;                 /* those of `check`, to be listed */
    enum severity least, fail_on; /* where settings say nothing */
    struct settings_shelf settings;
    struct terms **terms;
    size_t n, capacity;
    bool has_failed;
    struct accepted *accepted; /* a list */
};
/* NULL after an error.  PLAN NULL: those without settings. */
const struct terms *terms_of(struct cli *cli, struct terms_shelf *shelf, const struct plan_conf *plan);
/* The settings files that were in force, and what they take away. */
const struct report_settings *terms_report(struct cli *cli, const struct terms_shelf *shelf, size_t *n);
/* Whether all that SETTINGS name is there, in every section.  False after an error. */
bool terms_check(struct cli *cli, const struct settings *settings);

/* accepted.c: baselines, of --baseline, --write-baseline and settings. */
struct accepted {
    const char *path;      /* NULL: of none that was read */
    struct baseline known; /* as read */
    struct baseline fresh; /* to be written */
    struct accepted *next;
};
/* What is accepted under TERMS, which have no `accepted` yet.  False after an
 * error. */
bool accepted_load(struct cli *cli, struct terms_shelf *shelf, struct terms *terms);
/* Marks those of FINDINGS that are accepted; of --write-baseline, all are. */
void accepted_apply(struct cli *cli, const struct terms *terms, const struct report_conf *conf,
                    struct findings *findings);
/* Writes the file, or tells which entries are of no use any more.  CONFS have
 * TERMS, in the same order. */
void accepted_end(struct cli *cli, const struct terms_shelf *shelf, const struct terms *const *terms,
                  const struct report_conf *confs, size_t n_confs);

/* load.c: reads one configuration into ARENA; NULL where nothing of it could be
 * read (then an error was told). */
const struct conf *load_conf(struct cli *cli, struct arena *arena, const struct plan_conf *plan);
/* All of standard input, which is read once.  NULL, or what is wrong. */
const char *load_input_text(struct cli *cli, struct text *text);
/* What FILE, of which neither an option nor its name says so, is by its text:
 * fills in its kind and guess.  What cannot be read is a main.cf. */
void load_guess(struct cli *cli, struct plan_file *file, const char *root);
/* Reads PATH as a source of KIND; NULL after an error.  ROOT as for resolve(). */
const struct source *load_source(struct cli *cli, struct arena *arena, struct text path, const char *root,
                                 enum source_kind kind);

/* The lookup tables beside a configuration, for tables_read().  A table is
 * never reached through a folder that is a link; the file itself may be one as
 * main.cf may. */
struct table_files *load_tables(struct cli *cli, struct arena *arena, const struct plan_conf *plan);

/* Certificates, keys and the like, where --host or --files asks for them; else
 * NULL.  To be called at the end with the same: tells what kept them from being
 * read. */
struct files *load_files(struct cli *cli, struct arena *arena, const struct plan_conf *plan);
void load_files_end(struct cli *cli, const struct files *files);

/* The commands. */
void check_run(struct cli *cli);
void show_run(struct cli *cli);
void explain_run(struct cli *cli);
void rules_run(struct cli *cli);
void ciphers_run(struct cli *cli);
void test_run(struct cli *cli);
/* For commands that write text or json; other formats are an error. */
bool show_choose_json(struct cli *cli);
/* show --settings */
void show_settings_run(struct cli *cli);
/* show --postconf */
void postconf_run(struct cli *cli);

#endif
