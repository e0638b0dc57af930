/* effective: see effective.h. */
#include "postlint/effective.h"

#include <string.h>

#include "postlint/expand.h"

struct view {
    struct arena *arena;
    const struct conf *conf;
    const struct target *target;
    const struct service *service;
    unsigned reader;
    struct text process_name;
    struct value **slots; /* hash table of the values worked out so far */
    size_t n_slots, n_values;
};

const char *origin_name(enum origin origin)
{
    static const char *const names[] = {"override", "main", "default"};
    return names[origin];
}

static struct text basename_of(struct text path)
{
    for (size_t i = path.n; i-- > 0;)
        if (path.p[i] == '/')
            return text_slice(path, i + 1, path.n);
    return path;
}

unsigned service_reader(const struct service *service)
{
    static const struct {
        const char *name;
        unsigned reader;
    } programs[] = {{"smtpd", READER_SMTPD},           {"smtp", READER_SMTP},         {"lmtp", READER_LMTP},
                    {"postscreen", READER_POSTSCREEN}, {"tlsproxy", READER_TLSPROXY}, {"tlsmgr", READER_TLSMGR}};
    struct text name = basename_of(service->field[SERVICE_COMMAND]);
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
        if (text_is(name, programs[i].name))
            return programs[i].reader;
    return READER_OTHER;
}

struct view *view_new(struct arena *arena, const struct conf *conf, const struct target *target,
                      const struct service *service)
{
    struct view *view = arena_alloc(arena, sizeof(*view));
    *view = (struct view){.arena = arena, .conf = conf, .target = target, .service = service};
    if (service) {
        view->reader = service_reader(service);
        view->process_name = basename_of(service->field[SERVICE_COMMAND]);
    }
    view->n_slots = 64;
    view->slots = arena_array(arena, view->n_slots, sizeof(struct value *));
    return view;
}

const struct conf *view_conf(const struct view *view)
{
    return view->conf;
}

const struct target *view_target(const struct view *view)
{
    return view->target;
}

const struct service *view_service(const struct view *view)
{
    return view->service;
}

/* The text of NAME before expansion, and where it came from. */
struct found {
    const struct setting *setting;
    struct text raw;
    bool exists; /* set, or a parameter of the release */
    bool unknown;
    bool may_be_set; /* where nobody can look */
    const char *reason;
};

/* Names that a daemon sets by itself: global/mail_conf.c, master/mail_flow.
 * main.cf cannot set them. */
static bool find_readonly(const struct view *view, struct text name, struct found *found)
{
    if (!view->service)
        return false;
    if (text_is(name, "process_name"))
        found->raw = view->process_name;
    else if (text_is(name, "service_name") && view->target->postfix >= VERSION(3, 3, 0))
        found->raw = view->service->field[SERVICE_NAME];
    else
        return false;
    found->exists = true;
    return true;
}

/* Where a setting may stand that is not seen; NULL: nowhere. */
static const char *hidden_place(const struct view *view)
{
    if (!view->conf->main)
        return "there is no main.cf here";
    if (view->conf->main_is_open)
        return "a template may set it";
    if (view->service && view->service->has_unknown_options)
        return "a template fills in options of this service";
    return NULL;
}

/* NAME, which nobody is seen to set.  A parameter of other releases has no
 * effect, set or not; other names may be anybody's own. */
static void find_default(const struct view *view, struct text name, struct found *found)
{
    const struct param *param = facts_param(name);
    const char *text = param ? facts_default_built(param, view->target->postfix, view->target->openssl) : NULL;
    found->exists = text != NULL;
    found->raw = text_from(text);
    if (param && !text)
        return;
    found->reason = hidden_place(view);
    found->may_be_set = found->reason != NULL;
    if (param && !found->reason && param->flags & PARAM_MACHINE)
        found->reason = "its default is made from the machine";
    found->unknown = found->reason != NULL;
}

static struct found find(const struct view *view, struct text name)
{
    struct found found = {0};
    if (find_readonly(view, name, &found))
        return found;
    if (view->service)
        found.setting = conf_override(view->service, name);
    if (!found.setting)
        found.setting = conf_setting(view->conf, name);
    if (!found.setting) {
        find_default(view, name, &found);
        return found;
    }
    found.exists = true;
    found.raw = found.setting->value;
    found.unknown = found.setting->is_template;
    if (found.unknown)
        found.reason = "a template fills it in";
    if (view->service && view->service->has_unknown_options && !found.setting->service) {
        found.unknown = true;
        found.reason = "a template fills in options of this service";
    }
    return found;
}

/* What an expansion gathers on its way. */
struct walk {
    const struct view *view;
    struct value *value;
    size_t chain_capacity;
};

static void chain_add(struct walk *walk, struct text name)
{
    struct value *value = walk->value;
    for (size_t i = 0; i < value->n_chain; i++)
        if (text_eq(value->chain[i], name))
            return;
    value->chain =
        arena_grow(walk->view->arena, value->chain, value->n_chain, &walk->chain_capacity, sizeof(*value->chain));
    value->chain[value->n_chain++] = text_join(walk->view->arena, name, TEXT(""));
}

/* A daemon knows the default of a parameter only if it loads that parameter
 * (global/mail_conf_str.c:set_mail_conf_str); else $name is empty there. */
static bool is_loaded(const struct view *view, struct text name)
{
    const struct param *param = facts_param(name);
    return !param || !view->service || param->readers == 0 || (view->reader & READER_OTHER) ||
           (param->readers & view->reader);
}

static enum lookup look_up(void *context, struct text name, bool use, struct text *text)
{
    struct walk *walk = context;
    struct found found = find(walk->view, name);
    (void)use;
    chain_add(walk, name);
    if (!found.exists && conf_is_capital(name)) {
        /* Empty to Postfix; but such names are those of the environment, and
         * a script may put them in before. */
        walk->value->undefined = text_join(walk->view->arena, name, TEXT(""));
        walk->value->reason = text_printf(walk->view->arena, "$%.*s: nothing defines it here", TEXT_ARG(name));
        return LOOKUP_UNKNOWN;
    }
    if (!found.may_be_set && (!found.exists || (!found.setting && !is_loaded(walk->view, name))))
        return LOOKUP_UNDEFINED;
    if (found.unknown) {
        walk->value->reason = text_printf(walk->view->arena, "$%.*s: %s", TEXT_ARG(name), found.reason);
        return LOOKUP_UNKNOWN;
    }
    *text = found.raw;
    return LOOKUP_FOUND;
}

static void expand_value(const struct view *view, struct value *value)
{
    struct walk walk = {.view = view, .value = value};
    struct expand expand = {
        .arena = view->arena, .release = view->target->postfix, .lookup = look_up, .context = &walk};
    struct buf out = buf_new(view->arena);
    unsigned status = expand_text(&expand, value->raw, &out);
    if (expand.undefined.n)
        value->undefined = expand.undefined;
    if (status & EXPAND_ERROR) {
        value->error = true;
        value->reason = expand.error;
    } else if (status & EXPAND_UNKNOWN) {
        value->unknown = true;
    } else {
        value->text = buf_done(&out);
    }
}

static struct value *work_out(const struct view *view, struct text name)
{
    struct value *value = arena_alloc(view->arena, sizeof(*value));
    struct found found = find(view, name);
    const struct param *param = facts_param(name);
    *value = (struct value){.name = name, .raw = found.raw, .setting = found.setting};
    value->origin = !found.setting ? ORIGIN_DEFAULT : found.setting->service ? ORIGIN_OVERRIDE : ORIGIN_MAIN;
    value->is_known_parameter = param && facts_default(param, view->target->postfix);
    value->unknown = found.unknown;
    value->may_be_set = found.may_be_set;
    value->reason = text_from(found.reason);
    if (found.unknown || !found.exists)
        return value;
    bool is_raw = param && facts_type(param, view->target->postfix) == PARAM_RAW;
    if (is_raw || text_find(found.raw, '$') == found.raw.n)
        value->text = found.raw;
    else
        expand_value(view, value);
    /* Values that a parameter takes from others are not trimmed again. */
    return value;
}

static struct value **slot_of(const struct view *view, struct text name)
{
    size_t mask = view->n_slots - 1, slot = text_hash(name) & mask;
    while (view->slots[slot] && !text_eq(view->slots[slot]->name, name))
        slot = (slot + 1) & mask;
    return &view->slots[slot];
}

static void grow(struct view *view)
{
    struct value **old = view->slots;
    size_t n = view->n_slots;
    view->n_slots *= 2;
    view->slots = arena_array(view->arena, view->n_slots, sizeof(struct value *));
    for (size_t i = 0; i < n; i++)
        if (old[i])
            *slot_of(view, old[i]->name) = old[i];
}

const struct value *view_get(struct view *view, struct text name)
{
    struct value **slot = slot_of(view, name);
    if (*slot)
        return *slot;
    struct value *value = work_out(view, name);
    if (++view->n_values * 2 > view->n_slots) {
        grow(view);
        slot = slot_of(view, name);
    }
    *slot = value;
    return value;
}

enum truth value_bool(const struct value *value)
{
    if (!value->is_known_parameter && !value->unknown)
        return TRUTH_NO;
    if (!value->unknown && !value->error && text_is_nocase(value->text, "yes"))
        return TRUTH_YES;
    if (!value->unknown && !value->error && text_is_nocase(value->text, "no"))
        return TRUTH_NO;
    return TRUTH_UNKNOWN;
}

struct span value_token_span(const struct value *value, struct text token, struct text written)
{
    const struct setting *setting = value->setting;
    if (!setting)
        return (struct span){0};
    if (!text_eq(token, written))
        return setting->value_span;
    size_t at = setting->value_at + (size_t)(written.p - setting->value.p);
    return line_span(setting->line, at, at + written.n);
}
