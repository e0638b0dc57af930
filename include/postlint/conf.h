/*
 * conf: the tree of one configuration: parameters, services, overrides.
 *
 * Plain data.  The parsers (maincf, mastercf) fill it, later stages read it.
 * It holds what the files say, not what it means: values are unexpanded, and
 * every setting is kept, also the one that a later one replaces.
 *
 * What Postfix refuses, warns about or silently swallows becomes a note here
 * and a finding by way of a rule; parsers never print and never stop.
 */
#ifndef POSTLINT_CONF_H
#define POSTLINT_CONF_H

#include "postlint/line.h"
#include "postlint/version.h"

struct service;

/* A `name = value` of main.cf, or a `-o name=value` of a service. */
struct setting {
    struct text name, value;                 /* value as Postfix takes it: joined, trimmed */
    struct span name_span, value_span, span; /* span: the whole setting */
    const struct line *line;
    size_t value_at;               /* offset of the value in line->text; braces of -o stripped */
    const struct service *service; /* NULL in main.cf */
    bool replaced;                 /* a later setting of this name wins */
    bool is_template;              /* holds a placeholder: its value is unknown */
    const struct setting *winner;  /* if replaced: the one that wins */
};

enum service_field {
    SERVICE_NAME,
    SERVICE_TYPE,
    SERVICE_PRIVATE,
    SERVICE_UNPRIV,
    SERVICE_CHROOT,
    SERVICE_WAKEUP,
    SERVICE_MAXPROC,
    SERVICE_COMMAND,
    SERVICE_FIELDS
};

struct service {
    struct text id; /* NAME/TYPE, as postconf -M writes it */
    struct text field[SERVICE_FIELDS];
    struct span field_span[SERVICE_FIELDS];
    struct span span; /* first to last byte of the logical line */
    const struct line *line;
    struct setting *overrides;
    size_t n_overrides, capacity;
    const uint32_t *index;    /* hash table: number of an override + 1, or 0 */
    size_t index_size;        /* a power of two */
    bool replaced;            /* a later entry for the same endpoint wins */
    bool refused;             /* the master would not run it; still looked at */
    bool is_template;         /* its fields hold a placeholder */
    bool has_unknown_options; /* a placeholder stands among its options */
    bool options_ended;       /* by a word: no option behind it is read */
};

/* What the reader met besides settings. */
enum note_kind {
    NOTE_REFUSED,          /* Postfix dies: what it says is in `detail` */
    NOTE_ORPHAN,           /* first line starts with blanks: ignored */
    NOTE_NUL,              /* text after a NUL byte is lost */
    NOTE_CONTINUED,        /* a continuation that looks like `name = value` */
    NOTE_OVERRIDE_BLANKS,  /* `-o name = value` without braces */
    NOTE_OPTIONS_ENDED,    /* a word ends the options: later -o are ignored */
    NOTE_DUPLICATE_SERVICE /* two entries for one endpoint, the last wins */
};

struct note {
    enum note_kind kind;
    version from, to; /* releases that do so; to 0: still, to X: up to before X */
    struct span span;
    struct text name; /* the parameter or word it is about; may be empty */
    struct text value;
    struct text detail; /* a sentence for people; may be empty */
    const struct service *service;
    struct span related; /* e.g. the entry that wins; source NULL if none */
};

struct conf {
    struct arena *arena;
    struct text path;                   /* the folder, as shown to the user */
    const struct source *main, *master; /* NULL where there is none */
    const struct source *policy;        /* a policy table that stands for itself: there is nothing else */
    struct setting *settings;
    size_t n_settings, settings_capacity;
    bool main_is_open;     /* a template may add settings: defaults are unknown */
    const uint32_t *index; /* hash table: number of a setting + 1, or 0 */
    size_t index_size;     /* a power of two */
    struct service *services;
    size_t n_services;
    struct note *notes;
    size_t n_notes, notes_capacity;
    struct text guess; /* what its text was taken for, for people; empty where that was said */
};

struct conf *conf_new(struct arena *arena, struct text path);
struct note *conf_note(struct conf *conf, enum note_kind kind, struct span span);

/* The setting of main.cf that is in force (the last of its name), or NULL. */
const struct setting *conf_setting(const struct conf *conf, struct text name);
/* The override of SERVICE that is in force, or NULL. */
const struct setting *conf_override(const struct service *service, struct text name);

/* Reads SOURCE into CONF.  Both may be called once per configuration. */
void maincf_read(struct conf *conf, const struct source *source);
void mastercf_read(struct conf *conf, const struct source *source);

/* To be called once after the files were read.  Marks entries of master.cf
 * that a later one for the same endpoint replaces; without a master.cf, adds
 * the services of a stock one that TLS concerns (smtp/inet, smtp/unix,
 * relay/unix, lmtp/unix), with spans that are nowhere. */
void conf_finish(struct conf *conf);

/* The services of a stock master.cf, with room for MORE behind them. */
void conf_add_stock(struct conf *conf, size_t more);

/* `name = value` as Postfix splits it (util/split_nameval.c): name up to
 * white space or '=', blanks round the '=' dropped, value trimmed at the end.
 * Returns NULL, or what Postfix says is wrong.  The slices lie in T. */
const char *conf_split(struct text t, struct text *name, struct text *value);
#define CONF_NO_NAME   "missing attribute name"
#define CONF_NO_EQUALS "missing '=' after attribute name"

/* True if T holds a placeholder of a template language (Jinja, ERB, %name%,
 * @name@, ...), so that its text is not yet what Postfix will read. */
bool conf_has_placeholder(struct text t);
/* The same for a value of a file that is a template for sure: there, $NAME in
 * capitals and code in braces are placeholders too. */
bool conf_is_filled_in(struct text value);
/* VALUE is {name} or {$name} and nothing else. */
bool conf_is_braced_word(struct text value);
/* NAME is spelt in capitals, as variables of the environment are and no
 * parameter is. */
bool conf_is_capital(struct text name);

#endif
