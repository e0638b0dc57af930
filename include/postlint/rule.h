/*
 * rule: checks as data, and the vocabulary that they may use.
 *
 * Rules and profiles are written in YAML (postlint-rules(5)).  The built-in
 * ones are compiled into const tables when postlint is built, by the same
 * loader (rulefile.h) that reads a user's rules at run time, so both are the
 * same structs.  Nothing here evaluates: that is the engine (check.h).
 */
#ifndef POSTLINT_RULE_H
#define POSTLINT_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "postlint/truth.h"
#include "postlint/version.h"

enum severity { SEVERITY_OFF, SEVERITY_STYLE, SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

/* "off", "style", ...; and back.  False for anything else. */
const char *severity_name(enum severity severity);
const char *const *severity_names(size_t *n); /* by enum severity */
bool severity_parse(struct text t, enum severity *severity);

/* What a rule is asked of; also a set of bits in the field table. */
enum subject {
    SUBJECT_SERVICE = 1 << 0,       /* every service of master.cf */
    SUBJECT_SETTING = 1 << 1,       /* every parameter and override written */
    SUBJECT_NOTE = 1 << 2,          /* everything the reader noted */
    SUBJECT_CONFIGURATION = 1 << 3, /* once */
    SUBJECT_POLICY = 1 << 4,        /* every entry of the TLS policy tables of every client */
    SUBJECT_FILE = 1 << 5,          /* every file that a service gives to TLS, where files are read */
    SUBJECT_IGNORE = 1 << 6,        /* every comment that accepts findings, after all other rules */
    SUBJECT_ANY = 0x7f
};

/* Type of a fact, which says what predicates it takes. */
enum fact_type {
    FACT_BOOL = 1 << 0,
    FACT_TEXT = 1 << 1, /* words, names, any text */
    FACT_NUMBER = 1 << 2,
    FACT_VERSIONS = 1 << 3, /* a set of protocol versions */
    FACT_RELEASE = 1 << 4,  /* a release of Postfix or OpenSSL */
    FACT_WORDS = 1 << 5,    /* a set of words */
    FACT_VALUE = 1 << 6     /* the effective value of a parameter: text with an origin */
};

/* How the engine gets and tests a fact; src/rules/context.h has the structs. */
struct context;
struct condition;
struct fact;

struct field {
    const char *name;
    enum fact_type type;
    unsigned subjects;  /* of which it can be asked */
    const char *manual; /* one sentence, printed in postlint-rules(5) */
    struct fact (*get)(const struct context *context);
};

enum argument {
    ARGUMENT_BOOL,
    ARGUMENT_NUMBER,
    ARGUMENT_WORDS,    /* one word or a list; any of them */
    ARGUMENT_VERSIONS, /* one protocol version or a list: SSLv2 ... TLSv1.3 */
    ARGUMENT_RANGE,    /* ">=3.6 <3.8", blank separated, all must hold */
    ARGUMENT_LIST      /* the name of a list of lists.tsv, in `words` */
};

struct predicate {
    const char *name;
    unsigned types; /* fact types it can be applied to */
    enum argument argument;
    const char *manual;
    enum truth (*holds)(const struct fact *fact, const struct condition *test);
};

/* Both tables, sorted by name. */
const struct field *rule_fields(size_t *n);
const struct field *rule_field(struct text name); /* NULL: no such field */
const struct predicate *rule_predicates(size_t *n);
const struct predicate *rule_predicate(struct text name);
/* The predicate that a bare scalar or list stands for. */
const struct predicate *rule_default_predicate(enum fact_type type);

enum condition_kind { CONDITION_ALL, CONDITION_ANY, CONDITION_NOT, CONDITION_TEST };

struct range {
    version at_least, below; /* 0: no bound */
};

struct condition {
    enum condition_kind kind;
    /* ALL, ANY: any number of kids; NOT: one. */
    const struct condition *kids;
    size_t n_kids;
    /* TEST: field (or parameter), predicate, argument. */
    const char *field;     /* name in the field table; NULL: `parameter` */
    const char *parameter; /* a Postfix parameter, of type FACT_VALUE */
    const char *predicate;
    uint16_t field_index, predicate_index; /* in the tables, for the engine */
    bool flag;                             /* ARGUMENT_BOOL */
    long number;                           /* ARGUMENT_NUMBER; ARGUMENT_VERSIONS: a mask, enum tls_version */
    const char *const *words;              /* ARGUMENT_WORDS */
    size_t n_words;
    struct range range; /* ARGUMENT_RANGE */
};

/* The first variant whose condition holds replaces what it gives. */
struct variant {
    struct condition when;
    enum severity severity; /* SEVERITY_OFF: no finding */
    const char *message;    /* NULL: the rule's */
    bool has_severity;
};

enum fix_action {
    FIX_NONE,     /* words only */
    FIX_SET,      /* give `parameter` the value: where it is set, else in main.cf */
    FIX_OVERRIDE, /* give `parameter` the value for this service alone, with -o */
    FIX_REMOVE,   /* remove the setting */
    FIX_RENAME,   /* rename the setting to `parameter` */
    FIX_TOKEN,    /* replace just the text the finding points at */
    FIX_REPLACE   /* replace the value of the setting it is about */
};

/* The first fix whose condition holds is the one offered. */
struct fix {
    struct condition when; /* kind ALL without kids: always */
    enum fix_action action;
    bool safe;             /* cannot stop mail from flowing */
    const char *parameter; /* FIX_SET, FIX_OVERRIDE, FIX_RENAME; may hold placeholders */
    const char *value;     /* FIX_SET, FIX_OVERRIDE, FIX_REPLACE; may hold placeholders */
    const char *text;      /* what to do, for people; may hold placeholders */
};

/* A file beside the main.cf of an example. */
struct example_file {
    const char *name, *text;
};

/* A configuration that breaks the rule at one place, or does not break it. */
struct example {
    const char *name; /* what it shows */
    bool fails;
    const char *main, *master;               /* text; NULL: no such file */
    const char *postfix, *openssl, *profile; /* NULL: the defaults of the test */
    const struct example_file *files;        /* tables beside them; described where the name has a slash in front */
    size_t n_files;
    const char *file;      /* "main.cf", "master.cf" or one of them: where the finding stands */
    unsigned line, column; /* 0: not said (allowed where the finding has no place) */
    const char *severity;  /* NULL: not said */
    const char *service;   /* NULL: not said */
    const char *message;   /* a text that the message contains; NULL: not said */
};

/* What a profile may set a floor for. */
enum floor_kind {
    FLOOR_NONE,
    FLOOR_PROTOCOL,
    FLOOR_SUITES,
    FLOOR_TLS13_SUITES,
    FLOOR_GROUPS,
    FLOOR_DH_BITS,
    FLOOR_OWN_DH,
    FLOOR_RSA_BITS,
    FLOOR_EC_BITS,
    FLOOR_DIGESTS,
    FLOOR_DAYS,
    FLOOR_ORDER,
    N_FLOORS
};

enum floor_type {
    FLOOR_VERSION,     /* the lowest protocol version accepted */
    FLOOR_AT_LEAST,    /* a number */
    FLOOR_AT_MOST,     /* a number */
    FLOOR_CHOICE,      /* one of two words */
    FLOOR_LIST_SUITES, /* names: of suites below TLS 1.3, ... */
    FLOOR_LIST_TLS13,
    FLOOR_LIST_GROUPS,
    FLOOR_LIST_DIGESTS
};

struct floor {
    const char *name; /* key in YAML */
    enum floor_type type;
    const char *choices[2]; /* FLOOR_CHOICE: for 0 and 1 */
    const char *manual;     /* one sentence, printed in postlint-rules(5) */
};

struct floor_value {
    bool is_given;
    long number; /* FLOOR_VERSION: enum tls_version; FLOOR_CHOICE: 0 or 1 */
    const char *const *words;
    size_t n_words; /* a list that is given may be empty: nothing is accepted */
};

/* The table of floors, by enum floor_kind; the first, FLOOR_NONE, is empty. */
const struct floor *rule_floor(enum floor_kind kind);

/* The severity of what PATTERN names: in a rule profiles (name or glob), in a
 * profile rules (id, glob or category).  SEVERITY_OFF: not there. */
struct severity_for {
    const char *pattern;
    enum severity severity;
};

struct rule {
    const char *id, *title, *category;
    enum severity severity;
    unsigned subject;    /* enum subject; a set */
    bool heuristic;      /* guesses intent; else certain */
    bool keeps_severity; /* also on services that are not exposed (credentials, fatal errors) */
    bool suppressible;
    const char *const *roles; /* SUBJECT_SERVICE: only these; none: all */
    size_t n_roles;
    struct condition when; /* the rule is broken where this holds */
    const struct variant *variants;
    size_t n_variants;
    /* SUBJECT_SERVICE: parameters whose place the finding has; the first one
     * that is written counts, else the first.  A name may also be a field of
     * type text that names a parameter, e.g. `protocols-parameter`. */
    const char *const *at;
    size_t n_at;
    /* A text field that is part of the value: the finding points at just it. */
    const char *token;
    const char *message; /* placeholders: {field} or {parameter_name} */
    const char *why;
    const struct fix *fixes;
    size_t n_fixes;
    const char *const *references;
    size_t n_references;
    /* Rules that are silent where this one speaks of the same place or service. */
    const char *const *supersedes;
    size_t n_supersedes;
    /* The floor of the profile that it asks for; FLOOR_NONE: it asks for none. */
    enum floor_kind floor;
    /* Profiles where its severity is another, or off; later entries win. */
    const struct severity_for *profiles;
    size_t n_profiles;
    const struct example *examples;
    size_t n_examples;
    const char *file; /* where it was defined */
    unsigned line;
};

/* What the document of a profile is about. */
enum profile_scope { SCOPE_UNSAID, SCOPE_MAIL, SCOPE_TLS, SCOPE_WEB };

struct profile {
    const char *name, *title, *extends; /* extends NULL: none */
    const char *source, *date;          /* the document */
    const char *encoded_from;           /* what was read in its place; NULL: the document itself */
    enum profile_scope scope;
    struct floor_value floors[N_FLOORS]; /* by enum floor_kind */
    const char *const *demands;          /* words for rules to ask for, e.g. "article" */
    size_t n_demands;
    /* Later entries win; after those of the profile it extends. */
    const struct severity_for *rules;
    size_t n_rules;
    const char *file;
    unsigned line;
};

struct ruleset {
    const struct rule *rules; /* in the order of the files */
    size_t n_rules;
    const struct profile *profiles;
    size_t n_profiles;
};

/* The rules and profiles compiled into postlint. */
const struct ruleset *rules_builtin(void);

const struct rule *ruleset_rule(const struct ruleset *set, struct text id);
const struct profile *ruleset_profile(const struct ruleset *set, struct text name);
/* The severity of RULE in PROFILE: what the profile says, else what the rule
 * says of the profile, else the same of what the profile extends, else the
 * rule's own. */
enum severity ruleset_severity(const struct ruleset *set, const struct profile *profile, const struct rule *rule);
/* The floor KIND of PROFILE or of what it extends, with the profile that has
 * it in *GIVER (may be NULL); NULL: there is none. */
const struct floor_value *ruleset_floor(const struct ruleset *set, const struct profile *profile, enum floor_kind kind,
                                        const struct profile **giver);
/* A floor in words: "TLSv1.2", "at least 3000". */
struct text floor_text(struct arena *arena, enum floor_kind kind, const struct floor_value *value);
/* True if NAME (OpenSSL's name of a suite below TLS 1.3; the printed name of a
 * group) is in the list KIND of PROFILE or of what it extends, or there is no
 * such list. */
bool ruleset_accepts(const struct ruleset *set, const struct profile *profile, enum floor_kind kind, struct text name);
/* The document of PROFILE in words, with its date, what was read in its place
 * and what it is about; where PROFILE names none, the name of PROFILE. */
struct text profile_document(struct arena *arena, const struct profile *profile);
/* "mail", "tls", "web"; NULL for SCOPE_UNSAID. */
const char *profile_scope_name(enum profile_scope scope);
bool ruleset_demands(const struct ruleset *set, const struct profile *profile, struct text word);
/* True if both are the rule of one id, perhaps read twice. */
bool rule_same(const struct rule *a, const struct rule *b);
/* "certain" or "heuristic". */
const char *rule_confidence(const struct rule *rule);
/* True if PATTERN (rule id, glob with '*', or category) names RULE. */
bool rule_matches(const struct rule *rule, struct text pattern);

#endif
