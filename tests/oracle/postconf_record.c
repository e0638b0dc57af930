/* postconf_record: makes tests/oracle/postconf.jsonl.
 *
 * Usage: postconf_record SEED COUNT POSTCONF... > postconf.jsonl
 *
 * Asks real postconf programs of several releases what they print for the
 * configurations of this file, one for each rule of the syntax, and for COUNT
 * generated ones.  Each POSTCONF is a program built from a release tag of the
 * Postfix source, with TLS and without NIS: `make makefiles`, then `make` in
 * src/util, src/global, src/dns, src/tls, src/xsasl, src/milter, src/master
 * and src/postconf.  A row holds the bytes of main.cf and master.cf as Latin-1
 * and, for each listing, the releases that answered alike: exit status, and
 * standard output or null.  Answers of a postconf that crashed are left out.
 *
 * postconf.jsonl was made by `postconf_record 2026 24` of 2.6.19, 2.7.16,
 * 2.8.20, 2.9.15, 2.10.10, 2.11.11, 3.0.15, 3.1.15, 3.2.22, 3.3.22, 3.4.29,
 * 3.5.27, 3.6.20, 3.7.11 (of Debian 12), 3.7.22, 3.8.20, 3.9.14, 3.10.13,
 * 3.11.6 and the snapshot 3.12-20260821. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/ask.h"
#include "../lib/generate.h"

#define HOST "myhostname = mx.example.org\nmydomain = example.org\nmynetworks = 127.0.0.0/8\n"

struct sample {
    const char *name;
    struct text main, master; /* .p NULL: no such file */
};

#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }
#define SAMPLE(name, main, master)                                                                                     \
    {                                                                                                                  \
        name, BYTES(main), BYTES(master)                                                                               \
    }

static const struct sample samples[] = {
    SAMPLE("empty files", "", ""),
    {"no master.cf", BYTES(HOST "relayhost = x\n"), {NULL, 0}},
    {"no main.cf", {NULL, 0}, BYTES("smtp inet n - y - - smtpd\n")},
    SAMPLE("continued lines",
           HOST "smtpd_banner = a\n  b\n\tc\n\n  d\n# note\n  e\n   # note\n   f\nrelayhost =\n  x\n", ""),
    SAMPLE("the equals sign on another line", HOST "relayhost\n  = x\nsmtpd_banner\n# note\n  =\n  y\n", ""),
    SAMPLE("orphans", "  relayhost = lost\n  lost too\n" HOST "mail_name = m\n",
           "  smtp inet n - y - - smtpd\nsmtps inet n - y - - smtpd\n"),
    SAMPLE("carriage returns", HOST "relayhost = x\r\nsmtpd_banner = a\r\n  b\r\n\r\n  c\rd\r\nmail_name\r=\rm\r\n",
           "smtp inet n - y - - smtpd\r\n  -o relayhost=x\r\n\r\n  -o smtpd_banner=y\r\n"),
    SAMPLE("vertical tab and form feed", HOST "relayhost = x\n\vy\n\fz\nsmtpd_banner = a\vb\v\n",
           "smtp inet n - y - - smtpd\n\v-o\frelayhost=x\n"),
    SAMPLE("NUL", HOST "relayhost = x\0y\n z\nsmtpd_banner = a\0\nmail\0_name = m\n = x\n",
           "smtp inet n - y - - smtpd -o relayhost=a\0b\n  -o smtpd_banner=c\n"),
    SAMPLE("NUL in a name", HOST "mail\0_name = m\n", ""),
    SAMPLE("bytes that are not UTF-8", HOST "smtpd_banner = \xff\xfe caf\xc3\xa9 \x01\x7f\n",
           "smtp inet n - y - - smtpd -o smtpd_banner=\xff\n"),
    SAMPLE("byte order mark", "\xef\xbb\xbfrelayhost = x\n" HOST, "\xef\xbb\xbfsmtp inet n - y - - smtpd\n"),
    SAMPLE("no newline at the end", HOST "relayhost = x", "smtp inet n - y - - smtpd -o relayhost=y"),
    SAMPLE("quotes and backslashes", HOST "relayhost = \"x\"\nsmtpd_banner = a\\\nmail_name = 'm' # note\n", ""),
    SAMPLE("a backslash continues nothing", HOST "smtpd_banner = a\\\nb\n", ""),
    SAMPLE("no equals sign", HOST "relayhost\n", ""),
    SAMPLE("a blank in a name", HOST "relay host = x\n", ""),
    SAMPLE("no name", HOST "= x\n", "smtp inet n - y - - smtpd -o =x\n"),
    SAMPLE("a name twice", HOST "relayhost = x\nrelayhost = y\n",
           "smtp inet n - y - - smtpd -o relayhost=x -o relayhost=y\n"),
    SAMPLE("case of names", HOST "RELAYHOST = x\nrelayhost = $RELAYHOST\nMail_Name = y\n", ""),
    SAMPLE("user names", HOST "mine = $other\nother = x\nunused = y\nrelayhost = $mine\n_1 = a\nsmtpd_banner = ${_1}\n",
           "smtp inet n - y - - smtpd -o smtpd_banner=$local -o local=$far -o relayhost=$mine\n"),
    SAMPLE("a service hides a user name", HOST "mine = x\n",
           "smtp inet n - y - - smtpd -o mine=y -o smtpd_banner=$mine\n"),
    SAMPLE(
        "restriction classes",
        HOST
        "smtpd_restriction_classes = one, $list\nlist = two\tthree\none = a\ntwo = b\nthree = c\nfour = d\nfive = e\n",
        "smtp inet n - y - - smtpd -o smtpd_restriction_classes=four -o five=x\n"),
    SAMPLE("parameters of services",
           HOST "slow_destination_concurrency_limit = 1\nrelay_destination_recipient_limit = 2\nfilter_time_limit = 3\n"
                "policy_time_limit = 4\nlocal_recipient_limit = 5\nsmtp_transport_rate_delay = 6\nnone_recipient_limit "
                "= 7\nrelayhost = $policy_time_limit\n",
           "slow unix - - n - - smtp\nfilter unix - n n - - pipe user=a argv=/b\npolicy unix - n n - - spawn user=a "
           "argv=/b\nsmtp unix - - n - - smtp\n"
           "none unix - - n - - /usr/libexec/postfix/smtp\n"),
    SAMPLE("legacy names",
           HOST "virtual_maps = a\nfallback_relay = b\nauthorized_verp_clients = c\npostscreen_blacklist_action = "
                "d\ntlsproxy_client_level = e\n"
                "smtpd_per_record_deadline = f\npostscreen_dnsbl_ttl = g\nvirtual_alias_maps = $virtual_maps\n",
           ""),
    SAMPLE("read-only names",
           HOST "process_name = a\nservice_name = b\nprocess_id = 1\nmail_version = 0\nsmtpd_banner = $service_name\n",
           "submission inet n - y - - /x/smtpd -o process_name=c -o smtpd_banner=$process_name,$service_name\nsmtpd "
           "inet n - y - - smtpd -o mail_name=$service_name\n"),
    SAMPLE("entries of one name", HOST,
           "smtp inet n - y - - postscreen\nsmtp inet n - y - - smtpd -o smtpd_banner=$process_name\nsmtp inet n - y - "
           "- other -o mail_name=$service_name\n"),
    SAMPLE("config_directory", HOST "config_directory = /x\n",
           "smtp inet n - y - - smtpd -o config_directory=/y -o mail_name=$config_directory\n"),
    SAMPLE("version", HOST "smtpd_banner = $mail_version\n", ""),
    SAMPLE(
        "plain macros",
        HOST
        "smtpd_banner = $myhostname ${mydomain}x $(mydomain)-$mydomain-y $nothing.\nmail_name = $$ $$x $$$mydomain\n",
        ""),
    SAMPLE(
        "conditional macros",
        HOST
        "mine = x\nnone =\nsmtpd_banner = ${mine?yes} ${mine:no} ${none?yes} ${none:no} ${mine?a:b} ${nothing:$mine}\n",
        ""),
    SAMPLE("ternary",
           HOST "mine = x\nsmtpd_banner = ${mine?{a}:{b}} ${none?{a}:{b}} ${mine?{a}} ${none:{ b }} ${mine?{a}:b} "
                "${none?{a} : {$mine}}\n",
           ""),
    SAMPLE("blanks round a name", HOST "mine = x\nsmtpd_banner = ${ mine ? {a} : {b} }${ mine }\n", ""),
    SAMPLE("comparison",
           HOST "mine = 010\nsmtpd_banner = ${{$mine} == {10}?{a}:{b}} ${{$mine}=={010 }?a} ${{x}<{y}} ${{9} >= {10} ? "
                "{a} : {b}} ${{}!={x}:c} ${{99999999999999999999} > {1}?d}\n",
           ""),
    SAMPLE("comparison of levels",
           HOST "compatibility_level = 3.6\nsmtpd_banner = ${{3.10} >level {3.9}?{a}:{b}} "
                "${{$compatibility_level}<=level{3.6.0}?c} ${{9999} ==level {+9999}?d}\n",
           ""),
    SAMPLE("an operator that is none", HOST "smtpd_banner = ${{a} = {b}?c}\n", ""),
    SAMPLE("a suffix that is none", HOST "smtpd_banner = ${{1} <=bad {2}?c}\n", ""),
    SAMPLE("functions", HOST "smtpd_banner = ${domain_to_ascii{$myhostname}}\n", ""),
    SAMPLE("a lone dollar", HOST "smtpd_banner = 5$\n", ""),
    SAMPLE("an unclosed macro", HOST "smtpd_banner = ${mydomain\n", ""),
    SAMPLE("an empty macro", HOST "mine = ${}\n", ""),
    SAMPLE("a cycle", HOST "a = $b\nb = $a\nsmtpd_banner = $a\n", ""),
    SAMPLE("a cycle in a service", HOST "smtpd_banner = x\n",
           "smtp inet n - y - - smtpd -o smtpd_banner=$smtpd_banner\n"),
    SAMPLE("an error in a raw parameter",
           HOST "smtpd_expansion_filter = ${x\ndefault_rbl_reply = $ x\nsmtpd_banner = $default_rbl_reply\n", ""),
    SAMPLE("an error in a user parameter", HOST "mine = ${x\n", ""),
    SAMPLE("table sources",
           HOST "alias_maps = ldap:a, proxy:mysql:b pgsql:/c ldap:./d\na_server_host = 1\na_nothing = 2\nb_hosts = "
                "3\nb_tls_CAfile = 4\nc_hosts = 5\n"
                "a_tls_cert = 6\na_query = 7\nm_key_digest = 8\nm_memcache = 9\ntransport_maps = memcache:m\n",
           "smtp inet n - y - - smtpd -o b_dbname=x -o alias_maps=$nothing,sqlite:s\n"),
    SAMPLE("table sources in braces",
           HOST "alias_maps = pipemap:{ldap:a, {mysql:b}} {pgsql:c}\na_server_host = 1\nb_hosts = 2\nc_hosts = 3\n",
           ""),
    SAMPLE("table sources of user parameters",
           HOST "mine = ldap:a\na_server_host = 1\nsmtpd_banner = $mine\nother = ldap:b\nb_server_host = 2\nclass = "
                "mysql:c\nc_hosts = 3\n",
           ""),
    SAMPLE("overrides in every spelling", HOST,
           "smtp inet n - y - - smtpd -o relayhost=a -omail_name=b -v -o smtpd_banner=c -vo smtp_tls_loglevel=1 -vDo "
           "smtpd_tls_loglevel=2 -osmtpd_tls_auth_only=yes\n"
           "465 inet n - y - - smtpd -o { relayhost = a  b } -o {mail_name=c} -o{smtpd_banner = d} -o { myorigin = { e "
           "} }\n"
           "587 inet n - y - - smtpd -o relayhost = x -o mail_name=b\n"),
    SAMPLE("overrides that are none", HOST,
           "smtp inet n - y - - smtpd -o\n465 inet n - y - - smtpd -o relayhost -o mail_name=x\n587 inet n - y - - "
           "smtpd -- -o mail_name=x\n"
           "588 inet n - y - - smtpd word -o mail_name=x\n589 inet n - y - - smtpd -v # -o mail_name=x\n590 inet n - y "
           "- - smtpd -s 5 -o mail_name=x\n"),
    SAMPLE("braces in overrides", HOST,
           "smtp inet n - y - - smtpd -o { mail_name = x\n465 inet n - y - - smtpd -o { mail_name = x }y\n587 inet n - "
           "y - - smtpd -o {}\n588 inet n - y - - smtpd -o x{ a  b }\n"),
    SAMPLE("arguments", HOST,
           "a unix - n n - - pipe flags=R user=x argv=/y ${sender} { a b } {c} {{ d } e} {f\n"
           "b unix - n n - - spawn { a b } { c  d }\nc unix - n n - - pipe x{ a b } {} y\n"),
    SAMPLE("columns", HOST,
           "a inet - - - - - smtpd\n127.0.0.1:10025 inet n n n 60? 100 "
           "smtpd\n[::1]:a-name-that-is-long\tinet\tn\tn\tn\t-\t-\tsmtpd\na unix-dgram n - n - 1 postlogd\n"),
    SAMPLE("unix-dgram", HOST, "postlog unix-dgram n - n - 1 postlogd\n"),
    SAMPLE("too few fields", HOST, "smtp inet n - y - -\n"),
    SAMPLE("a type that is none", HOST, "smtp tcp n - y - - smtpd\n"),
    SAMPLE("a flag that is none", HOST, "smtp inet Y - y - - smtpd\n"),
    SAMPLE("a wakeup time that is none", HOST, "smtp inet n - y 1m - smtpd\n"),
    SAMPLE("a wakeup time of nothing", HOST, "smtp inet n - y ? - smtpd\n"),
    SAMPLE("a process limit that is none", HOST, "smtp inet n - y - 5? smtpd\n"),
    SAMPLE(
        "commented overrides", HOST,
        "smtp inet n - y - - smtpd\n#  -o relayhost=a\n  -o mail_name=b\n  #  -o smtpd_banner=c\n\n  -o myorigin=d\n"),
    SAMPLE("levels", HOST "compatibility_level = 9999\n", ""),
    SAMPLE("a level that is none", "myhostname = mx.example.org\ncompatibility_level = 3.x\n", ""),
    SAMPLE("a level that is none and does not matter", HOST "compatibility_level = 3.x\n", ""),
    SAMPLE("networks of the machine",
           "myhostname = mx.example.org\ninet_interfaces = loopback-only\nmynetworks_style = host\nsmtpd_banner = "
           "$mynetworks $mydomain\n",
           ""),
    SAMPLE("networks by the level",
           "myhostname = mx.example.org\ninet_interfaces = loopback-only\ncompatibility_level = 2\ninet_protocols = "
           "ipv4\nsmtpd_banner = $mynetworks\n",
           ""),
    SAMPLE("a style that is none", "myhostname = mx.example.org\nmynetworks_style = hosts\n", ""),
    SAMPLE("protocols that are none", "myhostname = mx.example.org\ninet_protocols = ipv4, ipv5\n", ""),
    SAMPLE("protocols that do not matter", HOST "inet_protocols = ipv5\n", ""),
    SAMPLE("a domain of one label", "myhostname = example.org\nmynetworks =\nsmtpd_banner = $mydomain\n", ""),
    SAMPLE("a host without a domain", "myhostname = mx\nmynetworks =\nsmtpd_banner = $mydomain\n", ""),
    SAMPLE("a template", HOST "{% if x %}\nrelayhost = y\n{% endif %}\n", ""),
    SAMPLE("placeholders", HOST "relayhost = {{ x }}\nmail_name = <%= y %>\n", ""),
};

enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };

struct program {
    const char *path;
    version release;
};

struct recording {
    struct arena *arena;
    struct program *programs;
    size_t n_programs;
    uint32_t seed;
    struct sample *rows;
    size_t n_rows, next;
    struct answer *answers; /* by row, program, listing */
};

static bool next(void *context, struct question *question)
{
    struct recording *recording = context;
    size_t number = recording->next++;
    if (number >= recording->n_rows * recording->n_programs)
        return false;
    const struct sample *row = &recording->rows[number / recording->n_programs];
    const struct program *program = &recording->programs[number % recording->n_programs];
    *question = (struct question){.arena = arena_new(),
                                  .number = number,
                                  .program = program->path,
                                  .release = program->release,
                                  .main = row->main,
                                  .master = row->master};
    return true;
}

static void done(void *context, struct question *question)
{
    struct recording *recording = context;
    for (size_t i = 0; i < ASK_LISTINGS; i++) {
        struct answer *answer = &recording->answers[question->number * ASK_LISTINGS + i];
        *answer = question->answers[i];
        answer->out.p = arena_dup(recording->arena, answer->out.p ? answer->out.p : "", answer->out.n);
    }
    arena_free(question->arena);
}

/* Each byte as the character of that number. */
static json_t *latin1(struct arena *arena, struct text text)
{
    struct buf out = buf_new(arena);
    if (!text.p)
        return json_null();
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c >= 0x80)
            buf_char(&out, (char)(0xc0 | c >> 6));
        buf_char(&out, (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c));
    }
    struct text done_text = buf_done(&out);
    return json_stringn(done_text.p, done_text.n);
}

static bool alike(const struct answer *a, const struct answer *b)
{
    return a->succeeded == b->succeeded && (!a->succeeded || text_eq(a->out, b->out));
}

/* Adds the answers of a row for one listing, each once with its releases. */
static void add_listing(struct recording *recording, size_t row, int listing, json_t *expect)
{
    size_t n = recording->n_programs;
    bool *said = arena_array(recording->arena, n, sizeof(*said));
    for (size_t i = 0; i < n; i++) {
        const struct answer *first = &recording->answers[(row * n + i) * ASK_LISTINGS + (size_t)listing];
        json_t *releases = json_array();
        for (size_t k = i; k < n; k++) {
            const struct answer *answer = &recording->answers[(row * n + k) * ASK_LISTINGS + (size_t)listing];
            if (said[k] || answer->crashed || !ask_knows(recording->programs[k].release, listing) ||
                !alike(first, answer))
                continue;
            said[k] = true;
            json_array_append_new(
                releases, latin1(recording->arena, version_text(recording->arena, recording->programs[k].release)));
        }
        if (json_array_size(releases) == 0) {
            json_decref(releases);
            continue;
        }
        struct text none = {NULL, 0};
        json_array_append_new(expect, json_pack("{s:s, s:o, s:i, s:o}", "mode", ask_listings[listing], "releases",
                                                releases, "exit", first->succeeded ? 0 : 1, "stdout",
                                                latin1(recording->arena, first->succeeded ? first->out : none)));
    }
}

static void print_row(struct recording *recording, size_t number)
{
    const struct sample *row = &recording->rows[number];
    json_t *expect = json_array();
    for (int i = 0; i < ASK_LISTINGS; i++)
        add_listing(recording, number, i, expect);
    json_t *object = json_pack("{s:i, s:s, s:o, s:o, s:o}", "id", (int)number, "name", row->name, "main",
                               latin1(recording->arena, row->main), "master", latin1(recording->arena, row->master),
                               "expect", expect);
    json_dumpf(object, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(object);
}

static void add_rows(struct recording *recording, size_t count)
{
    struct arena *arena = recording->arena;
    recording->rows = arena_array(arena, SAMPLES + count, sizeof(*recording->rows));
    for (size_t i = 0; i < SAMPLES; i++)
        recording->rows[recording->n_rows++] = samples[i];
    for (unsigned i = 0; i < count; i++) {
        struct generated files = generate(arena, recording->seed, i);
        const char *name = text_printf(arena, "seed %lu number %u", (unsigned long)recording->seed, i).p;
        recording->rows[recording->n_rows++] = (struct sample){name, files.main, files.master};
    }
}

int main(int argc, char **argv)
{
    struct recording recording = {.arena = arena_new()};
    if (argc < 4) {
        fprintf(stderr, "usage: postconf_record SEED COUNT POSTCONF...\n");
        return 2;
    }
    recording.seed = (uint32_t)strtoul(argv[1], NULL, 10);
    add_rows(&recording, strtoul(argv[2], NULL, 10));
    recording.programs = arena_array(recording.arena, (size_t)argc, sizeof(struct program));
    for (int i = 3; i < argc; i++) {
        struct program *program = &recording.programs[recording.n_programs++];
        program->path = argv[i];
        if (!ask_release(argv[i], &program->release)) {
            fprintf(stderr, "%s: this is no postconf\n", argv[i]);
            return 2;
        }
    }
    recording.answers =
        arena_array(recording.arena, recording.n_rows * recording.n_programs, ASK_LISTINGS * sizeof(struct answer));
    struct ask ask = {next, done, &recording};
    bool asked = ask_all(&ask);
    for (size_t i = 0; asked && i < recording.n_rows; i++)
        print_row(&recording, i);
    arena_free(recording.arena);
    return asked ? 0 : 1;
}
