/*
 * dump: what postconf(1) prints of a configuration, instead of its files.
 *
 * `postconf -n` prints a main.cf and `postconf -M` a master.cf, which are read
 * as these.  `postconf -P` prints NAME/TYPE/PARAMETER = VALUE for each override.
 * A dump is a text that holds lines of several of these, in any order, which
 * only their looks tell apart.  All places are in the dump.
 */
#ifndef POSTLINT_DUMP_H
#define POSTLINT_DUMP_H

#include "postlint/conf.h"

enum dump_kind {
    DUMP_OTHER,    /* none of them */
    DUMP_MAIN,     /* name = value */
    DUMP_MASTER,   /* an entry of master.cf */
    DUMP_OVERRIDE, /* of postconf -P */
    DUMP_SPOKEN,   /* "postconf: warning: ...", which came in with 2>&1 */
    DUMP_KINDS
};

/* What a logical line looks like. */
enum dump_kind dump_kind(struct text line);

/* The parts of a line of postconf -P; they lie in LINE.  False if it is none. */
struct dump_override {
    struct text name, type; /* of the service */
    struct text setting;    /* PARAMETER = VALUE */
};
bool dump_override(struct text line, struct dump_override *override);

/* The lines of each kind that BYTES hold. */
struct dump_count {
    size_t of[DUMP_KINDS];
};
struct dump_count dump_count(struct arena *arena, struct text bytes);

/* What that makes it: SOURCE_MASTER where all that is known are entries,
 * SOURCE_DUMP where there is more than one kind or any of the last two, else
 * SOURCE_MAIN. */
enum source_kind dump_guess(const struct dump_count *count);

/* SOURCE, of kind SOURCE_DUMP, into CONF, in the place of maincf_read() and
 * mastercf_read().  Of kinds that the dump does not have, the file is absent.
 * Services that only overrides name run what their parameters are for.  False
 * where it holds nothing of a configuration. */
bool dump_read(struct conf *conf, const struct source *source);

#endif
