/* groups: the key exchange groups that parameters and library leave, by release. */
#include "groups.h"

#include "help.h"

#define CLIENT "smtp"
#define SERVER "smtpd"

static struct text groups_of(const char *prefix, const char *postfix, const char *openssl, const char *main)
{
    const struct conf *conf = conf_from(main, "smtp inet n - y - - smtpd\nsmtp unix - - y - - smtp\n");
    bool is_server = strcmp(prefix, SERVER) == 0;
    struct target target = target_of(postfix, openssl);
    struct view *view = view_new(arena, conf, &target, service_of(conf, is_server ? "smtp/inet" : "smtp/unix"));
    struct group_list list = groups_find(arena, view, prefix, is_server);
    struct buf out = buf_new(arena);
    ck_assert(list.is_known);
    for (size_t i = 0; i < list.n; i++)
        buf_printf(&out, "%s%s", i ? " " : "", list.groups[i]->name);
    return buf_done(&out);
}

#define OF_110 "X25519 prime256v1 secp521r1 secp384r1"
#define OF_111 "X25519 prime256v1 X448 secp521r1 secp384r1"
#define OF_30  OF_111 " ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192"
#define OF_35  "X25519MLKEM768 X25519 prime256v1 X448 secp384r1 secp521r1 ffdhe2048 ffdhe3072"
#define OF_40                                                                                                          \
    "X25519MLKEM768 SecP256r1MLKEM768 curveSM2MLKEM768 X25519 prime256v1 X448 secp384r1 secp521r1 curveSM2 "           \
    "ffdhe2048 ffdhe3072"
#define POSTFIX_32  "X25519 X448 prime256v1 secp521r1 secp384r1"
#define POSTFIX_310 "X25519 X448 prime256v1 secp384r1 secp521r1"

static const struct {
    const char *what, *prefix, *postfix, *openssl, *main, *want, *source;
} tests[] = {
    /* What OpenSSL has by itself: a client of 3.1 sets nothing. */
    {"OpenSSL 1.0.2: a client leaves out curves below 256 bits", CLIENT, "3.1.15", "1.0.2u", "",
     "prime256v1 secp521r1 brainpoolP512r1 brainpoolP384r1 secp384r1 brainpoolP256r1 secp256k1 sect571r1 sect571k1 "
     "sect409k1 sect409r1 sect283k1 sect283r1",
     "1.0.2u ssl/t1_lib.c:tls1_get_curvelist, eccurves_auto"},
    {"OpenSSL 1.1.0 has four", CLIENT, "3.1.15", "1.1.0l", "", OF_110, "1.1.0l ssl/t1_lib.c:eccurves_default"},
    {"OpenSSL 1.1.1 has X448", CLIENT, "3.1.15", "1.1.1w", "", OF_111, "1.1.1w ssl/t1_lib.c:eccurves_default"},
    {"OpenSSL 3.0 has FFDHE", CLIENT, "3.1.15", "3.0.22", "", OF_30, "3.0 ssl/t1_lib.c:supported_groups_default"},
    {"OpenSSL 3.2 is as 3.0", CLIENT, "3.1.15", "3.2.6", "", OF_30, "3.2 ssl/t1_lib.c:supported_groups_default"},
    {"OpenSSL 3.5 has ML-KEM", CLIENT, "3.1.15", "3.5.7", "", OF_35, "3.5 ssl/t1_lib.c:TLS_DEFAULT_GROUP_LIST"},
    {"OpenSSL 4.0 has SM2", CLIENT, "3.1.15", "4.0.2", "", OF_40, "4.0 ssl/t1_lib.c:TLS_DEFAULT_GROUP_LIST"},
    /* One curve, by grade. */
    {"2.6: no grade, no curve", SERVER, "2.6.19", "1.0.2u", "", "", "2.6 global/mail_params.h: none"},
    {"2.8: grade strong", SERVER, "2.8.20", "1.0.2u", "", "prime256v1", "2.8 global/mail_params.h: strong"},
    {"ultra", SERVER, "2.8.20", "1.0.2u", "smtpd_tls_eecdh_grade = ultra\n", "secp384r1",
     "2.8 tls/tls_dh.c:tls_set_eecdh_curve"},
    {"a curve of its own", SERVER, "2.8.20", "1.0.2u", "tls_eecdh_strong_curve = secp521r1\n", "secp521r1",
     "2.8 tls/tls_dh.c:tls_set_eecdh_curve"},
    {"an unknown curve switches ECDHE off", SERVER, "3.1.15", "1.0.2u", "tls_eecdh_strong_curve = nosuch\n", "",
     "3.1 tls/tls_dh.c:tls_set_eecdh_curve"},
    {"3.1 does not know auto", SERVER, "3.1.15", "1.0.2u", "smtpd_tls_eecdh_grade = auto\n", "",
     "3.1 tls/tls_dh.c:tls_set_eecdh_curve"},
    {"OpenSSL 1.1.0 has ECDHE at grade none too", SERVER, "3.2.22", "1.1.0l", "smtpd_tls_eecdh_grade = none\n", OF_110,
     "OpenSSL CHANGES 1.1.0: SSL_CTX_set_ecdh_auto does nothing"},
    {"1.0.2 does not", SERVER, "3.2.22", "1.0.2u", "smtpd_tls_eecdh_grade = none\n", "",
     "1.0.2u ssl/ssl_lib.c:SSL_CTX_set_ecdh_auto"},
    {"3.6 does not use the grade", SERVER, "3.6.20", "1.1.1w", "smtpd_tls_eecdh_grade = ultra\n", POSTFIX_32,
     "3.6 tls/tls_server.c:tls_server_init"},
    {"3.5 does", SERVER, "3.5.27", "1.1.1w", "smtpd_tls_eecdh_grade = ultra\n", "secp384r1",
     "3.5 tls/tls_dh.c:tls_set_eecdh_curve"},
    /* Lists. */
    {"3.2: auto, what 1.0.2 has of it", SERVER, "3.2.22", "1.0.2u", "", "prime256v1 secp521r1 secp384r1",
     "3.2 tls/tls_dh.c:tls_auto_eecdh_curves"},
    {"3.2: the client has the list too", CLIENT, "3.2.22", "1.1.1w", "tls_eecdh_auto_curves = secp384r1, X25519\n",
     "secp384r1 X25519", "3.2 tls/tls_client.c:tls_client_init"},
    {"3.1: it has not", CLIENT, "3.1.15", "1.1.1w", "tls_eecdh_auto_curves = secp384r1\n", OF_111,
     "3.1 tls/tls_client.c:tls_client_init"},
    {"unknown names are skipped", SERVER, "3.5.27", "1.1.1w", "tls_eecdh_auto_curves = nosuch prime256v1\n",
     "prime256v1", "3.5 tls/tls_dh.c:tls_auto_eecdh_curves"},
    {"names of NIST count", SERVER, "3.5.27", "1.1.1w", "tls_eecdh_auto_curves = P-384\n", "secp384r1",
     "3.5 tls/tls_dh.c:tls_auto_eecdh_curves, EC_curve_nist2nid"},
    {"none known: 1.1.1 keeps its own", SERVER, "3.5.27", "1.1.1w", "tls_eecdh_auto_curves = nosuch\n", OF_111,
     "3.5 tls/tls_dh.c:tls_auto_eecdh_curves"},
    {"none known: 1.0.2 has no ECDHE", SERVER, "3.5.27", "1.0.2u", "tls_eecdh_auto_curves = nosuch\n", "",
     "3.5 tls/tls_dh.c:tls_auto_eecdh_curves"},
    {"a group twice makes the library keep its own", SERVER, "3.5.27", "1.1.1w",
     "tls_eecdh_auto_curves = P-256 prime256v1\n", OF_111, "1.1.1 ssl/t1_lib.c:tls1_set_groups"},
    {"3.9 does not know the TLS name", SERVER, "3.9.14", "3.0.22",
     "tls_eecdh_auto_curves = secp256r1 secp384r1\ntls_ffdhe_auto_groups =\n", "secp384r1",
     "3.9 tls/tls_dh.c: OBJ_sn2nid"},
    {"3.10 knows it", SERVER, "3.10.13", "3.0.22",
     "tls_eecdh_auto_curves = secp256r1:secp384r1\ntls_ffdhe_auto_groups =\n", "prime256v1 secp384r1",
     "3.10 tls/tls_dh.c:setup_auto_groups; 3.0 ssl/t1_lib.c:tls1_group_name2id"},
    {"3.10 drops a word seen before", SERVER, "3.10.13", "3.0.22",
     "tls_eecdh_auto_curves = X25519 X25519\ntls_ffdhe_auto_groups =\n", "X25519",
     "3.10 tls/tls_dh.c:setup_auto_groups, been_here_fixed"},
    /* FFDHE from 3.8 on. */
    {"3.7 has no FFDHE list", SERVER, "3.7.22", "3.0.22", "", POSTFIX_32, "3.7 tls/tls_dh.c:tls_auto_eecdh_curves"},
    {"3.8 has", SERVER, "3.8.20", "3.0.22", "", POSTFIX_32 " ffdhe2048 ffdhe3072", "3.8 tls/tls_dh.c:tls_auto_groups"},
    {"but not with 1.1.1", SERVER, "3.8.20", "1.1.1w", "", POSTFIX_32, "3.8 tls/tls_dh.c:tls_auto_groups"},
    {"3.8: none known falls back to the default of Postfix", SERVER, "3.8.20", "3.0.22",
     "tls_eecdh_auto_curves = nosuch\ntls_ffdhe_auto_groups =\n", POSTFIX_32 " ffdhe2048 ffdhe3072",
     "3.8 tls/tls_dh.c:tls_auto_groups"},
    /* Empty lists. */
    {"3.7.13: an empty list leaves it to OpenSSL", SERVER, "3.7.13", "1.1.1w", "tls_eecdh_auto_curves =\n", OF_111,
     "3.7.13 tls/tls_dh.c:tls_auto_eecdh_curves"},
    {"3.8.7: both empty are the default of Postfix", SERVER, "3.8.7", "3.0.22",
     "tls_eecdh_auto_curves =\ntls_ffdhe_auto_groups =\n", POSTFIX_32 " ffdhe2048 ffdhe3072",
     "3.8.7 tls/tls_dh.c:tls_auto_groups"},
    {"3.8.8: both empty leave it to OpenSSL", SERVER, "3.8.8", "3.0.22",
     "tls_eecdh_auto_curves =\ntls_ffdhe_auto_groups =\n", OF_30, "3.8.8 tls/tls_dh.c:tls_auto_groups"},
    {"3.8.8: only one empty does not", SERVER, "3.8.8", "3.0.22", "tls_eecdh_auto_curves =\n", "ffdhe2048 ffdhe3072",
     "3.8.8 tls/tls_dh.c:tls_auto_groups"},
    /* Built-in defaults and syntax of OpenSSL 3.5. */
    {"3.10: secp384r1 before secp521r1", SERVER, "3.10.13", "3.4.6", "", POSTFIX_310 " ffdhe2048 ffdhe3072",
     "3.10 global/mail_params.h:DEF_TLS_EECDH_AUTO"},
    {"3.11 before OpenSSL 3.5 is as 3.10", SERVER, "3.11.7", "3.4.6", "", POSTFIX_310 " ffdhe2048 ffdhe3072",
     "3.11 global/mail_params.h: OPENSSL_VERSION_PREREQ(3,5)"},
    {"3.11 with OpenSSL 3.5: ML-KEM, then what OpenSSL has", SERVER, "3.11.7", "3.5.7", "", OF_35,
     "3.11 global/mail_params.h: ?X25519MLKEM768:DEFAULT"},
    {"3.11: the client too", CLIENT, "3.11.7", "3.5.7", "", OF_35, "3.11 global/mail_params.h"},
    {"3.11 with OpenSSL 4.0", SERVER, "3.11.7", "4.0.2", "", OF_40, "3.11 global/mail_params.h"},
    {"3.10 with OpenSSL 3.5 names no ML-KEM", SERVER, "3.10.13", "3.5.7", "", POSTFIX_310 " ffdhe2048 ffdhe3072",
     "3.10 global/mail_params.h:DEF_TLS_EECDH_AUTO"},
    {"OpenSSL 3.5 takes tuples and marks", SERVER, "3.11.7", "3.5.7",
     "tls_eecdh_auto_curves = *X25519MLKEM768/?nosuch:*X25519/prime256v1\n", "X25519MLKEM768 X25519 prime256v1",
     "3.5 ssl/t1_lib.c:gid_cb"},
    {"OpenSSL 3.5 does not look at case", SERVER, "3.11.7", "3.5.7", "tls_eecdh_auto_curves = SECP256R1\n",
     "prime256v1", "3.5 ssl/t1_lib.c:tls1_group_name2id"},
    {"OpenSSL 3.5 takes a group away", SERVER, "3.11.7", "3.5.7", "tls_eecdh_auto_curves = DEFAULT:-X25519MLKEM768\n",
     "X25519 prime256v1 X448 secp384r1 secp521r1 ffdhe2048 ffdhe3072", "3.5 ssl/t1_lib.c:gid_cb"},
};

START_TEST(groups_by_release)
{
    struct text got = groups_of(tests[_i].prefix, tests[_i].postfix, tests[_i].openssl, tests[_i].main);
    ck_assert_msg(text_is(got, tests[_i].want), "%s (Postfix %s, OpenSSL %s; %s): got \"%.*s\", want \"%s\"",
                  tests[_i].what, tests[_i].postfix, tests[_i].openssl, tests[_i].source, TEXT_ARG(got),
                  tests[_i].want);
}
END_TEST

Suite *groups_suite(void);

Suite *groups_suite(void)
{
    Suite *suite = suite_create("groups");
    TCase *cases = suite_case(suite, "groups");
    LOOP(cases, groups_by_release, tests);
    return suite;
}
