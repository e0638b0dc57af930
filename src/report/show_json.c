/* show_json: postures for programs, `"format": 1`. */
#include "document.h"
#include "parameters.h"
#include "place.h"

struct maker {
    const struct report_show *show;
    struct locator locator;
};

static json_t *versions_new(unsigned set)
{
    json_t *array = document_array();
    for (unsigned bit = TLS_SSL2; bit <= TLS_1_3; bit <<= 1)
        if (set & bit)
            document_add(array, document_word(tls_version_name(bit)));
    return array;
}

static json_t *suites_new(const struct posture *posture)
{
    if (!posture->suites_known)
        return json_null();
    json_t *array = document_array();
    for (size_t i = 0; i < posture->n_suites; i++)
        document_add(array, document_word(posture->suites[i]->name));
    return array;
}

static json_t *groups_new(const struct posture *posture)
{
    if (!posture->groups_known)
        return json_null();
    json_t *array = document_array();
    for (size_t i = 0; i < posture->n_groups; i++)
        document_add(array, document_word(posture->groups[i]->name));
    return array;
}

/* What POSTURE negotiates; NULL, or one whose TLS is off: nothing. */
static void put_handshakes(json_t *tls, const struct posture *posture)
{
    static const struct posture_list none = {.is_known = true};
    static const struct posture nothing = {
        .live = &none, .negotiable_known = true, .suites_known = true, .groups_known = true};
    if (!posture || posture->offered == TRUTH_NO)
        posture = &nothing;
    const struct posture_list *live = posture->live;
    document_put(tls, "protocols", posture->negotiable_known ? versions_new(posture->negotiable) : json_null());
    document_put(tls, "protocols_enabled", live && live->is_known ? versions_new(live->parsed.enabled) : json_null());
    document_put(tls, "ciphers", suites_new(posture));
    document_put(tls, "groups", groups_new(posture));
}

static json_t *tls_new(const struct posture *posture)
{
    if (posture->offered == TRUTH_NO)
        return json_null();
    json_t *tls = document_object();
    document_put(tls, "level", document_word(posture->level_known ? tls_level_name(posture->level) : NULL));
    document_put(tls, "wrapper", document_truth(posture->wrapper));
    put_handshakes(tls, posture->handshakes);
    if (role_is_server(posture->role))
        document_put(tls, "renegotiation", document_truth(posture->renegotiation));
    return tls;
}

static json_t *location_new(struct maker *maker, struct span span)
{
    if (!span.source)
        return json_null();
    json_t *location = document_object();
    struct position position = place_of(&maker->locator, span.source, span.begin);
    document_put(location, "file", document_string(maker->show->arena, span.source->name));
    document_put(location, "line", document_number(position.line));
    document_put(location, "column", document_number(position.column));
    return location;
}

static json_t *parameters_new(struct maker *maker, const struct posture *posture)
{
    struct arena *arena = maker->show->arena;
    json_t *parameters = document_object();
    size_t n;
    const struct text *names = parameters_list(arena, posture, &n);
    for (size_t i = 0; i < n; i++) {
        const struct value *value = view_get(posture->view, names[i]);
        json_t *entry = document_object();
        bool has_text = !value->unknown && !value->error;
        document_put(entry, "value", has_text ? document_string(arena, value->text) : json_null());
        document_put(entry, "raw", document_string(arena, value->raw));
        document_put(entry, "origin", document_word(origin_name(value->origin)));
        struct span span = value->setting ? value->setting->span : (struct span){0};
        document_put(entry, "location", location_new(maker, span));
        document_put(parameters, text_string(arena, text_visible(arena, names[i])), entry);
    }
    return parameters;
}

static json_t *policy_new(struct maker *maker, const struct posture_policy *item)
{
    struct arena *arena = maker->show->arena;
    const struct policy *policy = &item->policy;
    const struct posture *posture = item->posture;
    bool is_known = policy->unknown.n == 0, is_refused = policy->error.n > 0,
         has_level = policy->level != LEVEL_INVALID;
    struct span span = policy->entry ? policy->entry->span : policy->table ? policy->table->span : (struct span){0};
    json_t *entry = document_object();
    bool is_told = posture && posture->negotiable_known;
    document_put(entry, "table", policy->table ? document_string(arena, policy->table->name) : json_null());
    document_put(entry, "key", policy->entry ? document_string(arena, policy->entry->key) : json_null());
    document_put(entry, "level", document_word(is_known && has_level ? tls_level_name(policy->level) : NULL));
    document_put(entry, "protocols",
                 is_refused ? document_array()
                 : is_told  ? versions_new(posture->negotiable)
                            : json_null());
    document_put(entry, "ciphers", is_refused ? document_array() : posture ? suites_new(posture) : json_null());
    document_put(entry, "location", location_new(maker, span));
    document_put(entry, "error", is_refused ? document_string(arena, policy->error) : json_null());
    return entry;
}

static json_t *policies_new(struct maker *maker, const struct report_policies *policies)
{
    json_t *array = document_array();
    for (size_t i = 0; i < policies->n; i++)
        document_add(array, policy_new(maker, &policies->items[i]));
    return array;
}

static json_t *words_new(struct arena *arena, struct text words)
{
    json_t *array = document_array();
    struct text word;
    while (text_token(&words, " ", &word))
        document_add(array, document_string(arena, word));
    return array;
}

/* Where AUTH is offered, or a client logs in, and which options hold there;
 * null where SASL is off. */
static json_t *sasl_new(struct arena *arena, const struct posture *posture)
{
    static const char *const names[SASL_PLACES] = {"in_clear", "in_tls", "in_verified_tls"};
    if (posture->auth_enabled == TRUTH_NO)
        return json_null();
    json_t *sasl = document_object();
    for (size_t i = 0; i < SASL_PLACES; i++) {
        const struct posture_sasl *place = &posture->sasl[i];
        if (place->parameter.n == 0)
            continue;
        json_t *entry = document_object();
        document_put(entry, "offered", document_truth(place->offered));
        document_put(entry, "options", place->options_known ? words_new(arena, place->options) : json_null());
        document_put(entry, "refused", place->refused.n ? document_string(arena, place->refused) : json_null());
        document_put(sasl, names[i], entry);
    }
    return sasl;
}

static json_t *service_new(struct maker *maker, const struct posture *posture, const struct report_policies *policies)
{
    struct arena *arena = maker->show->arena;
    json_t *service = document_object();
    document_put(service, "service", document_string(arena, posture->service->id));
    document_put(service, "daemon", document_string(arena, posture->service->field[SERVICE_COMMAND]));
    document_put(service, "role", document_word(role_name(posture->role)));
    bool is_server = role_is_server(posture->role);
    document_put(service, "auth_in_clear", document_truth(is_server ? posture->sasl[SASL_IN_CLEAR].offered : TRUTH_NO));
    document_put(service, "sasl", sasl_new(arena, posture));
    document_put(service, "tls", tls_new(posture));
    struct text error = posture->handshakes ? posture->handshakes->suites_error : TEXT("");
    document_put(service, "tls_error", error.n ? document_string(arena, error) : json_null());
    if (role_is_client(posture->role))
        document_put(service, "policies", policies_new(maker, policies));
    if (maker->show->parameters)
        document_put(service, "parameters", parameters_new(maker, posture));
    return service;
}

static json_t *configuration_new(struct maker *maker, const struct report_services *conf)
{
    json_t *object = document_object(), *services = document_array();
    document_put(object, "path", document_string(maker->show->arena, conf->conf->path));
    document_put(object, "target", document_target(maker->show->arena, conf->target));
    for (size_t i = 0; i < conf->n_postures; i++)
        document_add(services, service_new(maker, conf->postures[i], &conf->policies[i]));
    document_put(object, "services", services);
    return object;
}

void report_show_json(const struct report_show *show, struct buf *out)
{
    struct maker maker = {.show = show};
    json_t *root = document_new(), *configurations = document_array();
    for (size_t i = 0; i < show->n_confs; i++)
        document_add(configurations, configuration_new(&maker, &show->confs[i]));
    document_put(root, "configurations", configurations);
    document_put(root, "errors", document_errors(show->arena, show->errors, show->n_errors));
    document_write(root, out);
}
