/*
 * context: what a condition is evaluated in, and what a field gives.
 * Internal to the engine.
 */
#ifndef POSTLINT_RULES_CONTEXT_H
#define POSTLINT_RULES_CONTEXT_H

#include "postlint/buf.h"
#include "postlint/check.h"
#include "postlint/policy.h"

/* The policy entries of one client. */
struct client_policies {
    const struct posture_policy *items;
    size_t n;
    /* The client at an entry whose posture is unknown. */
    const struct posture *blank;
    /* Number of the first service that has the very same ones. */
    size_t leader;
    /* Next hops that the configuration names and no entry stands for. */
    struct text *hops;
    size_t n_hops;
};

/* Fills in the hops of POLICIES from the settings of CLIENT, which has them. */
void hops_find(struct arena *arena, struct client_policies *policies, const struct posture *client,
               struct table_files *files);
/* The levels at which CLIENT reaches the next hops that its settings name and
 * that are not inside; where they name none, its own level. */
struct hop_levels {
    size_t n;          /* next hops, also those inside */
    unsigned levels;   /* bits of enum tls_level */
    bool unknown;      /* some may be reached at other levels */
    struct text first; /* the first at a level that does not match certificates; empty if none */
};
struct hop_levels hops_levels(struct arena *arena, const struct client_policies *policies, const struct posture *client,
                              struct table_files *files);
/* The first of them that KEY looks meant for, though it never matches it; empty:
 * none. */
struct text hops_missed(const struct client_policies *policies, struct text key);
/* True if HOP is this host, or a name or address that only a private network
 * has. */
bool hop_is_inside(struct text hop);

/* What all rules share that look at one configuration under one target. */
struct scope {
    struct arena *arena;
    struct table_files *tables; /* lookup tables beside the configuration; may be NULL */
    const struct conf *conf;
    const struct target *target;
    const struct ruleset *rules;
    const struct profile *profile;
    const struct files *files;        /* certificates and the like; NULL: none are read */
    struct view *main;                /* main.cf alone */
    const struct posture **postures;  /* one per service of conf */
    struct client_policies *policies; /* likewise; see scope_find_policies() */
    const struct names *referenced;   /* names used as $name and the like */
    unsigned server_protocols;        /* of all servers; this and the next three: see scope_find_roles() */
    bool server_protocols_unknown;
    enum truth server_renegotiation;
    enum truth server_dhe;
    struct text roles, tls_roles; /* of the services in force, each once; see scope_find_roles() */
    unsigned live_readers[2];     /* programs (enum param_reader) of which some service uses the list; likewise */
    version oldest;               /* the oldest Postfix that is judged in this run */
};

/* Fills in the roles from the postures. */
void scope_find_roles(struct scope *scope);
/* Fills in the policies of all clients. */
void scope_find_policies(struct scope *scope, struct posture_cache *cache);

/* The subject at hand; what does not apply is NULL. */
struct context {
    const struct scope *scope;
    const struct posture *posture;          /* with POLICY: what the entry makes of the client */
    const struct policy *policy;            /* with POSTURE alone, the service itself is the subject */
    const struct client_policies *policies; /* all that this client has */
    const struct posture *client;           /* with POLICY: the client without the entry */
    const struct named_file *file;          /* one of those of POSTURE */
    const struct setting *setting;
    struct view *setting_view; /* the service's of an override, else main.cf */
    const struct note *note;
    const struct ignore_note *ignore; /* ignores.h */
};

/* One fact.  Only the member of its type counts. */
struct fact {
    bool unknown;
    bool is_open; /* FACT_WORDS: there may be more words than those */
    bool flag;
    long number;
    unsigned versions;
    version release;
    struct text text;          /* FACT_TEXT, FACT_VALUE; FACT_WORDS: blank separated */
    const struct value *value; /* FACT_VALUE */
};

/* What FIELD says; unknown where it says nothing of this subject, since a rule
 * of several subjects may ask what one of them has not. */
struct fact field_get(const struct field *field, const struct context *context);
/* A fact in words, for messages. */
struct text field_print(const struct field *field, const struct context *context);

/* A default that is just another parameter (`$smtpd_tls_protocols`) has its
 * cause where that one is set: its value, else VALUE itself. */
const struct value *value_cause(struct view *view, const struct value *value);

/* Whose values the parameters of a condition or message are. */
struct view *context_view(const struct context *context);

enum truth condition_eval(const struct condition *condition, const struct context *context);

/* A set of names. */
struct names;
struct names *names_new(struct arena *arena);
void names_add(struct names *names, struct text name);
bool names_has(const struct names *names, struct text name);
/* Every name that a value of CONF refers to. */
struct names *names_referenced(struct arena *arena, const struct conf *conf, version release);

#endif
