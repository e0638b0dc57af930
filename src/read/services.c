/* services: what holds between the entries of master.cf. */
#include "postlint/buf.h"
#include "postlint/conf.h"
#include "postlint/facts.h"

void conf_add_stock(struct conf *conf, size_t more)
{
    static const char *const stock[][3] = {
        {"smtp", "inet", "smtpd"},
        {"smtp", "unix", "smtp"},
        {"relay", "unix", "smtp"},
        {"lmtp", "unix", "lmtp"},
    };
    size_t n = sizeof(stock) / sizeof(stock[0]);
    conf->services = arena_array(conf->arena, n + more, sizeof(*conf->services));
    conf->n_services = n;
    for (size_t i = 0; i < n; i++) {
        struct service *service = &conf->services[i];
        for (size_t f = 0; f < SERVICE_FIELDS; f++)
            service->field[f] = TEXT("-");
        service->field[SERVICE_NAME] = text_from(stock[i][0]);
        service->field[SERVICE_TYPE] = text_from(stock[i][1]);
        service->field[SERVICE_COMMAND] = text_from(stock[i][2]);
        service->id = text_printf(conf->arena, "%s/%s", stock[i][0], stock[i][1]);
    }
}

/* master/master_ent.c and master_conf.c compare canonical endpoints: 25 and
 * smtp are one.  Host names are left as they are: nothing is looked up. */
static struct text endpoint(struct arena *arena, const struct service *service)
{
    struct text name = service->field[SERVICE_NAME], type = service->field[SERVICE_TYPE];
    if (!text_is(type, "inet"))
        return text_printf(arena, "%.*s/%.*s/%d", TEXT_ARG(name), TEXT_ARG(type),
                           !text_is(service->field[SERVICE_PRIVATE], "n"));
    size_t at = name.n;
    while (at > 0 && name.p[at - 1] != ':')
        at--;
    struct text port = text_slice(name, at, name.n);
    long number = facts_port(port);
    if (number == 0)
        return text_printf(arena, "%.*s/inet", TEXT_ARG(name));
    return text_printf(arena, "%.*s%ld/inet", TEXT_ARG(text_slice(name, 0, at)), number);
}

/* From the last entry to the first, so that the winner is entered. */
static void mark_duplicates(struct conf *conf)
{
    size_t size = 16;
    while (size < conf->n_services * 2)
        size *= 2;
    struct slot {
        struct text key;
        struct service *service;
    } *slots = arena_array(conf->arena, size, sizeof(*slots));
    for (size_t i = conf->n_services; i-- > 0;) {
        struct service *service = &conf->services[i];
        struct text key = endpoint(conf->arena, service);
        size_t slot = text_hash(key) & (size - 1);
        while (slots[slot].service && !text_eq(slots[slot].key, key))
            slot = (slot + 1) & (size - 1);
        if (!slots[slot].service) {
            slots[slot] = (struct slot){key, service};
            continue;
        }
        if (service->span.source->is_template) {
            /* Arms of a condition: options behind its end belong to all. */
            service->has_unknown_options = service->has_unknown_options || service->n_overrides == 0;
            continue;
        }
        if (service->is_template || slots[slot].service->is_template)
            continue;
        service->replaced = true;
        struct note *note = conf_note(conf, NOTE_DUPLICATE_SERVICE, service->field_span[SERVICE_NAME]);
        note->name = service->id;
        note->related = slots[slot].service->span;
        note->service = service;
    }
}

void conf_finish(struct conf *conf)
{
    if (conf->master)
        mark_duplicates(conf);
    else if (conf->n_services == 0)
        conf_add_stock(conf, 0);
}
