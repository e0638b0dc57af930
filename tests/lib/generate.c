/* generate: see generate.h. */
#include "generate.h"

struct dice {
    struct arena *arena;
    uint64_t state;
};

/* splitmix64: the same on every machine. */
static uint32_t roll(struct dice *dice, uint32_t sides)
{
    uint64_t z = dice->state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return (uint32_t)((z ^ z >> 31) >> 32) % sides;
}

#define PICK(dice, array) ((array)[roll(dice, sizeof(array) / sizeof((array)[0]))])

static const char *const names[] = {"smtpd_tls_security_level",
                                    "smtp_tls_security_level",
                                    "smtpd_tls_protocols",
                                    "smtpd_tls_mandatory_protocols",
                                    "smtpd_tls_auth_only",
                                    "smtpd_tls_loglevel",
                                    "smtp_tls_policy_maps",
                                    "smtpd_use_tls",
                                    "tls_medium_cipherlist",
                                    "smtpd_tls_exclude_ciphers",
                                    "relayhost",
                                    "mydestination",
                                    "mynetworks",
                                    "smtpd_banner",
                                    "default_rbl_reply",
                                    "smtpd_client_restrictions",
                                    "smtpd_restriction_classes",
                                    "virtual_alias_maps",
                                    "alias_maps",
                                    "transport_maps",
                                    "slow_destination_concurrency_limit",
                                    "dovecot_destination_recipient_limit",
                                    "maildrop_time_limit",
                                    "virtual_maps",
                                    "fallback_relay",
                                    "smtpd_tls_protocol",
                                    "SMTPD_TLS_LOGLEVEL",
                                    "process_name",
                                    "service_name",
                                    "compatibility_level",
                                    "smtp_requiretls_policy",
                                    "tlsproxy_client_level",
                                    "message_size_limit",
                                    "queue_run_delay"};
static const char *const macros[] = {"mua_level", "mua_tls",          "a",         "b",        "loop", "loop2", "x_1",
                                     "nest",      "ours_server_host", "ours_bind", "greylist", "Mixed"};
static const char *const plain[] = {"may",
                                    "encrypt",
                                    "yes",
                                    "no",
                                    "1",
                                    "!SSLv2, !SSLv3",
                                    ">=TLSv1.2",
                                    "hash:/etc/postfix/t",
                                    "",
                                    "a b  c",
                                    "x=y",
                                    "ldap:ours",
                                    "proxy:mysql:ours",
                                    "inline:{{a=b}, {c = d}}",
                                    "permit_mynetworks,\treject",
                                    "greylist other",
                                    "\"quoted\"",
                                    "# no comment",
                                    "{ braced }",
                                    "{open",
                                    "closed}",
                                    "100%",
                                    "back\\slash",
                                    "caf\xc3\xa9",
                                    "\xff\xfe",
                                    "\x01\x02",
                                    "3.6",
                                    "2",
                                    "memcache:ours, pgsql:{ours}",
                                    "texthash:{a b}"};

static struct text value(struct dice *dice, int depth);

static struct text any_name(struct dice *dice)
{
    static const char *const others[] = {
        "myhostname", "mydomain",       "service_name",        "smtpd_tls_loglevel", "smtpd_tls_security_level",
        "mail_name",  "undefined_name", "compatibility_level", "smtpd_banner"};
    uint32_t which = roll(dice, 4);
    return text_from(which == 0 ? PICK(dice, others) : which == 1 ? PICK(dice, names) : PICK(dice, macros));
}

static struct text macro(struct dice *dice, int depth)
{
    static const char *const operators[] = {"==", "!=", "<", "<=", ">=", ">", "<=level", ">level", "<=bad", "=", "=="};
    struct text name = any_name(dice), a = value(dice, depth + 1), b = value(dice, depth + 1);
    switch (roll(dice, 16)) {
    case 0:
        return text_printf(dice->arena, "${%.*s?%.*s}", TEXT_ARG(name), TEXT_ARG(a));
    case 1:
        return text_printf(dice->arena, "${%.*s:%.*s}", TEXT_ARG(name), TEXT_ARG(a));
    case 2:
        return text_printf(dice->arena, "${%.*s?{%.*s}:{%.*s}}", TEXT_ARG(name), TEXT_ARG(a), TEXT_ARG(b));
    case 3:
        return text_printf(dice->arena, "${ %.*s ? {%.*s} : {%.*s} }", TEXT_ARG(name), TEXT_ARG(a), TEXT_ARG(b));
    case 4:
    case 5:
        return text_printf(dice->arena, "${{%.*s} %s {%.*s} ? {x} : {%.*s}}", TEXT_ARG(a), PICK(dice, operators),
                           TEXT_ARG(b), TEXT_ARG(a));
    case 6:
        return text_printf(dice->arena, "${{$%.*s}%s{%.*s}?yes}", TEXT_ARG(name), PICK(dice, operators), TEXT_ARG(b));
    case 7:
        return text_printf(dice->arena, "$(%.*s)", TEXT_ARG(name));
    case 8:
        return TEXT("$$");
    case 9:
        return roll(dice, 4) ? TEXT("$$mua_level") : TEXT("$ x");
    case 10:
        return roll(dice, 4) ? text_printf(dice->arena, "${%.*s}", TEXT_ARG(name))
                             : text_printf(dice->arena, "${%.*s", TEXT_ARG(name));
    default:
        return text_printf(dice->arena, "$%.*s", TEXT_ARG(name));
    }
}

static struct text value(struct dice *dice, int depth)
{
    struct buf out = buf_new(dice->arena);
    uint32_t n = roll(dice, 5) ? 1 : 1 + roll(dice, 3);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            buf_str(&out, roll(dice, 2) ? " " : ", ");
        if (depth < 3 && roll(dice, 4) == 0)
            buf_text(&out, macro(dice, depth));
        else
            buf_str(&out, PICK(dice, plain));
    }
    return buf_done(&out);
}

/* A value over several lines, with what may stand between them. */
static void put_continued(struct dice *dice, struct buf *out, struct text text)
{
    static const char *const breaks[] = {"\n  ",       "\n\t",   "\n\n  ", "\n# note\n  ", "\n   # note\n  ",
                                         "\n \t \n  ", "\r\n  ", "\n\v",   "\n \r\n  "};
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ' ' && roll(dice, 4) == 0)
            buf_str(out, PICK(dice, breaks));
        buf_char(out, text.p[i]);
    }
}

static void put_setting(struct dice *dice, struct buf *out)
{
    static const char *const equals[] = {" = ", "=", " =", "= ", "\t=\t", " =\n  ", "\n = "};
    buf_str(out, roll(dice, 3) ? PICK(dice, names) : PICK(dice, macros));
    buf_str(out, roll(dice, 3) ? " = " : PICK(dice, equals));
    put_continued(dice, out, value(dice, 0));
    if (roll(dice, 12) == 0)
        buf_str(out, "  ");
    if (roll(dice, 300) == 0)
        buf_add(out, "\0lost", 5);
    buf_str(out, roll(dice, 15) ? "\n" : "\r\n");
}

static void put_main_line(struct dice *dice, struct buf *out)
{
    static const char *const odd[] = {"# a comment\n", "\n", "   \n", "#\n", "  # indented\n", "\r\n"};
    static const char *const broken[] = {"no equals\n", "= no name\n", "name only\n", "two words = x\n"};
    if (roll(dice, 6) == 0)
        buf_str(out, PICK(dice, odd));
    if (roll(dice, 400) == 0)
        buf_str(out, PICK(dice, broken));
    put_setting(dice, out);
}

static struct text make_main(struct dice *dice)
{
    struct buf out = buf_new(dice->arena);
    uint32_t n = roll(dice, 12);
    if (roll(dice, 25) == 0)
        buf_str(&out, "  orphan = text\n  goes on\n");
    if (roll(dice, 60) == 0)
        buf_str(&out, "\xef\xbb\xbf");
    buf_str(&out, "myhostname = mx.example.org\nmydomain = example.org\n");
    for (uint32_t i = 0; i < n; i++)
        put_main_line(dice, &out);
    if (roll(dice, 10) == 0)
        buf_str(&out, "smtp_tls_loglevel = 1"); /* no newline at the end */
    return buf_done(&out);
}

static void put_options(struct dice *dice, struct buf *out)
{
    static const char *const forms[] = {"-o ", "-o", "-v -o ", "-vo ", "-D -o", "-o\n    ", "-o \t"};
    uint32_t n = roll(dice, 5);
    for (uint32_t i = 0; i < n; i++) {
        const char *name = roll(dice, 3) ? PICK(dice, names) : PICK(dice, macros);
        struct text text = value(dice, 1);
        buf_str(out, roll(dice, 3) ? "\n  " : roll(dice, 4) ? " " : "\n# note\n\t");
        switch (roll(dice, 9)) {
        case 0:
            buf_printf(out, "-o { %s = %.*s }", name, TEXT_ARG(text));
            break;
        case 1:
            buf_printf(out, "-o {%s=%.*s}", name, TEXT_ARG(text));
            break;
        case 2:
            buf_printf(out, "-o %s = %.*s", name, TEXT_ARG(text));
            break;
        case 3:
            buf_str(out, roll(dice, 2) ? "-v" : "--");
            break;
        default:
            buf_printf(out, "%s%s=%.*s", PICK(dice, forms), name, TEXT_ARG(text));
        }
    }
}

static void put_service(struct dice *dice, struct buf *out)
{
    static const char *const services[][3] = {{"smtp", "inet", "smtpd"},
                                              {"submission", "inet", "smtpd"},
                                              {"465", "inet", "smtpd"},
                                              {"127.0.0.1:10025", "inet", "smtpd"},
                                              {"smtp", "unix", "smtp"},
                                              {"relay", "unix", "smtp"},
                                              {"slow", "unix", "smtp"},
                                              {"lmtp", "unix", "lmtp"},
                                              {"dovecot", "unix", "pipe"},
                                              {"maildrop", "unix", "pipe"},
                                              {"tlsproxy", "unix", "tlsproxy"},
                                              {"smtpd", "pass", "smtpd"},
                                              {"pickup", "fifo", "pickup"},
                                              {"policy", "unix", "spawn"},
                                              {"postlog", "unix-dgram", "postlogd"}};
    static const char *const bools[] = {"y", "n", "-"}, *const numbers[] = {"-", "0", "1", "60", "300?", "1000?"};
    const char *const *service = PICK(dice, services);
    const char *blank = roll(dice, 3) ? " " : roll(dice, 2) ? "\t" : "       ";
    buf_printf(out, "%s%s%s", service[0], blank, roll(dice, 200) ? service[1] : "tcp");
    for (int i = 0; i < 3; i++)
        buf_printf(out, "%s%s", blank, roll(dice, 400) ? PICK(dice, bools) : "x");
    const char *limit = PICK(dice, numbers);
    buf_printf(out, "%s%s", blank, PICK(dice, numbers));
    buf_printf(out, "%s%s%s%s", blank,
               limit[0] && roll(dice, 300) ? (limit[0] == '3' || limit[0] == '1' ? "50" : limit) : "5x", blank,
               service[2]);
    if (text_is(text_from(service[2]), "pipe") || text_is(text_from(service[2]), "spawn"))
        buf_str(out, "\n  flags=DRhu user=vmail argv=/bin/true -f ${sender} { two words } -o x=y");
    else
        put_options(dice, out);
    buf_str(out, roll(dice, 20) ? "\n" : "\r\n");
}

static struct text make_master(struct dice *dice)
{
    struct buf out = buf_new(dice->arena);
    uint32_t n = roll(dice, 7);
    if (roll(dice, 40) == 0)
        buf_str(&out, " orphan inet n - y - - smtpd\n");
    for (uint32_t i = 0; i < n; i++) {
        if (roll(dice, 6) == 0)
            buf_str(&out, "# a comment\n\n");
        put_service(dice, &out);
    }
    if (roll(dice, 150) == 0)
        buf_str(&out, "short inet n\n");
    return buf_done(&out);
}

struct generated generate(struct arena *arena, uint32_t seed, unsigned number)
{
    struct dice dice = {arena, ((uint64_t)seed << 32) + number};
    struct generated generated;
    generated.main = make_main(&dice);
    generated.master = make_master(&dice);
    return generated;
}
