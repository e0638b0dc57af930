/*
 * ask: what real postconf programs print, many of them side by side.
 *
 * postconf sleeps a second before it ends with a fatal error, so questions
 * are put to many processes at once.  Each runs in a folder of its own below
 * one temporary folder.  When ask_all() returns, also after SIGINT, SIGTERM,
 * SIGHUP or SIGQUIT, no process runs any more and no file is left.  (After
 * SIGKILL the folder stays.)
 */
#ifndef POSTLINT_TESTS_ASK_H
#define POSTLINT_TESTS_ASK_H

#include "postlint/buf.h"
#include "postlint/version.h"

enum { ASK_LISTINGS = 5 };
extern const char *const ask_listings[ASK_LISTINGS]; /* "n", "nx", ... */

struct answer {
    bool succeeded;  /* exit status 0 */
    bool crashed;    /* ended by a signal: says nothing about the configuration */
    long process_id; /* what $process_id was */
    struct text out; /* standard output */
};

/* One configuration, listed by one postconf in every way it knows. */
struct question {
    struct arena *arena; /* of this question: whoever gets the answers frees it */
    size_t number;
    const char *program;      /* path of postconf */
    version release;          /* of it */
    struct text main, master; /* .p NULL: no such file */
    const char *label;        /* for people */
    struct answer answers[ASK_LISTINGS];
};

struct ask {
    /* Fills in the next question, answers apart; false if there is none. */
    bool (*next)(void *context, struct question *question);
    /* Called once for each, in the order in which they are done. */
    void (*done)(void *context, struct question *question);
    void *context;
};

/* False if a signal or trouble of the machine ended it early; why is on
 * standard error. */
bool ask_all(const struct ask *ask);

/* The release that the postconf at PROGRAM says it is.  False if there is no
 * such program, or it is none. */
bool ask_release(const char *program, version *release);

/* Whether the postconf of RELEASE knows LISTING. */
bool ask_knows(version release, int listing);

#endif
