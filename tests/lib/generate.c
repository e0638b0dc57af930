/* generate: see generate.h. */
#include "generate.h"

#include "postlint/facts.h"

/* One configuration in the making. */
struct dice {
    struct arena *arena;
    uint64_t state;
    bool old;    /* macros that 2.6 knows alone */
    bool broken; /* may hold what postconf refuses */
};

/* splitmix64: the same on every machine. */
static uint32_t roll(struct dice *dice, uint32_t sides)
{
    uint64_t z = dice->state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return (uint32_t)((z ^ z >> 31) >> 32) % sides;
}

static bool once_in(struct dice *dice, uint32_t sides)
{
    return roll(dice, sides) == 0;
}

#define COUNT(array)      (sizeof(array) / sizeof((array)[0]))
#define PICK(dice, array) ((array)[roll(dice, COUNT(array))])

/* Parameters whose place in postconf is a special one: raw, read-only, no
 * longer known, wrong in case, for one service, or naming tables. */
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
                                    "smtpd_banner",
                                    "default_rbl_reply",
                                    "smtpd_expansion_filter",
                                    "smtpd_reject_footer",
                                    "forward_path",
                                    "mailbox_command",
                                    "smtpd_client_restrictions",
                                    "smtpd_recipient_restrictions",
                                    "smtpd_restriction_classes",
                                    "virtual_alias_maps",
                                    "alias_maps",
                                    "alias_database",
                                    "transport_maps",
                                    "local_recipient_maps",
                                    "proxy_read_maps",
                                    "smtpd_sender_login_maps",
                                    "virtual_mailbox_maps",
                                    "slow_destination_concurrency_limit",
                                    "relay_destination_recipient_limit",
                                    "dovecot_destination_recipient_limit",
                                    "smtp_delivery_slot_cost",
                                    "slow_transport_rate_delay",
                                    "maildrop_time_limit",
                                    "policy_time_limit",
                                    "virtual_maps",
                                    "fallback_relay",
                                    "authorized_verp_clients",
                                    "postscreen_blacklist_action",
                                    "smtpd_per_record_deadline",
                                    "tlsproxy_client_level",
                                    "tlsproxy_client_policy",
                                    "smtpd_tls_protocol",
                                    "SMTPD_TLS_LOGLEVEL",
                                    "process_name",
                                    "process_id",
                                    "service_name",
                                    "config_directory",
                                    "smtp_requiretls_policy",
                                    "message_size_limit",
                                    "queue_run_delay"};

/* Names of nobody but this configuration.  Each refers to later ones alone,
 * so that there is no cycle. */
static const char *const macros[] = {"mua_level", "mua_tls", "greylist", "a",         "b",
                                     "x_1",       "Mixed",   "nest",     "other_map", "late"};
static const char *const table_names[] = {"ours_server_host", "ours_bind",         "ours_hosts",    "ours_query",
                                          "ours_dbname",      "ours_table",        "ours_domain",   "own_search_base",
                                          "own_password",     "ours_select_field", "ours_memcache", "own_backup"};

/* Not set where they would make a cycle; defaults are the same on any machine. */
static const char *const leaves[] = {"mail_name",           "myorigin",        "myhostname",    "mydomain",
                                     "recipient_delimiter", "syslog_facility", "default_privs", "undefined_name"};

static const char *const plain[] = {"may",
                                    "encrypt",
                                    "yes",
                                    "no",
                                    "1",
                                    "10",
                                    "9",
                                    "!SSLv2, !SSLv3",
                                    ">=TLSv1.2",
                                    "hash:/etc/postfix/t",
                                    "",
                                    "a b  c",
                                    "x=y",
                                    "permit_mynetworks,\treject",
                                    "greylist other",
                                    "\"quoted\"",
                                    "# no comment",
                                    "100%",
                                    "back\\slash",
                                    "semi;colon",
                                    "caf\xc3\xa9",
                                    "\xff\xfe",
                                    "\x01\x02",
                                    "va\vf\fb",
                                    "3.6"};
static const char *const tables[] = {"ldap:ours",
                                     "proxy:mysql:ours",
                                     "proxy:proxy:pgsql:ours",
                                     "sqlite:own",
                                     "memcache:ours, pgsql:own",
                                     "ldap:/etc/postfix/ldap.cf",
                                     "mysql:./ours",
                                     "LDAP:ours",
                                     "mongodb:ours",
                                     "check_client_access mysql:ours",
                                     "ldap:ours:own",
                                     "nosuch:ours"};
static const char *const braced[] = {"{ braced }",
                                     "inline:{{a=b}, {c = d}}",
                                     "pgsql:{ours}",
                                     "unionmap:{ldap:ours, mysql:own}",
                                     "pipemap:{proxy:ldap:ours, inline:{a=b}}",
                                     "{ {ldap:ours}, own }",
                                     "proxy:{mysql:ours}",
                                     "texthash:{a b}",
                                     "{check_client_access {memcache:ours}}"};
static const char *const unbalanced[] = {"{open", "closed}", "{ ldap:ours", "mysql:{ours", "}{", "{a}b", "((", ")"};

/* A value may refer to macros from RANK on. */
static struct text value(struct dice *dice, int depth, uint32_t rank);

/* A parameter of any release with a number, time or boolean as its default. */
static const char *number_name(struct dice *dice)
{
    size_t n;
    const struct param *params = facts_params(&n);
    for (;;) {
        const struct param *param = &params[roll(dice, (uint32_t)n)];
        if (param->type != PARAM_STR && param->type != PARAM_RAW && !(param->flags & PARAM_MACHINE))
            return param->name;
    }
}

static struct text any_name(struct dice *dice, uint32_t rank)
{
    uint32_t which = roll(dice, 8);
    if (dice->broken && once_in(dice, 8))
        return text_from(once_in(dice, 2) ? "loop" : PICK(dice, macros));
    if (which < 4 && rank < COUNT(macros))
        return text_from(macros[rank + roll(dice, (uint32_t)COUNT(macros) - rank)]);
    if (which == 4)
        return text_from(number_name(dice));
    if (which == 5)
        return text_from(once_in(dice, 2) ? "process_name" : "service_name");
    if (which == 6)
        return text_from(PICK(dice, table_names));
    return text_from(PICK(dice, leaves));
}

static struct text broken_macro(struct dice *dice, struct text name, struct text a)
{
    switch (roll(dice, 9)) {
    case 0:
        return TEXT("$");
    case 1:
        return TEXT("$ x");
    case 2:
        return text_printf(dice->arena, "${%.*s", TEXT_ARG(name));
    case 3:
        return TEXT("${}");
    case 4:
        return text_printf(dice->arena, "$(%.*s", TEXT_ARG(name));
    case 5:
        return text_printf(dice->arena, "${%.*s-%.*s}", TEXT_ARG(name), TEXT_ARG(a));
    case 6:
        return text_printf(dice->arena, "${%.*s?{%.*s}x:{y}}", TEXT_ARG(name), TEXT_ARG(a));
    case 7:
        return text_printf(dice->arena, "${{%.*s} = {%.*s}?yes}", TEXT_ARG(a), TEXT_ARG(a));
    default:
        return text_printf(dice->arena, "${{%.*s} <=bad {%.*s}?yes}", TEXT_ARG(a), TEXT_ARG(a));
    }
}

static struct text old_macro(struct dice *dice, struct text name, struct text a)
{
    switch (roll(dice, 9)) {
    case 0:
        return text_printf(dice->arena, "${%.*s?%.*s}", TEXT_ARG(name), TEXT_ARG(a));
    case 1:
        return text_printf(dice->arena, "${%.*s:%.*s}", TEXT_ARG(name), TEXT_ARG(a));
    case 2:
        return text_printf(dice->arena, "${%.*s?x:y}", TEXT_ARG(name));
    case 3:
        return text_printf(dice->arena, "$(%.*s)", TEXT_ARG(name));
    case 4:
        return TEXT("$$");
    case 5:
        return text_printf(dice->arena, "$$%.*s", TEXT_ARG(name));
    case 6:
        return text_printf(dice->arena, "${%.*s}", TEXT_ARG(name));
    case 7:
        return text_printf(dice->arena, "$%.*s-x", TEXT_ARG(name));
    default:
        return text_printf(dice->arena, "$%.*s", TEXT_ARG(name));
    }
}

/* ${{a} op {b} ...}: 3.0 has it, 3.6 the comparison of levels. */
static struct text comparison(struct dice *dice, struct text name, struct text a, struct text b)
{
    static const char *const operators[] = {"==", "!=", "<", "<=", ">=", ">"};
    static const char *const numbers[] = {"9", "10", "010", "", "123456789012345678", "1"};
    static const char *const levels[] = {"3.6", "3.10", "3.9", "2", "3.6.0", "$compatibility_level", " 3", "9999"};
    const char *sign = PICK(dice, operators);
    switch (roll(dice, 6)) {
    case 0:
        return text_printf(dice->arena, "${{%s} %s {%s} ? {%.*s} : {%.*s}}", PICK(dice, numbers), sign,
                           PICK(dice, numbers), TEXT_ARG(a), TEXT_ARG(b));
    case 1:
        return text_printf(dice->arena, "${{%s} %slevel {%s} ? {%.*s} : {%.*s}}", PICK(dice, levels), sign,
                           PICK(dice, levels), TEXT_ARG(a), TEXT_ARG(b));
    case 2:
        return text_printf(dice->arena, "${{$compatibility_level}%slevel{%s}?%.*s}", sign, PICK(dice, levels),
                           TEXT_ARG(a));
    case 3:
        return text_printf(dice->arena, "${{$%.*s}%s{%.*s}:%.*s}", TEXT_ARG(name), sign, TEXT_ARG(a), TEXT_ARG(b));
    case 4:
        return text_printf(dice->arena, "${ {%.*s} %s { $%.*s } }", TEXT_ARG(a), sign, TEXT_ARG(name));
    default:
        return text_printf(dice->arena, "${{%.*s} %s {%.*s} ? {x} : {%.*s}}", TEXT_ARG(a), sign, TEXT_ARG(b),
                           TEXT_ARG(a));
    }
}

static struct text macro(struct dice *dice, int depth, uint32_t rank)
{
    struct text name = any_name(dice, rank), a = value(dice, depth + 1, rank), b = value(dice, depth + 1, rank);
    if (dice->broken && once_in(dice, 4))
        return broken_macro(dice, name, a);
    if (dice->old || once_in(dice, 2))
        return old_macro(dice, name, a);
    switch (roll(dice, 7)) {
    case 0:
        return text_printf(dice->arena, "${%.*s?{%.*s}:{%.*s}}", TEXT_ARG(name), TEXT_ARG(a), TEXT_ARG(b));
    case 1:
        return text_printf(dice->arena, "${%.*s?{%.*s} : %.*s}", TEXT_ARG(name), TEXT_ARG(a), TEXT_ARG(b));
    case 2:
        return text_printf(dice->arena, "${%.*s:{%.*s}}", TEXT_ARG(name), TEXT_ARG(a));
    case 3: /* from 3.3 on */
        return text_printf(dice->arena, "${ %.*s ? {%.*s} : {%.*s} }", TEXT_ARG(name), TEXT_ARG(a), TEXT_ARG(b));
    default:
        return comparison(dice, name, a, b);
    }
}

/* Text without macros; inside of one, braces are balanced. */
static const char *literal(struct dice *dice, int depth)
{
    uint32_t which = roll(dice, 12);
    if (which == 0 && depth == 0)
        return PICK(dice, unbalanced);
    if (which < 3)
        return PICK(dice, tables);
    if (which < 5 && !(dice->old && depth))
        return PICK(dice, braced);
    return PICK(dice, plain);
}

static struct text value(struct dice *dice, int depth, uint32_t rank)
{
    struct buf out = buf_new(dice->arena);
    uint32_t n = roll(dice, 4) ? 1 : 1 + roll(dice, 4);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            buf_str(&out, roll(dice, 3) ? " " : ", ");
        if (depth < 3 && once_in(dice, 3))
            buf_text(&out, macro(dice, depth, rank));
        else
            buf_str(&out, literal(dice, depth));
    }
    return buf_done(&out);
}

/* Values that postconf itself looks at when it reads them. */
static const char *special_value(struct dice *dice, const char *name)
{
    static const char *const levels[] = {"0", "1", "2", "3.6", "3.10", "3.11.0", "9999", "+3"};
    static const char *const bad_levels[] = {"3.x", "", "-1", "3.6.0.1", "$mail_name", "3 6"};
    static const char *const protocols[] = {"all", "ipv4", "ipv6", "ipv4, ipv6", "", "all ipv4"};
    static const char *const styles[] = {"host", "subnet", "class", "host,host"};
    static const char *const bad[] = {"ipv5", "IPv4", "host subnet", "Host", "$"};
    static const char *const classes[] = {"greylist", "greylist, other_map", "$mua_level", "mua_tls\tlate", "nosuch"};
    if (text_is(text_from(name), "compatibility_level"))
        return dice->broken && once_in(dice, 2) ? PICK(dice, bad_levels) : PICK(dice, levels);
    if (text_is(text_from(name), "inet_protocols"))
        return dice->broken && once_in(dice, 2) ? PICK(dice, bad) : PICK(dice, protocols);
    if (text_is(text_from(name), "mynetworks_style"))
        return dice->broken && once_in(dice, 2) ? PICK(dice, bad) : PICK(dice, styles);
    if (text_is(text_from(name), "smtpd_restriction_classes"))
        return PICK(dice, classes);
    return NULL;
}

/* A name to set, and the macros that its value may refer to. */
static const char *any_setting(struct dice *dice, uint32_t *rank)
{
    uint32_t which = roll(dice, 12);
    *rank = 0;
    if (which < 3)
        return number_name(dice);
    if (which == 3)
        return PICK(dice, table_names);
    if (which < 7) {
        *rank = roll(dice, COUNT(macros));
        return macros[(*rank)++];
    }
    if (which == 7 && dice->broken)
        return "loop";
    return PICK(dice, names);
}

/* Values of tables and parameters are ends of chains, or they would meet. */
static struct text setting_value(struct dice *dice, const char *name, uint32_t rank, int depth)
{
    const char *special = special_value(dice, name);
    if (special && roll(dice, 8))
        return text_from(special);
    if (rank == 0 && text_starts(text_from(name), "o") && !dice->broken)
        return text_from(literal(dice, depth));
    return value(dice, depth, rank);
}

/* A value over several lines, with what may stand between them. */
static void put_continued(struct dice *dice, struct buf *out, struct text text)
{
    static const char *const breaks[] = {"\n  ",       "\n\t",        "\n\n  ",  "\n# note\n  ", "\n   # note\n  ",
                                         "\n \t \n  ", "\r\n  ",      "\n\v",    "\n \r\n  ",    "\n\f x",
                                         "\n\r",       "\n#\n#\n\n ", "\n \\\n "};
    bool folds = once_in(dice, 3);
    for (size_t i = 0; i < text.n; i++) {
        if (folds && text.p[i] == ' ' && once_in(dice, 3))
            buf_str(out, PICK(dice, breaks));
        buf_char(out, text.p[i]);
    }
}

static void put_main_setting(struct dice *dice, struct buf *out)
{
    static const char *const equals[] = {" = ",    "=",     " =",           "= ",    "\t=\t",
                                         " =\n  ", "\n = ", "\n# note\n =", " = = ", "\r="};
    uint32_t rank;
    const char *name = any_setting(dice, &rank);
    buf_str(out, name);
    buf_str(out, roll(dice, 3) ? " = " : PICK(dice, equals));
    put_continued(dice, out, setting_value(dice, name, rank, 0));
    if (once_in(dice, 12))
        buf_str(out, PICK(dice, ((const char *const[]){"  ", "\t", "\v", "\f ", "\r"})));
    if (once_in(dice, 120))
        buf_add(out, "\0lost", 5);
    buf_str(out, roll(dice, 12) ? "\n" : "\r\n");
}

static void put_main_line(struct dice *dice, struct buf *out)
{
    static const char *const odd[] = {"# a comment\n", "\n",       "   \n",      "#\n",       "  # indented\n",
                                      "\r\n",          "\v\n\f\n", "\t#x = y\n", "#\rx = y\n"};
    static const char *const broken[] = {"no equals\n", "= no name\n", "name_only\n", "two words = x\n", "[x]\n"};
    if (once_in(dice, 5))
        buf_str(out, PICK(dice, odd));
    if (dice->broken && once_in(dice, 20))
        buf_str(out, PICK(dice, broken));
    put_main_setting(dice, out);
}

/* What the defaults of the machine hang on is set, one way or another. */
static void put_main_base(struct dice *dice, struct buf *out)
{
    static const char *const others[] = {"compatibility_level", "inet_protocols", "mynetworks_style"};
    static const char *const hosts[] = {"mx.example.org", "mx.$mydomain", "example.org", "mx"};
    buf_printf(out, "myhostname = %s\n", roll(dice, 6) ? hosts[0] : PICK(dice, hosts));
    if (roll(dice, 6))
        buf_str(out, "mydomain = example.org\n");
    if (roll(dice, 4))
        buf_str(out, "mynetworks = 192.0.2.0/24 [2001:db8::]/32\n");
    else
        buf_str(out, "inet_interfaces = loopback-only\n");
    while (once_in(dice, 2)) {
        const char *name = PICK(dice, others);
        buf_printf(out, "%s = %s\n", name, special_value(dice, name));
    }
}

static struct text make_main(struct dice *dice)
{
    struct buf out = buf_new(dice->arena);
    uint32_t n = roll(dice, 14);
    if (once_in(dice, 25))
        buf_str(&out, "  orphan = text\n  goes on\n");
    if (once_in(dice, 60))
        buf_str(&out, "\xef\xbb\xbf"
                      "relayhost = x\n");
    put_main_base(dice, &out);
    for (uint32_t i = 0; i < n; i++)
        put_main_line(dice, &out);
    if (once_in(dice, 10))
        buf_str(&out, "smtp_tls_loglevel = 1"); /* no newline at the end */
    return buf_done(&out);
}

/* -o in the spellings that postconf takes apart. */
static void put_override(struct dice *dice, struct buf *out)
{
    static const char *const forms[] = {"-o ", "-o", "-v -o ", "-vo ", "-D -o", "-o\n    ", "-o \t", "-vDo", "-o "};
    uint32_t rank;
    const char *name = any_setting(dice, &rank);
    struct text text = setting_value(dice, name, rank, once_in(dice, 12) ? 0 : 1);
    switch (roll(dice, 12)) {
    case 0:
        buf_printf(out, "-o { %s = %.*s }", name, TEXT_ARG(text));
        break;
    case 1:
        buf_printf(out, "-o {%s=%.*s}", name, TEXT_ARG(text));
        break;
    case 2:
        buf_printf(out, "-o{%s = %.*s}", name, TEXT_ARG(text));
        break;
    case 3:
        buf_printf(out, "-o %s = %.*s", name, TEXT_ARG(text));
        break;
    case 4:
        buf_printf(out, "-o %s", roll(dice, 4) ? name : "{ no equals }");
        break;
    case 5:
        buf_printf(out, "-o { %s = %.*s %s", name, TEXT_ARG(text), roll(dice, 4) ? "}" : once_in(dice, 2) ? "" : "}x");
        break;
    default:
        buf_printf(out, "%s%s=%.*s", PICK(dice, forms), name, TEXT_ARG(text));
    }
}

static void put_options(struct dice *dice, struct buf *out)
{
    static const char *const between[] = {
        "\n  ", "\n  ", "\n  ", "\n  ", " ", "\n# note\n\t", "\n\n ", "\n #  -o x=y\n  ", "\r\n ", "\v"};
    static const char *const others[] = {"-v", "-v", "-vv", "-s 5", "-D", "--", "word", "# word", "-o =x"};
    uint32_t n = roll(dice, 5);
    for (uint32_t i = 0; i < n; i++) {
        buf_str(out, PICK(dice, between));
        if (once_in(dice, 8))
            buf_str(out, PICK(dice, others));
        else
            put_override(dice, out);
    }
    if (once_in(dice, 60))
        buf_str(out, " -o");
}

static void put_arguments(struct dice *dice, struct buf *out)
{
    static const char *const arguments[] = {
        "\n  flags=DRhu user=vmail argv=/bin/true -f ${sender} { two words } -o x=y",
        " flags=Rq. user=nobody argv=/usr/bin/filter -o { a = b } {x}y ${nexthop}",
        "\n  -o smtpd_tls_loglevel=1 { argv = /bin/cat } {{ nested } words} {unclosed",
        " { user = nobody } {} argv={ /bin/echo a  b }"};
    buf_str(out, PICK(dice, arguments));
}

static void put_fields(struct dice *dice, struct buf *out, const char *const *service, const char *blank)
{
    static const char *const bools[] = {"y", "n", "-"}, *const wakeups[] = {"-", "0", "60", "300?", "1000?", "?"},
                             *const limits[] = {"-", "0", "1", "50", "100"},
                             *const bad[] = {"x", "Y", "5x", "-1", "yes"};
    buf_printf(out, "%s%s%s", service[0], blank, dice->broken && once_in(dice, 20) ? "tcp" : service[1]);
    for (int i = 0; i < 3; i++)
        buf_printf(out, "%s%s", blank, dice->broken && once_in(dice, 40) ? PICK(dice, bad) : PICK(dice, bools));
    buf_printf(out, "%s%s", blank, dice->broken && once_in(dice, 20) ? PICK(dice, bad) : PICK(dice, wakeups));
    buf_printf(out, "%s%s", blank, dice->broken && once_in(dice, 20) ? PICK(dice, bad) : PICK(dice, limits));
    buf_printf(out, "%s%s%s", blank, once_in(dice, 20) ? "/usr/libexec/postfix/" : "", service[2]);
}

static void put_service(struct dice *dice, struct buf *out)
{
    static const char *const services[][3] = {{"smtp", "inet", "smtpd"},
                                              {"submission", "inet", "smtpd"},
                                              {"submission", "inet", "smtpd"},
                                              {"465", "inet", "smtpd"},
                                              {"127.0.0.1:10025", "inet", "smtpd"},
                                              {"[::1]:a-very-long-service-name", "inet", "smtpd"},
                                              {"smtp", "inet", "postscreen"},
                                              {"smtp", "unix", "smtp"},
                                              {"relay", "unix", "smtp"},
                                              {"slow", "unix", "smtp"},
                                              {"slow", "unix", "lmtp"},
                                              {"lmtp", "unix", "lmtp"},
                                              {"local", "unix", "local"},
                                              {"virtual", "unix", "virtual"},
                                              {"error", "unix", "error"},
                                              {"dovecot", "unix", "pipe"},
                                              {"maildrop", "unix", "pipe"},
                                              {"tlsproxy", "unix", "tlsproxy"},
                                              {"smtpd", "pass", "smtpd"},
                                              {"pickup", "fifo", "pickup"},
                                              {"policy", "unix", "spawn"},
                                              {"postlog", "unix-dgram", "postlogd"}};
    static const char *const blanks[] = {" ", " ", " ", "\t", "       ", " \t", "\r ", " \n "};
    const char *const *service = PICK(dice, services);
    if (text_is(text_from(service[1]), "unix-dgram") && !dice->broken)
        service = services[0];
    put_fields(dice, out, service, PICK(dice, blanks));
    if (text_is(text_from(service[2]), "pipe") || text_is(text_from(service[2]), "spawn"))
        put_arguments(dice, out);
    else
        put_options(dice, out);
    if (once_in(dice, 150))
        buf_add(out, "\0 lost", 6);
    buf_str(out, roll(dice, 20) ? "\n" : "\r\n");
}

static struct text make_master(struct dice *dice)
{
    static const char *const odd[] = {"# a comment\n\n", "\n", "  # indented\n", "\r\n",
                                      "#smtp inet n - y - - smtpd\n"};
    static const char *const broken[] = {"short inet n\n", "smtp\n", "a inet n - y - -\n", "x unix {n - y} - - smtp\n"};
    struct buf out = buf_new(dice->arena);
    uint32_t n = roll(dice, 8);
    if (once_in(dice, 40))
        buf_str(&out, " orphan inet n - y - - smtpd\n  -o x=y\n");
    if (once_in(dice, 80))
        buf_str(&out, "\xef\xbb\xbf");
    for (uint32_t i = 0; i < n; i++) {
        if (once_in(dice, 6))
            buf_str(&out, PICK(dice, odd));
        put_service(dice, &out);
    }
    if (dice->broken && once_in(dice, 12))
        buf_str(&out, PICK(dice, broken));
    if (once_in(dice, 12))
        buf_str(&out, "bounce unix - - n - 0 bounce -o a=b"); /* no newline at the end */
    return buf_done(&out);
}

struct generated generate(struct arena *arena, uint32_t seed, unsigned number)
{
    struct dice dice = {.arena = arena, .state = ((uint64_t)seed << 32) + number};
    struct generated generated;
    dice.old = once_in(&dice, 3);
    dice.broken = once_in(&dice, 8);
    generated.main = make_main(&dice);
    generated.master = make_master(&dice);
    return generated;
}
