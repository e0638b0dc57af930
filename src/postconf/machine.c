/* machine: defaults that postconf makes from the machine and from main.cf.
 * Postfix: postconf/postconf_builtin.c:pcf_check_myhostname,
 * pcf_check_mydomainname, pcf_mynetworks.
 *
 * Network interfaces are not looked at: the default of mynetworks holds the
 * network of the loopback interface alone, as on a machine without any other,
 * and addresses and names in inet_interfaces are taken as good. */
#include "internal.h"

#define FALLBACK_DOMAIN "localdomain"

/* The value in main.cf, expanded from main.cf alone; *SET is false if there
 * is none.  False on a macro error, which is fatal. */
static bool main_value(struct work *work, const char *name, bool *set, struct text *value)
{
    *set = dict_get(work->main, text_from(name), value);
    return !*set || lookup_dict_eval(work, work->main, *value, value);
}

static bool hostname(struct work *work, struct text *value)
{
    bool set;
    struct text domain;
    *value = work->postconf->hostname;
    if (text_find(*value, '.') < value->n)
        return true;
    if (!main_value(work, "mydomain", &set, &domain))
        return false;
    if (!set)
        domain = TEXT(FALLBACK_DOMAIN);
    *value = text_printf(work->arena, "%.*s.%.*s", TEXT_ARG(*value), TEXT_ARG(domain));
    return true;
}

static bool domain(struct work *work, struct text *value)
{
    bool set;
    struct text host;
    if (!main_value(work, "myhostname", &set, &host) || (!set && !hostname(work, &host)))
        return false;
    size_t dot = text_find(host, '.');
    *value = dot < host.n ? text_slice(host, dot + 1, host.n) : TEXT(FALLBACK_DOMAIN);
    if (!facts_has("domain-of-two-labels", work->release) && text_find(*value, '.') == value->n)
        *value = TEXT(FALLBACK_DOMAIN);
    return true;
}

struct mask_name {
    const char *name;
    unsigned bit;
};

/* util/name_mask.c:name_mask with NAME_MASK_DEFAULT. */
static bool name_mask(struct work *work, const char *what, const struct mask_name *names, struct text value,
                      unsigned *mask)
{
    struct text word;
    *mask = 0;
    while (text_token(&value, TEXT_COMMA_SP, &word)) {
        size_t i = 0;
        while (names[i].name && !text_is(word, names[i].name))
            i++;
        if (!names[i].name)
            return postconf_fail(work, NULL,
                                 text_printf(work->arena, "unknown %s value \"%.*s\"", what, TEXT_ARG(word)));
        *mask |= names[i].bit;
    }
    return true;
}

enum { IPV4 = 1, IPV6 = 2, CLASS = 1, SUBNET = 2, HOST = 4 };

/* The value in main.cf, or the default. */
static bool value_or_default(struct work *work, const char *name, struct text *value)
{
    bool set;
    if (!main_value(work, name, &set, value))
        return false;
    return set || (lookup_default(work, text_from(name), value) && lookup_expand(work, NULL, *value, value));
}

/* Of which protocols inet_interfaces has the loopback address:
 * global/own_inet_addr.c:own_inet_addr_init. */
static unsigned loopbacks(struct text interfaces)
{
    struct text word;
    unsigned protocols = 0;
    if (text_is(interfaces, "all") || text_is(interfaces, "loopback-only"))
        return IPV4 | IPV6;
    while (text_token(&interfaces, " \t,", &word)) {
        if (text_is(word, "127.0.0.1") || text_is(word, "localhost"))
            protocols |= IPV4;
        if (text_is(word, "[::1]") || text_is(word, "::1") || text_is(word, "localhost"))
            protocols |= IPV6;
    }
    return protocols;
}

static bool networks(struct work *work, struct text *value)
{
    static const struct mask_name protocol_names[] = {{"all", IPV4 | IPV6}, {"ipv6", IPV6}, {"ipv4", IPV4}, {NULL, 0}};
    static const struct mask_name style_names[] = {{"class", CLASS}, {"subnet", SUBNET}, {"host", HOST}, {NULL, 0}};
    struct text interfaces, style, protocols;
    unsigned protocol, mask;
    *value = TEXT("");
    if (!value_or_default(work, "inet_interfaces", &interfaces) ||
        !value_or_default(work, "mynetworks_style", &style) || !value_or_default(work, "inet_protocols", &protocols) ||
        !name_mask(work, "inet_protocols", protocol_names, protocols, &protocol))
        return false;
    if (protocol == 0)
        return true;
    if (!name_mask(work, "mynetworks_style", style_names, style, &mask))
        return false;
    if (mask != CLASS && mask != SUBNET && mask != HOST)
        return postconf_fail(work, NULL, text_printf(work->arena, "bad mynetworks_style value: %.*s", TEXT_ARG(style)));
    protocol &= loopbacks(interfaces);
    *value = text_printf(work->arena, "%s%s",
                         !(protocol & IPV4) ? ""
                         : mask == HOST     ? "127.0.0.1/32 "
                                            : "127.0.0.0/8 ",
                         protocol & IPV6 ? "[::1]/128 " : "");
    return true;
}

/* $process_name is the name that postconf was started under.  Releases before
 * 3.3 have no name of the service in its place (pcf_parse_master_entry), so
 * it shows in listings of master.cf; programs of several releases beside each
 * other are called postconf-X.Y, as in the vectors. */
static struct text program_name(const struct work *work)
{
    if (facts_has("entry-names", work->release))
        return TEXT("postconf");
    struct text series = version_text(work->arena, VERSION_SERIES(work->release) | VERSION_ANY_PATCH);
    return text_printf(work->arena, "postconf-%.*s", TEXT_ARG(series));
}

bool machine_read(struct work *work)
{
    const struct {
        const char *name;
        bool (*make)(struct work *work, struct text *value);
    } makers[] = {{"myhostname", hostname}, {"mydomain", domain}, {"mynetworks", networks}};
    bool scans = facts_has("postconf-user-names", work->release);
    for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
        struct text name = text_from(makers[i].name), value;
        if (!scans || dict_get(work->main, name, NULL))
            continue;
        if (!makers[i].make(work, &value))
            return false;
        dict_put(work->machine, name, value);
    }
    return true;
}

struct text machine_default(const struct work *work, struct text name)
{
    struct text value = TEXT("");
    if (text_is(name, "process_name"))
        return program_name(work);
    if (text_is(name, "process_id"))
        return work->postconf->process_id;
    dict_get(work->machine, name, &value);
    return value;
}
