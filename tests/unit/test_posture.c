/* posture: what a peer can negotiate, as the header promises it. */
#include "postlint/posture.h"

#include "help.h"

static const struct posture *posture_of(const struct conf *conf, const char *service, const char *postfix,
                                        const char *openssl)
{
    struct target *target = arena_alloc(arena, sizeof(*target));
    *target = target_of(postfix, openssl);
    return posture_new(arena, view_new(arena, conf, target, service_of(conf, service)), posture_cache_new(arena));
}

static const struct {
    const char *line, *id;
    enum role role;
    long port;
    enum truth exposed;
} roles[] = {
    {"smtp inet n - y - - smtpd", "smtp/inet", ROLE_MX, 25, TRUTH_YES},
    {"25 inet n - y - - smtpd", "25/inet", ROLE_MX, 25, TRUTH_YES},
    {"192.0.2.1:25 inet n - y - - smtpd", "192.0.2.1:25/inet", ROLE_MX, 25, TRUTH_YES},
    {"submission inet n - y - - smtpd", "submission/inet", ROLE_SUBMISSION, 587, TRUTH_YES},
    {"587 inet n - y - - smtpd", "587/inet", ROLE_SUBMISSION, 587, TRUTH_YES},
    {"smtps inet n - y - - smtpd", "smtps/inet", ROLE_SUBMISSIONS, 465, TRUTH_YES},
    {"submissions inet n - y - - smtpd", "submissions/inet", ROLE_SUBMISSIONS, 465, TRUTH_YES},
    {"2525 inet n - y - - smtpd", "2525/inet", ROLE_SMTPD, 2525, TRUTH_YES},
    {"127.0.0.1:10025 inet n - y - - smtpd", "127.0.0.1:10025/inet", ROLE_SMTPD, 10025, TRUTH_NO},
    {"[::1]:587 inet n - y - - smtpd", "[::1]:587/inet", ROLE_SUBMISSION, 587, TRUTH_NO},
    {"localhost:25 inet n - y - - smtpd", "localhost:25/inet", ROLE_MX, 25, TRUTH_NO},
    {"smtpd pass - - y - - smtpd", "smtpd/pass", ROLE_MX, 0, TRUTH_YES},
    {"other inet n - y - - smtpd", "other/inet", ROLE_SMTPD, 0, TRUTH_YES},
    {"smtp inet n - y - 1 postscreen", "smtp/inet", ROLE_POSTSCREEN, 25, TRUTH_YES},
    {"tlsproxy unix - - y - 0 tlsproxy", "tlsproxy/unix", ROLE_TLSPROXY, 0, TRUTH_YES},
    {"relay unix - - y - - smtp", "relay/unix", ROLE_CLIENT, 0, TRUTH_YES},
    {"lmtp unix - - y - - lmtp", "lmtp/unix", ROLE_LMTP, 0, TRUTH_YES},
    {"x unix - n n - - pipe", "x/unix", ROLE_OTHER, 0, TRUTH_NO},
    {"10025 inet n - y - - smtpd -o smtpd_client_restrictions=permit_mynetworks,reject", "10025/inet", ROLE_SMTPD,
     10025, TRUTH_NO},
    {"10025 inet n - y - - smtpd -o smtpd_client_restrictions=permit_mynetworks", "10025/inet", ROLE_SMTPD, 10025,
     TRUTH_YES},
};

START_TEST(roles_ports_and_exposure)
{
    const struct conf *conf = conf_from("", text_printf(arena, "%s\n", roles[_i].line).p);
    const struct posture *posture = posture_of(conf, roles[_i].id, "3.7.11", "3.0.22");
    ck_assert_msg(posture->role == roles[_i].role, "%s: %s", roles[_i].line, role_name(posture->role));
    ck_assert_int_eq(posture->port, roles[_i].port);
    ck_assert_int_eq(posture->exposed, roles[_i].exposed);
}
END_TEST

START_TEST(loopback_only_closes_what_has_no_address)
{
    const char *master = "smtp inet n - y - - smtpd\n192.0.2.1:25 inet n - y - - smtpd\n";
    const struct conf *conf = conf_from("inet_interfaces = loopback-only\n", master);
    ck_assert_int_eq(posture_of(conf, "smtp/inet", "3.7.11", "3.0.22")->exposed, TRUTH_NO);
    ck_assert_int_eq(posture_of(conf, "192.0.2.1:25/inet", "3.7.11", "3.0.22")->exposed, TRUTH_YES);
    conf = conf_from("inet_interfaces = 127.0.0.1, [::1]\n", master);
    ck_assert_int_eq(posture_of(conf, "smtp/inet", "3.7.11", "3.0.22")->exposed, TRUTH_NO);
    conf = conf_from("inet_interfaces = 127.0.0.1, 192.0.2.1\n", master);
    ck_assert_int_eq(posture_of(conf, "smtp/inet", "3.7.11", "3.0.22")->exposed, TRUTH_YES);
    conf = conf_from(NULL, master);
    ck_assert_int_eq(posture_of(conf, "smtp/inet", "3.7.11", "3.0.22")->exposed, TRUTH_UNKNOWN);
}
END_TEST

static const struct {
    const char *list;
    bool smtp_is_off, submission_is_off;
} disabled[] = {
    {"inet", true, true},
    {"INET", true, true},
    {"smtp/inet", true, false},
    {"smtp.inet", true, false},
    {"!submission/inet, inet", true, false},
    {"unix fifo", false, false},
    {"smtp", false, false},
    {"", false, false},
};

START_TEST(a_service_that_the_master_disables_has_no_posture)
{
    const char *main_cf =
        text_printf(arena, "smtpd_tls_security_level = may\nmaster_service_disable = %s\n", disabled[_i].list).p;
    const struct conf *conf = conf_from(main_cf, "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n");
    const struct posture *smtp = posture_of(conf, "smtp/inet", "3.7.11", "3.0.22");
    const struct posture *submission = posture_of(conf, "submission/inet", "3.7.11", "3.0.22");
    ck_assert_int_eq(smtp->role, disabled[_i].smtp_is_off ? ROLE_OTHER : ROLE_MX);
    ck_assert_int_eq(smtp->level, disabled[_i].smtp_is_off ? LEVEL_NONE : LEVEL_MAY);
    ck_assert_int_eq(submission->role, disabled[_i].submission_is_off ? ROLE_OTHER : ROLE_SUBMISSION);
}
END_TEST

START_TEST(roles_have_names)
{
    for (int i = ROLE_MX; i <= ROLE_OTHER; i++) {
        enum role role;
        ck_assert(role_parse(text_from(role_name((enum role)i)), &role));
        ck_assert_int_eq(role, i);
        ck_assert(!(role_is_server(role) && role_is_client(role)));
    }
    enum role role;
    ck_assert(!role_parse(TEXT("MX"), &role));
    ck_assert(role_is_server(ROLE_POSTSCREEN) && role_is_client(ROLE_LMTP));
    ck_assert(!role_is_server(ROLE_OTHER) && !role_is_client(ROLE_OTHER));
}
END_TEST

#define SERVERS                                                                                                        \
    "smtp inet n - y - - smtpd\n"                                                                                      \
    "wrapped inet n - y - - smtpd -o smtpd_tls_wrappermode=yes\n"                                                      \
    "relay unix - - y - - smtp\n"                                                                                      \
    "lmtp unix - - y - - lmtp\n"

static const struct {
    const char *main, *service, *release;
    int level; /* enum tls_level; -1: not known */
    const char *parameter;
} levels[] = {
    {"", "smtp/inet", "3.7.11", LEVEL_NONE, "smtpd_tls_security_level"},
    {"smtpd_tls_security_level = may", "smtp/inet", "3.7.11", LEVEL_MAY, "smtpd_tls_security_level"},
    {"smtpd_tls_security_level = Encrypt", "smtp/inet", "3.7.11", LEVEL_ENCRYPT, "smtpd_tls_security_level"},
    /* smtpd takes these for encrypt, and dies of the others. */
    {"smtpd_tls_security_level = verify", "smtp/inet", "3.7.11", LEVEL_ENCRYPT, "smtpd_tls_security_level"},
    {"smtpd_tls_security_level = secure", "smtp/inet", "3.7.11", LEVEL_ENCRYPT, "smtpd_tls_security_level"},
    {"smtpd_tls_security_level = fingerprint", "smtp/inet", "3.7.11", LEVEL_ENCRYPT, "smtpd_tls_security_level"},
    {"smtpd_tls_security_level = dane", "smtp/inet", "3.7.11", LEVEL_INVALID, "smtpd_tls_security_level"},
    {"smtpd_tls_security_level = yes", "smtp/inet", "3.7.11", LEVEL_INVALID, "smtpd_tls_security_level"},
    {"smtpd_tls_security_level = ${", "smtp/inet", "3.7.11", LEVEL_INVALID, "smtpd_tls_security_level"},
    /* The level beats the old switches; without it they decide. */
    {"smtpd_use_tls = yes", "smtp/inet", "3.7.11", LEVEL_MAY, "smtpd_use_tls"},
    {"smtpd_enforce_tls = yes", "smtp/inet", "3.7.11", LEVEL_ENCRYPT, "smtpd_enforce_tls"},
    {"smtpd_use_tls = yes\nsmtpd_tls_security_level = none", "smtp/inet", "3.7.11", LEVEL_NONE,
     "smtpd_tls_security_level"},
    {"smtpd_use_tls = 1", "smtp/inet", "3.7.11", -1, "smtpd_tls_security_level"},
    /* Wrapper mode does not look at the level. */
    {"", "wrapped/inet", "3.7.11", LEVEL_ENCRYPT, "smtpd_tls_wrappermode"},
    {"smtpd_tls_security_level = none", "wrapped/inet", "3.7.11", LEVEL_ENCRYPT, "smtpd_tls_wrappermode"},
    {"smtpd_tls_security_level = bad", "wrapped/inet", "3.7.11", LEVEL_ENCRYPT, "smtpd_tls_wrappermode"},
    /* Clients. */
    {"", "relay/unix", "3.7.11", LEVEL_NONE, "smtp_tls_security_level"},
    {"smtp_tls_security_level = verify", "relay/unix", "3.7.11", LEVEL_VERIFY, "smtp_tls_security_level"},
    {"smtp_tls_security_level = may", "lmtp/unix", "3.7.11", LEVEL_NONE, "lmtp_tls_security_level"},
    {"lmtp_tls_security_level = may", "lmtp/unix", "3.7.11", LEVEL_MAY, "lmtp_tls_security_level"},
    {"smtp_use_tls = yes", "relay/unix", "3.7.11", LEVEL_MAY, "smtp_use_tls"},
    {"smtp_enforce_tls = yes", "relay/unix", "3.7.11", LEVEL_VERIFY, "smtp_enforce_tls"},
    {"smtp_enforce_tls = yes\nsmtp_tls_enforce_peername = no", "relay/unix", "3.7.11", LEVEL_ENCRYPT,
     "smtp_enforce_tls"},
    {"smtp_tls_security_level = halfdane", "relay/unix", "3.7.11", LEVEL_INVALID, "smtp_tls_security_level"},
    {"compatibility_level = 3.11", "relay/unix", "3.11.7", LEVEL_MAY, "smtp_tls_security_level"},
    {"compatibility_level = 3.11", "relay/unix", "3.10.13", LEVEL_NONE, "smtp_tls_security_level"},
    {"compatibility_level = 3.11", "lmtp/unix", "3.11.7", LEVEL_NONE, "lmtp_tls_security_level"},
};

START_TEST(levels_in_force_and_what_decides_them)
{
    const struct conf *conf = conf_from(text_printf(arena, "%s\n", levels[_i].main).p, SERVERS);
    const struct posture *posture = posture_of(conf, levels[_i].service, levels[_i].release, "3.0.22");
    ck_assert_msg(posture->level_known == (levels[_i].level >= 0), "%s", levels[_i].main);
    if (posture->level_known)
        ck_assert_msg((int)posture->level == levels[_i].level, "%s: %s", levels[_i].main,
                      tls_level_name(posture->level));
    expect_text(posture->level_parameter, levels[_i].parameter);
}
END_TEST

START_TEST(without_main_cf_the_level_is_not_known)
{
    const struct posture *posture = posture_of(conf_from(NULL, SERVERS), "smtp/inet", "3.7.11", "3.0.22");
    ck_assert(!posture->level_known);
    posture = posture_of(conf_from(NULL, SERVERS), "wrapped/inet", "3.7.11", "3.0.22");
    ck_assert(posture->level_known);
    ck_assert_int_eq(posture->level, LEVEL_ENCRYPT);
}
END_TEST

#define CERT "smtpd_tls_cert_file = /c\n"

static const struct {
    const char *what, *main, *service, *postfix, *openssl;
    const char *live; /* the list in force; NULL: none */
    unsigned enabled, negotiable;
} protocols[] = {
    {"none: no list", CERT, "smtp/inet", "3.7.11", "3.0.22", NULL, 0, 0},
    {"may: the plain list", CERT "smtpd_tls_security_level = may\nsmtpd_tls_protocols = >=TLSv1.2\n", "smtp/inet",
     "3.7.11", "3.0.22", "smtpd_tls_protocols", TLS_1_2 | TLS_1_3, TLS_1_2 | TLS_1_3},
    {"encrypt: the mandatory list",
     CERT "smtpd_tls_security_level = encrypt\nsmtpd_tls_mandatory_protocols = TLSv1.2\n", "smtp/inet", "3.7.11",
     "3.0.22", "smtpd_tls_mandatory_protocols", TLS_1_2, TLS_1_2},
    {"wrapper mode: the mandatory list", CERT, "wrapped/inet", "3.7.11", "3.0.22", "smtpd_tls_mandatory_protocols",
     TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3, TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
    {"the library has no SSLv3", CERT "smtpd_tls_security_level = may\nsmtpd_tls_protocols =\n", "smtp/inet", "3.7.11",
     "3.0.22", "smtpd_tls_protocols", TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3, TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
    {"the library has no TLS 1.3", CERT "smtpd_tls_security_level = may\nsmtpd_tls_protocols = >=TLSv1.2\n",
     "smtp/inet", "3.7.11", "1.1.0l", "smtpd_tls_protocols", TLS_1_2, TLS_1_2},
    {"an invalid list", CERT "smtpd_tls_security_level = may\nsmtpd_tls_protocols = all\n", "smtp/inet", "3.7.11",
     "3.0.22", "smtpd_tls_protocols", 0, 0},
    {"no certificate: nothing", "smtpd_tls_security_level = may\nsmtpd_tls_protocols = >=TLSv1.2\n", "smtp/inet",
     "3.7.11", "3.0.22", "smtpd_tls_protocols", TLS_1_2 | TLS_1_3, 0},
    {"no suite of old versions left",
     CERT "smtpd_tls_security_level = may\nsmtpd_tls_protocols = >=TLSv1\ntls_medium_cipherlist = ECDHE+AESGCM\n",
     "smtp/inet", "3.7.11", "3.0.22", "smtpd_tls_protocols", TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3, TLS_1_2 | TLS_1_3},
    {"a client at verify", "smtp_tls_security_level = verify\nsmtp_tls_mandatory_protocols = TLSv1.3\n", "relay/unix",
     "3.7.11", "3.0.22", "smtp_tls_mandatory_protocols", TLS_1_3, TLS_1_3},
    {"a client at may needs no certificate", "smtp_tls_security_level = may\nsmtp_tls_protocols = TLSv1.2\n",
     "relay/unix", "3.7.11", "3.0.22", "smtp_tls_protocols", TLS_1_2, TLS_1_2},
};

START_TEST(versions_that_can_be_negotiated)
{
    const struct posture *posture = posture_of(conf_from(protocols[_i].main, SERVERS), protocols[_i].service,
                                               protocols[_i].postfix, protocols[_i].openssl);
    if (!protocols[_i].live) {
        ck_assert_ptr_null(posture->live);
        return;
    }
    ck_assert_ptr_nonnull(posture->live);
    expect_text(posture->live->parameter, protocols[_i].live);
    ck_assert_msg(posture->live->enabled == protocols[_i].enabled, "%s: enabled %#x", protocols[_i].what,
                  posture->live->enabled);
    ck_assert(posture->negotiable_known);
    ck_assert_msg(posture->negotiable == protocols[_i].negotiable, "%s: negotiable %#x", protocols[_i].what,
                  posture->negotiable);
}
END_TEST

/* Suites in force of smtp/inet, colon-joined. */
static struct text suites_of(const struct posture *posture)
{
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < posture->n_suites; i++)
        buf_printf(&out, "%s%s", i ? ":" : "", posture->suites[i]->name);
    return buf_done(&out);
}

#define LIST CERT "smtpd_tls_security_level = may\ntls_medium_cipherlist = AES128-SHA:AES256-SHA:ADH-AES128-SHA\n"

static const struct {
    const char *what, *main, *release, *want; /* want NULL: no handshake can succeed */
} suites[] = {
    {"the list of the grade", LIST, "3.7.11", "AES128-SHA:AES256-SHA:ADH-AES128-SHA"},
    {"exclusions", LIST "smtpd_tls_exclude_ciphers = aNULL, AES128-SHA\n", "3.7.11", "AES256-SHA"},
    {"mandatory exclusions do not count at may", LIST "smtpd_tls_mandatory_exclude_ciphers = aNULL\n", "3.7.11",
     "AES128-SHA:AES256-SHA:ADH-AES128-SHA"},
    {"nor do they replace the others at encrypt",
     LIST "smtpd_tls_security_level = encrypt\nsmtpd_tls_exclude_ciphers = AES128-SHA\n"
          "smtpd_tls_mandatory_exclude_ciphers = aNULL\n",
     "3.7.11", "AES256-SHA"},
    {"who asks for certificates excludes anonymous suites", LIST "smtpd_tls_ask_ccert = yes\n", "3.7.11",
     "AES128-SHA:AES256-SHA"},
    {"a grade of its own list", LIST "tls_high_cipherlist = AES256-SHA\nsmtpd_tls_ciphers = high\n", "3.7.11",
     "AES256-SHA"},
    {"case of the grade", LIST "tls_high_cipherlist = AES256-SHA\nsmtpd_tls_ciphers = HIGH\n", "3.7.11", "AES256-SHA"},
    {"low of 3.7", LIST "tls_low_cipherlist = AES256-SHA\nsmtpd_tls_ciphers = low\n", "3.7.11", "AES256-SHA"},
    {"low of 3.8 is medium", LIST "tls_low_cipherlist = AES256-SHA\nsmtpd_tls_ciphers = low\n", "3.8.0",
     "AES128-SHA:AES256-SHA:ADH-AES128-SHA"},
    {"a grade that is none", LIST "smtpd_tls_ciphers = HIGH:!aNULL\n", "3.7.11", NULL},
    {"an exclusion with a sign", LIST "smtpd_tls_exclude_ciphers = !aNULL\n", "3.7.11", NULL},
    {"nothing left", LIST "smtpd_tls_exclude_ciphers = ALL\n", "3.7.11", NULL},
    {"no certificate", "smtpd_tls_security_level = may\n", "3.7.11", NULL},
    {"cert_file = none is anonymous only",
     "smtpd_tls_cert_file = none\nsmtpd_tls_security_level = may\n"
     "tls_medium_cipherlist = AES128-SHA:ADH-AES128-SHA\n",
     "3.7.11", "ADH-AES128-SHA"},
    {"DSS needs a dcert parameter", LIST "tls_medium_cipherlist = DHE-DSS-AES128-SHA:AES128-SHA\n", "3.7.11",
     "AES128-SHA"},
    {"which may be there", LIST "tls_medium_cipherlist = DHE-DSS-AES128-SHA:AES128-SHA\nsmtpd_tls_dcert_file = /d\n",
     "3.7.11", "DHE-DSS-AES128-SHA:AES128-SHA"},
    {"an empty list", LIST "tls_medium_cipherlist =\n", "3.7.11", NULL},
    {"PSK needs what Postfix has not",
     CERT "smtpd_tls_security_level = may\ntls_medium_cipherlist = PSK-AES128-CBC-SHA:AES128-SHA\n", "3.7.11",
     "AES128-SHA"},
    {"export of 3.7 has a list of its own", LIST "tls_export_cipherlist = AES256-SHA\nsmtpd_tls_ciphers = export\n",
     "3.7.22", "AES256-SHA"}, /* 3.7 tls/tls_misc.c:tls_set_ciphers */
    {"export of 3.8 is medium", LIST "tls_export_cipherlist = AES256-SHA\nsmtpd_tls_ciphers = export\n", "3.8.0",
     "AES128-SHA:AES256-SHA:ADH-AES128-SHA"}, /* 3.8 tls/tls_misc.c:tls_set_ciphers */
    {"who requires certificates excludes anonymous suites",
     LIST "smtpd_tls_security_level = encrypt\nsmtpd_tls_mandatory_ciphers = medium\nsmtpd_tls_req_ccert = yes\n"
          "smtpd_tls_mandatory_protocols = >=TLSv1.2\n",
     "3.7.11", "AES128-SHA:AES256-SHA"}, /* smtpd/smtpd.c:smtpd_start_tls */
    {"at may nobody is required to", LIST "smtpd_tls_req_ccert = yes\n", "3.7.11",
     "AES128-SHA:AES256-SHA:ADH-AES128-SHA"}, /* smtpd/smtpd.c:pre_jail_init */
    {"chain files make a DSS file count for nothing",
     LIST "tls_medium_cipherlist = DHE-DSS-AES128-SHA:AES128-SHA\nsmtpd_tls_dcert_file = /d\n"
          "smtpd_tls_chain_files = /c\n",
     "3.7.11", "AES128-SHA"}, /* 3.4 tls/tls_certkey.c:tls_set_my_certificate_key_info */
    {"3.3 does not know chain files",
     LIST "tls_medium_cipherlist = DHE-DSS-AES128-SHA:AES128-SHA\nsmtpd_tls_dcert_file = /d\n"
          "smtpd_tls_chain_files = /c\n",
     "3.3.22", "DHE-DSS-AES128-SHA:AES128-SHA"}, /* RELEASE_NOTES-3.4 */
    {"suites of no enabled version", LIST "smtpd_tls_protocols = TLSv1.3\n", "3.7.11", ""},
};

START_TEST(suites_that_can_be_negotiated)
{
    const struct posture *posture = posture_of(conf_from(suites[_i].main, "smtp inet n - y - - smtpd\n"), "smtp/inet",
                                               suites[_i].release, "3.0.22");
    ck_assert_msg(posture->suites_known, "%s", suites[_i].what);
    ck_assert_msg((posture->suites_error.n > 0) == (suites[_i].want == NULL), "%s: %.*s", suites[_i].what,
                  TEXT_ARG(posture->suites_error));
    ck_assert_msg(text_is(suites_of(posture), suites[_i].want ? suites[_i].want : ""), "%s: %.*s", suites[_i].what,
                  TEXT_ARG(suites_of(posture)));
}
END_TEST

START_TEST(a_grade_in_a_template_is_not_known)
{
    const struct conf *conf =
        conf_named("main.cf.j2", LIST "smtpd_tls_ciphers = {{ grade }}\n", "master.cf", "smtp inet n - y - - smtpd\n");
    const struct posture *posture = posture_of(conf, "smtp/inet", "3.7.11", "3.0.22");
    ck_assert(!posture->suites_known && !posture->negotiable_known);
}
END_TEST

static const struct {
    const char *main;
    enum truth in_clear, enabled;
} auth[] = {
    {"", TRUTH_NO, TRUTH_NO},
    {"smtpd_sasl_auth_enable = yes\n", TRUTH_YES, TRUTH_YES},
    {"smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = may\n", TRUTH_YES, TRUTH_YES},
    {"smtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\n", TRUTH_NO, TRUTH_YES},
    {"smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = encrypt\n", TRUTH_NO, TRUTH_YES},
    {"smtpd_sasl_auth_enable = yes\nsmtpd_tls_security_level = verify\n", TRUTH_NO, TRUTH_YES},
    {"smtpd_sasl_auth_enable = ${\n", TRUTH_NO, TRUTH_UNKNOWN}, /* the daemon does not start */
    {"smtpd_sasl_auth_enable = ${\nsmtpd_tls_auth_only = yes\n", TRUTH_NO, TRUTH_UNKNOWN},
};

START_TEST(auth_in_clear)
{
    const struct posture *posture =
        posture_of(conf_from(auth[_i].main, "smtp inet n - y - - smtpd\n"), "smtp/inet", "3.7.11", "3.0.22");
    ck_assert_msg(posture->sasl[SASL_IN_CLEAR].offered == auth[_i].in_clear, "%s", auth[_i].main);
    ck_assert_msg(posture->auth_enabled == auth[_i].enabled, "%s", auth[_i].main);
}
END_TEST

/* Where a login can take place, and what holds there: "yes[noanonymous]".
 * 3.7.11: smtpd/smtpd.c:smtpd_proto and smtpd_start_tls,
 * smtp/smtp_sasl_proto.c:smtp_sasl_helo_login; 2.6: the same. */
#define SASL   "smtpd_sasl_auth_enable = yes\n"
#define TLS    "smtpd_tls_cert_file = /x\nsmtpd_tls_security_level = may\n"
#define LOGIN  "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/x\n"
#define DNSSEC "smtp_dns_support_level = dnssec\n"
static const struct {
    const char *main, *service, *want;
} logins[] = {
    {"", "smtp/inet", "no[noanonymous] no[noanonymous]"},
    {SASL, "smtp/inet", "yes[noanonymous] no[noanonymous]"},
    {SASL TLS, "smtp/inet", "yes[noanonymous] yes[noanonymous]"},
    {SASL TLS "smtpd_tls_auth_only = yes\n", "smtp/inet", "no[noanonymous] yes[noanonymous]"},
    {SASL TLS, "wrapped/inet", "no[noanonymous] yes[noanonymous]"},
    {SASL "smtpd_tls_security_level = may\n", "smtp/inet", "yes[noanonymous] no[noanonymous]"}, /* no certificate */
    {SASL TLS "smtpd_discard_ehlo_keywords = auth\n", "smtp/inet", "no[noanonymous] no[noanonymous]"},
    {SASL TLS "smtpd_discard_ehlo_keywords = starttls\n", "smtp/inet", "yes[noanonymous] no[noanonymous]"},
    {SASL TLS "smtpd_sasl_exceptions_networks = static:all\n", "smtp/inet", "no[noanonymous] no[noanonymous]"},
    {SASL TLS "smtpd_sasl_security_options = noanonymous, noplaintext\n", "smtp/inet",
     "yes[noplaintext noanonymous] yes[noplaintext noanonymous]"},
    {SASL TLS "smtpd_sasl_security_options = noplaintext\nsmtpd_sasl_tls_security_options =\n", "smtp/inet",
     "yes[noplaintext] yes[]"},
    {SASL TLS "smtpd_sasl_tls_security_options = mutual_auth,noanonymous mutual_auth\n", "smtp/inet",
     "yes[noanonymous] yes[noanonymous mutual_auth]"},
    /* xsasl/xsasl_cyrus_security.c: an unknown word is no word at all, and the daemon dies. */
    {SASL TLS "smtpd_sasl_security_options = noplain\nsmtpd_sasl_tls_security_options = noanonymous\n", "smtp/inet",
     "no(noplain) no[noanonymous]"},
    {SASL TLS "smtpd_sasl_security_options = noplain\nsmtpd_sasl_tls_security_options = noanonymous\n", "wrapped/inet",
     "no(noplain) yes[noanonymous]"},
    {SASL TLS "smtpd_sasl_tls_security_options = NoAnonymous\n", "smtp/inet", "yes[noanonymous] no(NoAnonymous)"},
    {SASL TLS "smtpd_sasl_tls_security_options = ,\n", "smtp/inet", "yes[noanonymous] no(,)"},
    /* xsasl/xsasl_dovecot_server.c: NAME_MASK_ANY_CASE. */
    {SASL TLS "smtpd_sasl_type = dovecot\nsmtpd_sasl_tls_security_options = NoAnonymous\n", "smtp/inet",
     "yes[noanonymous] yes[noanonymous]"},
    {SASL TLS "smtpd_sasl_type = dovecot\nsmtpd_sasl_tls_security_options = ,\n", "smtp/inet",
     "yes[noanonymous] yes[]"},
    {SASL TLS, "screen/inet", ""},
    {"", "relay/unix", "no[noplaintext noanonymous] no[noplaintext noanonymous] no[noplaintext noanonymous]"},
    {LOGIN "smtp_sasl_security_options =\n", "relay/unix", "yes[] no[] no[]"},
    {LOGIN "smtp_sasl_security_options = noanonymous\nsmtp_tls_security_level = may\n", "relay/unix",
     "yes[noanonymous] yes[noanonymous] no[noanonymous]"},
    {LOGIN "smtp_sasl_tls_security_options = noanonymous\nsmtp_tls_security_level = encrypt\n", "relay/unix",
     "no[noplaintext noanonymous] yes[noanonymous] no[noanonymous]"},
    {LOGIN "smtp_sasl_tls_verified_security_options =\nsmtp_tls_security_level = secure\n", "relay/unix",
     "no[noplaintext noanonymous] no[noplaintext noanonymous] yes[]"},
    {LOGIN DNSSEC "smtp_sasl_security_options =\nsmtp_tls_security_level = dane\n", "relay/unix", "yes[] yes[] yes[]"},
    {LOGIN "smtp_sasl_security_options =\nsmtp_tls_security_level = dane\n", "relay/unix", "yes[] yes[] no[]"},
    {LOGIN DNSSEC "smtp_sasl_security_options =\nsmtp_tls_security_level = dane-only\n", "relay/unix",
     "no[] no[] yes[]"},
    {LOGIN "smtp_sasl_security_options =\nsmtp_tls_security_level = may\nsmtp_discard_ehlo_keywords = starttls\n",
     "relay/unix", "yes[] no[] no[]"},
    {LOGIN "smtp_sasl_security_options =\nsmtp_tls_security_level = encrypt\nsmtp_tls_wrappermode = yes\n",
     "relay/unix", "no[] yes[] no[]"},
    {LOGIN "smtp_sasl_type = dovecot\nsmtp_sasl_security_options = NoPlainText\n", "relay/unix",
     "no(NoPlainText) no(NoPlainText) no(NoPlainText)"},
    /* smtp/smtp_sasl_glue.c:smtp_sasl_initialize: no login without passwords. */
    {"smtp_sasl_auth_enable = yes\nsmtp_sasl_security_options =\n", "relay/unix", "no[] no[] no[]"},
    {LOGIN "lmtp_sasl_security_options =\nlmtp_sasl_auth_enable = yes\nlmtp_sasl_password_maps = hash:/x\n"
           "lmtp_discard_lhlo_keywords = auth\n",
     "lmtp/unix", "no[] no[] no[]"},
};

static struct text logins_of(const struct posture *posture)
{
    static const char *const words[] = {"no", "unknown", "yes"};
    struct buf out = buf_new(arena);
    for (size_t i = 0; i < SASL_PLACES; i++) {
        const struct posture_sasl *place = &posture->sasl[i];
        if (place->parameter.n == 0)
            continue;
        buf_printf(&out, "%s%s", out.n ? " " : "", words[place->offered]);
        if (place->refused.n)
            buf_printf(&out, "(%.*s)", TEXT_ARG(place->refused));
        else
            buf_printf(&out, "[%.*s]", TEXT_ARG(place->options));
    }
    return buf_done(&out);
}

START_TEST(logins_and_their_options)
{
    const char *master = "smtp inet n - y - - smtpd\nwrapped inet n - y - - smtpd -o smtpd_tls_wrappermode=yes\n"
                         "screen inet n - y - 1 postscreen\nrelay unix - - y - - smtp\nlmtp unix - - y - - lmtp\n";
    static const char *const releases[] = {"2.6.19", "3.7.11", "3.11.7"};
    bool is_new = strstr(logins[_i].main, "dane") || strstr(logins[_i].main, "smtp_tls_wrappermode");
    for (size_t i = is_new ? 1 : 0; i < COUNT(releases); i++) {
        const struct posture *posture =
            posture_of(conf_from(logins[_i].main, master), logins[_i].service, releases[i], i ? "3.0.22" : "1.0.2u");
        ck_assert_msg(text_is(logins_of(posture), logins[_i].want), "%s, %s, %s: %.*s", releases[i], logins[_i].service,
                      logins[_i].main, TEXT_ARG(logins_of(posture)));
    }
}
END_TEST

START_TEST(login_options_in_a_template_are_not_known)
{
    const struct conf *conf = conf_named("main.cf.j2", SASL TLS "smtpd_sasl_tls_security_options = {{ options }}\n",
                                         "master.cf", "smtp inet n - y - - smtpd\n");
    const struct posture *posture = posture_of(conf, "smtp/inet", "3.7.11", "3.0.22");
    ck_assert(posture->sasl[SASL_IN_CLEAR].options_known && !posture->sasl[SASL_IN_TLS].options_known);
}
END_TEST

/* Whether a client may renegotiate.  Sources: tls/tls_misc.c:tls_bug_bits by
 * tag; OpenSSL: CHANGES and ssl/record/rec_layer_s3.c of each release. */
#define OPTIONS "tls_ssl_options = "
static const struct {
    const char *postfix, *openssl, *main;
    enum truth may;
} renegotiations[] = {
    {"2.6.19", "1.0.2u", "", TRUTH_YES},
    {"2.6.19", "1.0.2u", OPTIONS "NO_RENEGOTIATION\n", TRUTH_YES}, /* no such parameter before 2.11 */
    {"3.0.13", "1.1.1w", OPTIONS "NO_RENEGOTIATION\n", TRUTH_YES}, /* no such word */
    {"3.0.14", "1.1.1w", OPTIONS "no_renegotiation\n", TRUTH_NO},  /* backported */
    {"3.1.9", "1.1.1w", OPTIONS "NO_RENEGOTIATION\n", TRUTH_YES},
    {"3.1.10", "1.1.1w", OPTIONS "NO_RENEGOTIATION\n", TRUTH_NO},
    {"3.2.6", "1.1.1w", OPTIONS "NO_RENEGOTIATION\n", TRUTH_YES},
    {"3.3.2", "1.1.1w", OPTIONS "NO_TICKET, NO_RENEGOTIATION\n", TRUTH_NO},
    {"3.0.13", "1.1.1w", OPTIONS "0x40000000\n", TRUTH_NO},        /* by number, as ever */
    {"3.5.27", "1.0.2u", OPTIONS "NO_RENEGOTIATION\n", TRUTH_YES}, /* the library has no such option */
    {"3.5.27", "1.1.0g", OPTIONS "NO_RENEGOTIATION\n", TRUTH_YES},
    {"3.5.27", "1.1.0h", OPTIONS "NO_RENEGOTIATION\n", TRUTH_NO},
    {"3.5.27", "1.1.1w", "", TRUTH_YES},
    {"3.5.27", "1.1.1w", "smtpd_tls_protocols = >=TLSv1.3\n", TRUTH_NO}, /* ... which 3.5 does not understand: no TLS */
    {"3.7.11", "1.1.1w", "smtpd_tls_protocols = >=TLSv1.3\n", TRUTH_NO}, /* TLS 1.3 has none */
    {"3.7.11", "1.1.1w", "smtpd_tls_security_level = none\n", TRUTH_NO},
    {"3.7.11", "3.0.22", "", TRUTH_NO},                 /* off by itself */
    {"3.7.11", "3.0.22", OPTIONS "0x100\n", TRUTH_YES}, /* SSL_OP_ALLOW_CLIENT_RENEGOTIATION */
    {"3.7.11", "3.0.22", OPTIONS "100 NO_RENEGOTIATION\n", TRUTH_NO},
    {"3.8.0", "1.1.1w", "", TRUTH_NO}, /* never, from 3.8 on */
    {"3.8.0", "3.0.22", OPTIONS "0x100\n", TRUTH_NO},
    {"3.5.27", "1.1.1w", OPTIONS "${\n", TRUTH_NO}, /* the daemon does not start */
};

START_TEST(renegotiation_by_release)
{
    const char *main =
        text_printf(arena, "%s%s%s", CERT, strstr(renegotiations[_i].main, "level") ? "" : TLS, renegotiations[_i].main)
            .p;
    const char *master =
        "smtp inet n - y - - smtpd\nscreen inet n - y - 1 postscreen\ntlsproxy unix - - y - 0 tlsproxy\n"
        "relay unix - - y - - smtp\n";
    const struct conf *conf = conf_from(main, master);
    const char *postfix = renegotiations[_i].postfix, *openssl = renegotiations[_i].openssl;
    enum truth may = posture_of(conf, "smtp/inet", postfix, openssl)->renegotiation;
    ck_assert_msg(may == renegotiations[_i].may, "%s, %s, %s: %d", postfix, openssl, renegotiations[_i].main, may);
    ck_assert_int_eq(posture_of(conf, "relay/unix", postfix, openssl)->renegotiation, TRUTH_NO);
}
END_TEST

/* What a release makes of a configuration.  Source: file and function. */
#define MASTER                                                                                                         \
    "smtp inet n - y - - smtpd\n"                                                                                      \
    "wrapped inet n - y - - smtpd -o smtpd_tls_wrappermode=yes\n"                                                      \
    "screen inet n - y - 1 postscreen\n"                                                                               \
    "tlsproxy unix - - y - 0 tlsproxy\n"                                                                               \
    "relay unix - - y - - smtp\n"                                                                                      \
    "lmtp unix - - y - - lmtp\n"
#define MAY        CERT "smtpd_tls_security_level = may\n"
#define ENCRYPT    CERT "smtpd_tls_security_level = encrypt\n"
#define FROM_1_0   (TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3)
#define FROM_1_2   (TLS_1_2 | TLS_1_3)
#define LEGACY_1_2 (TLS_1_0 | TLS_1_1 | TLS_1_2)
/* TLS 1.2 where TLS is optional, TLS 1.1 where it is demanded. */
#define LISTS(x) x "_tls_protocols = TLSv1.2\n" x "_tls_mandatory_protocols = TLSv1.1\n"
#define SERVER   "smtpd_tls_cert_file = /c\n" LISTS("smtpd")
#define CLIENT   LISTS("smtp")

static const struct {
    const char *what, *postfix, *openssl, *main, *service;
    enum tls_level level;
    unsigned negotiable;
    const char *fatal, *source;
} releases[] = {
    /* What makes a daemon end. */
    {"a number for a switch", "3.7.11", "3.0.22", MAY "smtpd_use_tls = 1\n", "smtp/inet", LEVEL_MAY, FROM_1_0,
     "smtpd_use_tls", "global/mail_conf_bool.c:convert_mail_conf_bool"},
    {"a word for a number", "3.7.11", "3.0.22", MAY "smtpd_tls_ccert_verifydepth = deep\n", "smtp/inet", LEVEL_MAY,
     FROM_1_0, "smtpd_tls_ccert_verifydepth", "global/mail_conf_int.c:convert_mail_conf_int"},
    {"a time of two units", "3.7.11", "3.0.22", MAY "smtpd_starttls_timeout = 1hs\n", "smtp/inet", LEVEL_MAY, FROM_1_0,
     "smtpd_starttls_timeout", "global/mail_conf_time.c:convert_mail_conf_time"},
    {"an empty grade", "3.7.11", "3.0.22", "smtpd_tls_ciphers =\n", "smtp/inet", LEVEL_NONE, 0, "smtpd_tls_ciphers",
     "smtpd/smtpd.c:main: least length 1"},
    {"3.6.16 refuses an empty list of curves", "3.6.16", "1.1.1w", MAY "tls_eecdh_auto_curves =\n", "smtp/inet",
     LEVEL_MAY, FROM_1_0, "tls_eecdh_auto_curves", "3.6.16 tls/tls_misc.c:tls_param_init"},
    {"3.6.17 takes it", "3.6.17", "1.1.1w", MAY "tls_eecdh_auto_curves =\n", "smtp/inet", LEVEL_MAY, FROM_1_0, "",
     "3.6.17 tls/tls_misc.c:tls_param_init"},
    {"3.7.12 refuses it", "3.7.12", "3.0.22", MAY "tls_eecdh_auto_curves =\n", "smtp/inet", LEVEL_MAY, FROM_1_0,
     "tls_eecdh_auto_curves", "3.7.12 tls/tls_misc.c:tls_param_init"},
    {"3.9.1 refuses an empty curve", "3.9.1", "3.0.22", MAY "tls_eecdh_strong_curve =\n", "smtp/inet", LEVEL_MAY,
     FROM_1_0, "tls_eecdh_strong_curve", "3.9.1 tls/tls_misc.c:tls_param_init"},
    {"3.9.2 takes it", "3.9.2", "3.0.22", MAY "tls_eecdh_strong_curve =\n", "smtp/inet", LEVEL_MAY, FROM_1_0, "",
     "3.9.2 tls/tls_misc.c:tls_param_init"},
    {"3.7 refuses an empty export list", "3.7.22", "3.0.22", MAY "tls_export_cipherlist =\n", "smtp/inet", LEVEL_MAY,
     FROM_1_0, "tls_export_cipherlist", "3.7 tls/tls_misc.c:tls_param_init"},
    {"3.8 does not read it", "3.8.0", "3.0.22", MAY "tls_export_cipherlist =\n", "smtp/inet", LEVEL_MAY, FROM_1_0, "",
     "3.8 tls/tls_misc.c:tls_param_init"},
    {"without TLS nobody reads it", "3.7.22", "3.0.22", "tls_high_cipherlist =\n", "smtp/inet", LEVEL_NONE, 0, "",
     "tls/tls_server.c:tls_server_init: tls_param_init"},
    /* Security levels of OpenSSL. */
    {"1.0.2 has no security levels", "3.7.11", "1.0.2u", ENCRYPT "smtpd_tls_req_ccert = yes\n", "smtp/inet",
     LEVEL_ENCRYPT, LEGACY_1_2, "", "OpenSSL CHANGES 1.1.0"},
    {"1.1.1: TLS 1.0 at level 1", "3.7.11", "1.1.1w", ENCRYPT "smtpd_tls_req_ccert = yes\n", "smtp/inet", LEVEL_ENCRYPT,
     FROM_1_0, "", "1.1.1 ssl/ssl_cert.c:ssl_security_default_callback"},
    {"3.0: a server at level 1 has no SHA-1 to sign with", "3.7.11", "3.0.22", ENCRYPT "smtpd_tls_req_ccert = yes\n",
     "smtp/inet", LEVEL_ENCRYPT, FROM_1_2, "", "OpenSSL CHANGES 3.0"},
    {"may does not require certificates", "3.7.11", "3.0.22", MAY "smtpd_tls_req_ccert = yes\n", "smtp/inet", LEVEL_MAY,
     FROM_1_0, "", "smtpd/smtpd.c:pre_jail_init"},
    {"3.0: a client at level 1 keeps TLS 1.0", "3.7.11", "3.0.22", "smtp_tls_security_level = verify\n", "relay/unix",
     LEVEL_VERIFY, FROM_1_0, "", "3.0 ssl/ssl_cert.c:ssl_security_default_callback"},
    {"3.1: it loses it", "3.7.11", "3.1.8", "smtp_tls_security_level = verify\n", "relay/unix", LEVEL_VERIFY, FROM_1_2,
     "", "3.1 ssl/ssl_cert.c:ssl_security_default_callback"},
    {"Postfix 3.0.13 sets no security level for a client", "3.0.13", "3.1.8",
     "smtp_tls_security_level = verify\nsmtp_tls_mandatory_protocols = !SSLv2\n", "relay/unix", LEVEL_VERIFY, FROM_1_0,
     "", "3.0.14 tls/tls_client.c: the first with SSL_set_security_level"},
    {"Postfix 3.0.14 does", "3.0.14", "3.1.8",
     "smtp_tls_security_level = verify\nsmtp_tls_mandatory_protocols = !SSLv2\n", "relay/unix", LEVEL_VERIFY, FROM_1_2,
     "", "3.0.14 tls/tls_client.c:tls_client_start"},
    {"1.1.1: @SECLEVEL=3 ends TLS 1.0", "3.7.11", "1.1.1w",
     "smtp_tls_security_level = may\ntls_medium_cipherlist = ALL:@SECLEVEL=3\n", "relay/unix", LEVEL_MAY,
     TLS_1_1 | TLS_1_2 | TLS_1_3, "", "1.1.1 ssl/ssl_cert.c:ssl_security_default_callback"},
    {"1.1.1: @SECLEVEL=4 ends TLS 1.1", "3.7.11", "1.1.1w",
     "smtp_tls_security_level = may\ntls_medium_cipherlist = ALL:@SECLEVEL=4\n", "relay/unix", LEVEL_MAY, FROM_1_2, "",
     "1.1.1 ssl/ssl_cert.c:ssl_security_default_callback"},
    {"3.0: @SECLEVEL=4 and no group that is strong enough", "3.7.11", "3.0.22",
     "smtp_tls_security_level = may\ntls_medium_cipherlist = ALL:@SECLEVEL=4\ntls_eecdh_auto_curves = X25519\n",
     "relay/unix", LEVEL_MAY, 0, "", "3.0 ssl/statem/extensions_clnt.c:tls_construct_ctos_supported_groups"},
    {"1.1.1: the same", "3.7.11", "1.1.1w",
     "smtp_tls_security_level = may\ntls_medium_cipherlist = ALL:@SECLEVEL=4\ntls_eecdh_auto_curves = X25519\n",
     "relay/unix", LEVEL_MAY, 0, "", "1.1.1 ssl/statem/extensions_clnt.c:tls_construct_ctos_key_share"},
    {"1.1.0 has no TLS 1.3 to need one", "3.7.11", "1.1.0l",
     "smtp_tls_security_level = may\ntls_medium_cipherlist = ALL:@SECLEVEL=4\ntls_eecdh_auto_curves = X25519\n",
     "relay/unix", LEVEL_MAY, TLS_1_2, "", "1.1.0 ssl/t1_lib.c: tls_curve_allowed"},
    {"3.5: a hybrid group is strong enough", "3.10.13", "3.5.7",
     "smtp_tls_security_level = may\ntls_medium_cipherlist = ALL:@SECLEVEL=4\ntls_eecdh_auto_curves = "
     "X25519MLKEM768\n",
     "relay/unix", LEVEL_MAY, FROM_1_2, "", "3.5 providers/common/capabilities.c"},
    {"3.0: groups of TLS 1.2 alone", "3.7.11", "3.0.22",
     "smtp_tls_security_level = may\ntls_eecdh_auto_curves = brainpoolP256r1\n", "relay/unix", LEVEL_MAY, 0, "",
     "3.0 ssl/statem/extensions_clnt.c:tls_construct_ctos_supported_groups"},
    {"1.1.1 takes them for TLS 1.3 too", "3.7.11", "1.1.1w",
     "smtp_tls_security_level = may\ntls_eecdh_auto_curves = brainpoolP256r1\n", "relay/unix", LEVEL_MAY, FROM_1_0, "",
     "1.1.1 ssl/statem/extensions_clnt.c:tls_construct_ctos_key_share"},
    /* Digests. */
    {"3.7.4 does without TLS for want of a digest", "3.7.4", "3.0.22", MAY "smtpd_tls_fingerprint_digest = whirlpool\n",
     "smtp/inet", LEVEL_MAY, 0, "", "3.7.4 tls/tls_fprint.c:tls_digest_byname"},
    {"3.7.3 does not try it", "3.7.3", "3.0.22", MAY "smtpd_tls_fingerprint_digest = whirlpool\n", "smtp/inet",
     LEVEL_MAY, FROM_1_0, "", "3.7.3 tls/tls_misc.c:tls_validate_digest"},
    {"2.6 does without TLS too", "2.6.19", "1.0.2u", MAY "smtpd_tls_fingerprint_digest = sha-256\n", "smtp/inet",
     LEVEL_MAY, 0, "", "2.6 tls/tls_server.c:tls_server_init"},
    {"a client of 2.6 too", "2.6.19", "1.0.2u",
     "smtp_tls_security_level = encrypt\nsmtp_tls_fingerprint_digest = sha-256\n", "relay/unix", LEVEL_ENCRYPT, 0, "",
     "2.6 tls/tls_client.c:tls_client_init"},
    /* Words for the level, and the switches before there was one. */
    {"a server of 2.6.19 at none", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = none\n", "smtp/inet",
     LEVEL_NONE, 0, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.6.19 at may", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = may\n", "smtp/inet", LEVEL_MAY,
     TLS_1_2, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.6.19 at encrypt", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = encrypt\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.6.19 at verify", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = verify\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.6.19 at secure", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = secure\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.6.19 at fingerprint", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = fingerprint\n",
     "smtp/inet", LEVEL_ENCRYPT, TLS_1_1, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.6.19 at dane", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = dane\n", "smtp/inet",
     LEVEL_INVALID, 0, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.6.19 at dane-only", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = dane-only\n",
     "smtp/inet", LEVEL_INVALID, 0, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.6.19 at encrypted", "2.6.19", "1.0.2u", SERVER "smtpd_tls_security_level = encrypted\n",
     "smtp/inet", LEVEL_INVALID, 0, "", "2.6.19 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"smtpd_use_tls of 2.6.19", "2.6.19", "1.0.2u", SERVER "smtpd_use_tls = yes\n", "smtp/inet", LEVEL_MAY, TLS_1_2, "",
     "2.6.19 smtpd/smtpd.c: without a level"},
    {"smtpd_enforce_tls of 2.6.19", "2.6.19", "1.0.2u", SERVER "smtpd_enforce_tls = yes\n", "smtp/inet", LEVEL_ENCRYPT,
     TLS_1_1, "", "2.6.19 smtpd/smtpd.c: without a level"},
    {"smtpd_enforce_tls of 2.6.19 beside a level", "2.6.19", "1.0.2u",
     SERVER "smtpd_enforce_tls = yes\nsmtpd_tls_security_level = may\n", "smtp/inet", LEVEL_MAY, TLS_1_2, "",
     "2.6.19 smtpd/smtpd.c: without a level"},
    {"smtp_use_tls of 2.6.19", "2.6.19", "1.0.2u", CLIENT "smtp_use_tls = yes\n", "relay/unix", LEVEL_MAY, TLS_1_2, "",
     "2.6.19 smtp/smtp_session.c: global_level"},
    {"smtp_enforce_tls of 2.6.19", "2.6.19", "1.0.2u", CLIENT "smtp_enforce_tls = yes\n", "relay/unix", LEVEL_VERIFY,
     TLS_1_1, "", "2.6.19 smtp/smtp_session.c: global_level"},
    {"smtp_tls_enforce_peername of 2.6.19", "2.6.19", "1.0.2u",
     CLIENT "smtp_enforce_tls = yes\nsmtp_tls_enforce_peername = no\n", "relay/unix", LEVEL_ENCRYPT, TLS_1_1, "",
     "2.6.19 smtp/smtp_session.c: global_level"},
    {"lmtp_enforce_tls of 2.6.19", "2.6.19", "1.0.2u", LISTS("lmtp") "lmtp_enforce_tls = yes\n", "lmtp/unix",
     LEVEL_VERIFY, TLS_1_1, "", "2.6.19 smtp/smtp_session.c: global_level"},
    {"a server of 2.11.11 at none", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = none\n", "smtp/inet",
     LEVEL_NONE, 0, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.11.11 at may", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = may\n", "smtp/inet",
     LEVEL_MAY, TLS_1_2, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.11.11 at encrypt", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = encrypt\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.11.11 at verify", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = verify\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.11.11 at secure", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = secure\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.11.11 at fingerprint", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = fingerprint\n",
     "smtp/inet", LEVEL_ENCRYPT, TLS_1_1, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.11.11 at dane", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = dane\n", "smtp/inet",
     LEVEL_INVALID, 0, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.11.11 at dane-only", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = dane-only\n",
     "smtp/inet", LEVEL_INVALID, 0, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 2.11.11 at encrypted", "2.11.11", "1.0.2u", SERVER "smtpd_tls_security_level = encrypted\n",
     "smtp/inet", LEVEL_INVALID, 0, "", "2.11.11 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"smtpd_use_tls of 2.11.11", "2.11.11", "1.0.2u", SERVER "smtpd_use_tls = yes\n", "smtp/inet", LEVEL_MAY, TLS_1_2,
     "", "2.11.11 smtpd/smtpd.c: without a level"},
    {"smtpd_enforce_tls of 2.11.11", "2.11.11", "1.0.2u", SERVER "smtpd_enforce_tls = yes\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "2.11.11 smtpd/smtpd.c: without a level"},
    {"smtpd_enforce_tls of 2.11.11 beside a level", "2.11.11", "1.0.2u",
     SERVER "smtpd_enforce_tls = yes\nsmtpd_tls_security_level = may\n", "smtp/inet", LEVEL_MAY, TLS_1_2, "",
     "2.11.11 smtpd/smtpd.c: without a level"},
    {"smtp_use_tls of 2.11.11", "2.11.11", "1.0.2u", CLIENT "smtp_use_tls = yes\n", "relay/unix", LEVEL_MAY, TLS_1_2,
     "", "2.11 smtp/smtp_tls_policy.c:global_tls_level"},
    {"smtp_enforce_tls of 2.11.11", "2.11.11", "1.0.2u", CLIENT "smtp_enforce_tls = yes\n", "relay/unix", LEVEL_VERIFY,
     TLS_1_1, "", "2.11 smtp/smtp_tls_policy.c:global_tls_level"},
    {"smtp_tls_enforce_peername of 2.11.11", "2.11.11", "1.0.2u",
     CLIENT "smtp_enforce_tls = yes\nsmtp_tls_enforce_peername = no\n", "relay/unix", LEVEL_ENCRYPT, TLS_1_1, "",
     "2.11 smtp/smtp_tls_policy.c:global_tls_level"},
    {"lmtp_enforce_tls of 2.11.11", "2.11.11", "1.0.2u", LISTS("lmtp") "lmtp_enforce_tls = yes\n", "lmtp/unix",
     LEVEL_VERIFY, TLS_1_1, "", "2.11 smtp/smtp_tls_policy.c:global_tls_level"},
    {"a server of 3.11.7 at none", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = none\n", "smtp/inet",
     LEVEL_NONE, 0, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 3.11.7 at may", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = may\n", "smtp/inet", LEVEL_MAY,
     TLS_1_2, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 3.11.7 at encrypt", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = encrypt\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 3.11.7 at verify", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = verify\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 3.11.7 at secure", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = secure\n", "smtp/inet",
     LEVEL_ENCRYPT, TLS_1_1, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 3.11.7 at fingerprint", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = fingerprint\n",
     "smtp/inet", LEVEL_ENCRYPT, TLS_1_1, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 3.11.7 at dane", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = dane\n", "smtp/inet",
     LEVEL_INVALID, 0, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 3.11.7 at dane-only", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = dane-only\n",
     "smtp/inet", LEVEL_INVALID, 0, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"a server of 3.11.7 at encrypted", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = encrypted\n",
     "smtp/inet", LEVEL_INVALID, 0, "", "3.11.7 smtpd/smtpd.c: switch on tls_level_lookup"},
    {"smtpd_use_tls of 3.11.7", "3.11.7", "3.0.22", SERVER "smtpd_use_tls = yes\n", "smtp/inet", LEVEL_MAY, TLS_1_2, "",
     "3.11.7 smtpd/smtpd.c: without a level"},
    {"smtpd_enforce_tls of 3.11.7", "3.11.7", "3.0.22", SERVER "smtpd_enforce_tls = yes\n", "smtp/inet", LEVEL_ENCRYPT,
     TLS_1_1, "", "3.11.7 smtpd/smtpd.c: without a level"},
    {"smtpd_enforce_tls of 3.11.7 beside a level", "3.11.7", "3.0.22",
     SERVER "smtpd_enforce_tls = yes\nsmtpd_tls_security_level = may\n", "smtp/inet", LEVEL_MAY, TLS_1_2, "",
     "3.11.7 smtpd/smtpd.c: without a level"},
    {"smtp_use_tls of 3.11.7", "3.11.7", "3.0.22", CLIENT "smtp_use_tls = yes\n", "relay/unix", LEVEL_MAY, TLS_1_2, "",
     "3.11.7 smtp/smtp_tls_policy.c:global_tls_level"},
    {"smtp_enforce_tls of 3.11.7", "3.11.7", "3.0.22", CLIENT "smtp_enforce_tls = yes\n", "relay/unix", LEVEL_VERIFY,
     TLS_1_1, "", "3.11.7 smtp/smtp_tls_policy.c:global_tls_level"},
    {"smtp_tls_enforce_peername of 3.11.7", "3.11.7", "3.0.22",
     CLIENT "smtp_enforce_tls = yes\nsmtp_tls_enforce_peername = no\n", "relay/unix", LEVEL_ENCRYPT, TLS_1_1, "",
     "3.11.7 smtp/smtp_tls_policy.c:global_tls_level"},
    {"lmtp_enforce_tls of 3.11.7", "3.11.7", "3.0.22", LISTS("lmtp") "lmtp_enforce_tls = yes\n", "lmtp/unix",
     LEVEL_VERIFY, TLS_1_1, "", "3.11.7 smtp/smtp_tls_policy.c:global_tls_level"},
    {"tlsproxy of 2.8.20 at verify", "2.8.20", "1.0.2u", SERVER "tlsproxy_tls_security_level = verify\n",
     "tlsproxy/unix", LEVEL_ENCRYPT, TLS_1_1, "", "2.8.20 tlsproxy/tlsproxy.c: switch on tls_level_lookup"},
    {"tlsproxy of 2.8.20 takes the switch of smtpd", "2.8.20", "1.0.2u", SERVER "smtpd_use_tls = yes\n",
     "tlsproxy/unix", LEVEL_MAY, TLS_1_2, "", "2.8.20 tlsproxy/tlsproxy.c: switch on tls_level_lookup"},
    {"tlsproxy_enforce_tls of 2.8.20", "2.8.20", "1.0.2u", SERVER "tlsproxy_enforce_tls = yes\n", "tlsproxy/unix",
     LEVEL_ENCRYPT, TLS_1_1, "", "2.8.20 tlsproxy/tlsproxy.c: switch on tls_level_lookup"},
    {"tlsproxy of 3.3.22 at verify", "3.3.22", "1.1.1w", SERVER "tlsproxy_tls_security_level = verify\n",
     "tlsproxy/unix", LEVEL_ENCRYPT, TLS_1_1, "", "3.3.22 tlsproxy/tlsproxy.c: switch on tls_level_lookup"},
    {"tlsproxy of 3.3.22 takes the switch of smtpd", "3.3.22", "1.1.1w", SERVER "smtpd_use_tls = yes\n",
     "tlsproxy/unix", LEVEL_MAY, TLS_1_2, "", "3.3.22 tlsproxy/tlsproxy.c: switch on tls_level_lookup"},
    {"tlsproxy_enforce_tls of 3.3.22", "3.3.22", "1.1.1w", SERVER "tlsproxy_enforce_tls = yes\n", "tlsproxy/unix",
     LEVEL_ENCRYPT, TLS_1_1, "", "3.3.22 tlsproxy/tlsproxy.c: switch on tls_level_lookup"},
    {"postscreen of 2.8.20 has no lists", "2.8.20", "1.0.2u", SERVER "smtpd_tls_security_level = may\n", "screen/inet",
     LEVEL_MAY, 0, "", "2.8.20 postscreen/postscreen_starttls.c"},
    {"postscreen of 3.11.7 has no lists", "3.11.7", "3.0.22", SERVER "smtpd_tls_security_level = may\n", "screen/inet",
     LEVEL_MAY, 0, "", "3.11.7 postscreen/postscreen_starttls.c"},
    {"2.11 has no wrapper mode for clients", "2.11.11", "1.0.2u",
     CLIENT "smtp_tls_security_level = may\nsmtp_tls_wrappermode = yes\n", "relay/unix", LEVEL_MAY, TLS_1_2, "",
     "RELEASE_NOTES-3.0"},
    {"3.0: at encrypt it is there", "3.0.15", "1.0.2u",
     CLIENT "smtp_tls_security_level = encrypt\nsmtp_tls_wrappermode = yes\n", "relay/unix", LEVEL_ENCRYPT, TLS_1_1, "",
     "RELEASE_NOTES-3.0"},
    /* Levels and defaults. */
    {"2.10 has no dane", "2.10.10", "1.0.2u", "smtp_tls_security_level = dane\n", "relay/unix", LEVEL_INVALID, 0, "",
     "2.11 tls/tls_level.c: the first with dane"},
    {"3.11 from its compatibility level on is may", "3.11.7", "3.5.7", "compatibility_level = 3.11\n", "relay/unix",
     LEVEL_MAY, FROM_1_0, "", "3.11 global/mail_params.h:DEF_SMTP_TLS_LEVEL"},
    {"lmtp of 3.11 is not", "3.11.7", "3.5.7", "compatibility_level = 3.11\n", "lmtp/unix", LEVEL_NONE, 0, "",
     "3.11 global/mail_params.h:DEF_LMTP_TLS_LEVEL"},
    /* Certificates. */
    {"an ECDSA certificate alone is one", "3.7.11", "3.0.22",
     "smtpd_tls_security_level = may\nsmtpd_tls_eccert_file = /e\n", "smtp/inet", LEVEL_MAY, FROM_1_0, "",
     "tls/tls_certkey.c:tls_set_my_certificate_key_info"},
    {"3.3 has no chain files", "3.3.22", "1.1.1w", "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /c\n",
     "smtp/inet", LEVEL_MAY, 0, "", "RELEASE_NOTES-3.4"},
    {"3.4 has", "3.4.29", "1.1.1w", "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /c\n", "smtp/inet",
     LEVEL_MAY, FROM_1_0, "", "RELEASE_NOTES-3.4"},
    {"TLS 1.3 has no anonymous suites", "3.7.11", "3.0.22",
     "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = none\n", "smtp/inet", LEVEL_MAY, LEGACY_1_2, "",
     "tls/tls_certkey.c; RFC 8446"},
    /* postscreen and tlsproxy. */
    {"tlsproxy takes what smtpd has", "3.7.11", "3.0.22", MAY "smtpd_tls_protocols = TLSv1.2\n", "tlsproxy/unix",
     LEVEL_MAY, TLS_1_2, "", "2.8 global/mail_params.h: $smtpd_tls_protocols"},
    {"tlsproxy has lists of its own", "3.7.11", "3.0.22", MAY "tlsproxy_tls_protocols = TLSv1.3\n", "tlsproxy/unix",
     LEVEL_MAY, TLS_1_3, "", "2.8 tlsproxy/tlsproxy.c:main"},
    {"postscreen of 3.12 has lists of its own", "3.12.0", "3.5.7", MAY "postscreen_tls_protocols = TLSv1.3\n",
     "screen/inet", LEVEL_MAY, TLS_1_3, "", "3.12 postscreen/postscreen.c"},
    {"a bad client level kills tlsproxy of 3.7", "3.7.11", "3.0.22", MAY "tlsproxy_client_security_level = bad\n",
     "tlsproxy/unix", LEVEL_INVALID, 0, "", "3.4 tlsproxy/tlsproxy.c:pre_jail_init_client"},
    {"3.3 has no client side there", "3.3.22", "1.1.1w", MAY "tlsproxy_client_level = bad\n", "tlsproxy/unix",
     LEVEL_MAY, FROM_1_0, "", "3.4 tlsproxy/tlsproxy.c: the first with a client side"},
    /* Wrapper mode of a client. */
    {"3.0: wrapper mode at may defers mail", "3.0.15", "1.0.2u",
     "smtp_tls_security_level = may\nsmtp_tls_wrappermode = yes\n", "relay/unix", LEVEL_MAY, 0, "",
     "3.0 smtp/smtp_connect.c"},
};

/* Before 3.12 a handshake with postscreen is one with tlsproxy: 2.8 and 3.11
 * postscreen/postscreen_starttls.c. */
START_TEST(postscreen_hands_over_to_tlsproxy)
{
    const char *main = SERVER "smtpd_tls_security_level = may\ntlsproxy_tls_protocols = TLSv1\n";
    const struct conf *conf = conf_from(main, MASTER), *without = conf_from(main, "screen inet n - y - 1 postscreen\n");
    static const char *const old[] = {"2.8.20", "3.7.11", "3.11.7"};
    for (size_t i = 0; i < COUNT(old); i++) {
        const struct posture *handshakes = posture_of(conf, "screen/inet", old[i], "1.0.2u")->handshakes;
        ck_assert(handshakes && handshakes->role == ROLE_TLSPROXY && handshakes->negotiable == TLS_1_0);
        ck_assert_ptr_null(posture_of(without, "screen/inet", old[i], "1.0.2u")->handshakes);
    }
    const struct posture *own = posture_of(conf, "screen/inet", "3.12.0", "3.0.22");
    ck_assert(own->handshakes == own && own->negotiable == TLS_1_2);
}
END_TEST

/* What a client excludes by itself: 2.6 smtp/smtp_session.c:set_cipher_grade,
 * 2.11 and later smtp/smtp_tls_policy.c:set_cipher_grade. */
static const struct {
    const char *level, *want;
} excluded[] = {
    {"may", "NULL-SHA256:ADH-AES128-SHA256:AES128-SHA256"},
    {"encrypt", "ADH-AES128-SHA256:AES128-SHA256"},
    {"verify", "NULL-SHA256:AES128-SHA256"},
    {"secure", "NULL-SHA256:AES128-SHA256"},
    {"fingerprint", "NULL-SHA256:AES128-SHA256"},
};

START_TEST(a_client_excludes_by_level)
{
    const char *main = text_printf(arena,
                                   "smtp_tls_security_level = %s\nsmtp_tls_ciphers = medium\n"
                                   "smtp_tls_fingerprint_cert_match = AA:BB\n"
                                   "tls_medium_cipherlist = NULL-SHA256:ADH-AES128-SHA256:AES128-SHA256\n",
                                   excluded[_i].level)
                           .p;
    static const char *const old[] = {"2.6.19", "2.11.11", "3.7.11"};
    for (size_t i = 0; i < COUNT(old); i++) {
        const struct posture *posture = posture_of(conf_from(main, MASTER), "relay/unix", old[i], "1.0.2u");
        ck_assert_msg(text_is(suites_of(posture), excluded[_i].want), "%s at %s: %.*s", old[i], excluded[_i].level,
                      TEXT_ARG(suites_of(posture)));
    }
}
END_TEST

START_TEST(releases_decide_what_a_peer_can_negotiate)
{
    const struct posture *posture = posture_of(conf_from(releases[_i].main, MASTER), releases[_i].service,
                                               releases[_i].postfix, releases[_i].openssl);
    const char *what = releases[_i].what, *source = releases[_i].source;
    ck_assert_msg(posture->level_known && posture->level == releases[_i].level, "%s (%s): level %s", what, source,
                  tls_level_name(posture->level));
    ck_assert_msg(text_is(posture->fatal, releases[_i].fatal), "%s (%s): fatal \"%.*s\"", what, source,
                  TEXT_ARG(posture->fatal));
    if (posture->fatal.n) /* what it could negotiate if it ran is another question */
        return;
    ck_assert_msg(!posture->live || posture->negotiable_known, "%s (%s): not known", what, source);
    ck_assert_msg(posture->negotiable == releases[_i].negotiable, "%s (%s): negotiable %#x", what, source,
                  posture->negotiable);
}
END_TEST

Suite *posture_suite(void);

Suite *posture_suite(void)
{
    Suite *suite = suite_create("posture");
    TCase *tests = suite_case(suite, "posture");
    LOOP(tests, roles_ports_and_exposure, roles);
    tcase_add_test(tests, loopback_only_closes_what_has_no_address);
    tcase_add_loop_test(tests, a_service_that_the_master_disables_has_no_posture, 0,
                        sizeof(disabled) / sizeof(disabled[0]));
    tcase_add_test(tests, roles_have_names);
    LOOP(tests, levels_in_force_and_what_decides_them, levels);
    tcase_add_test(tests, without_main_cf_the_level_is_not_known);
    LOOP(tests, versions_that_can_be_negotiated, protocols);
    LOOP(tests, suites_that_can_be_negotiated, suites);
    tcase_add_test(tests, a_grade_in_a_template_is_not_known);
    LOOP(tests, auth_in_clear, auth);
    LOOP(tests, renegotiation_by_release, renegotiations);
    tcase_add_test(tests, postscreen_hands_over_to_tlsproxy);
    LOOP(tests, a_client_excludes_by_level, excluded);
    LOOP(tests, logins_and_their_options, logins);
    tcase_add_test(tests, login_options_in_a_template_are_not_known);
    LOOP(tests, releases_decide_what_a_peer_can_negotiate, releases);
    return suite;
}
