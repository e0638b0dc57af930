/*
 * cli: the command line.
 *
 * Everything that the program needs of the machine it runs on (files, the
 * environment, its streams) comes in through struct machine, so that all of
 * it runs in memory under test.  Only src/cli/main.c and src/cli/machine.c
 * know the real one.
 */
#ifndef POSTLINT_CLI_H
#define POSTLINT_CLI_H

#include "postlint/files.h"
#include "postlint/source.h"

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2 };

enum { MACHINE_PATIENCE = 20 };

struct machine_entry {
    struct text name;
    bool is_folder; /* itself, not through a link */
};

struct machine_entries {
    struct machine_entry *items;
    size_t n, capacity;
};

/* Functions that can fail return NULL, or a sentence for people that says
 * what is wrong. */
struct machine {
    /* Reads a regular file; follows no link, waits for nothing. */
    struct reader reader;
    /* All of standard input. */
    const char *(*input)(const struct machine *machine, struct arena *arena, struct text *text);
    bool (*is_folder)(const struct machine *machine, const char *path); /* also through a link */
    bool (*exists)(const struct machine *machine, const char *path);    /* a dangling link does */
    /* The names in a folder, in any order, without "." and "..". */
    const char *(*list)(const struct machine *machine, struct arena *arena, const char *path,
                        struct machine_entries *entries);
    /* *FILE: what reader.read() is to open for PATH.  A link is followed as
     * long as it stays in ROOT or in the repository that PATH lies in; ROOT
     * NULL: wherever it leads. */
    const char *(*resolve)(const struct machine *machine, struct arena *arena, const char *path, const char *root,
                           const char **file);
    /* *REAL: PATH as an absolute one without links.  It is a failure where there
     * is nothing. */
    const char *(*real)(const struct machine *machine, struct arena *arena, const char *path, const char **real);
    /* As look() of struct file_access: links are followed; with FOLDER only
     * where they stay in it. */
    enum file_state (*look)(const struct machine *machine, struct arena *arena, const char *path, const char *folder,
                            struct file_status *status, char *bytes, size_t capacity, size_t *n, const char **problem);
    int64_t (*now)(const struct machine *machine);                            /* seconds since 1970 */
    const char *(*variable)(const struct machine *machine, const char *name); /* environment; NULL: not set */
    /* Standard output of the program ARGUMENTS[0], an absolute path: run
     * without a shell, with an empty environment and no input, for at most
     * MACHINE_PATIENCE seconds.  A status other than 0 is a failure. */
    const char *(*run)(const struct machine *machine, struct arena *arena, const char *const *arguments,
                       struct text *output);
    struct text (*hostname)(const struct machine *machine, struct arena *arena);
    struct text (*folder)(const struct machine *machine, struct arena *arena); /* the working folder; may be empty */
    bool (*output_is_terminal)(const struct machine *machine);
    long (*output_width)(const struct machine *machine); /* columns of that terminal; 0: not known */
    bool (*error_is_terminal)(const struct machine *machine);
    /* Writes all of TEXT; and says that the last was written. */
    const char *(*write)(const struct machine *machine, struct text text);
    /* Makes PATH a file with TEXT in it, whole or not at all.  What is no
     * regular file, such as a pipe, is written to. */
    const char *(*replace)(const struct machine *machine, struct arena *arena, const char *path, struct text text);
    const char *(*close)(const struct machine *machine);
    /* Diagnostics; whether they arrive is nobody's business. */
    void (*complain)(const struct machine *machine, struct text text);
    long process_id; /* of postlint; 0: none */
    void *context;
};

/* The real one. */
struct machine machine_posix(void);

/* Runs postlint with ARGV, which begins with the program's name.  Returns the
 * exit status. */
int cli_run(const struct machine *machine, int argc, char **argv);

/* What each command takes: the one table of options, from which --help is
 * printed, and against which the manual page is tested. */
enum command_bit {
    COMMAND_CHECK = 1 << 0,
    COMMAND_SHOW = 1 << 1,
    COMMAND_EXPLAIN = 1 << 2,
    COMMAND_RULES = 1 << 3,
    COMMAND_CIPHERS = 1 << 4,
    COMMAND_TEST = 1 << 5,
    COMMAND_ALL = 0x3f
};

struct cli_option {
    const char *name;
    const char *argument; /* NULL: takes none */
    const char *help;
    unsigned commands; /* enum command_bit */
    char letter;       /* 0: none */
};
const struct cli_option *cli_options(size_t *n);

struct cli;
struct cli_command {
    const char *name, *operands, *help;
    enum command_bit bit;
    void (*run)(struct cli *cli);
};
const struct cli_command *cli_commands(size_t *n);

#endif
