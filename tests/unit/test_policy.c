/* policy: lookup tables as text, policy entries by release, and the postures
 * of clients that no running Postfix is asked for. */
#include "postlint/policy.h"

#include "help.h"

/* Files by name, for the reader; the arena is that of the test. */
static const char *table_text;

static const char *read_table_text(const struct reader *reader, struct arena *memory, const char *path,
                                   struct text *text)
{
    (void)reader;
    (void)memory;
    if (strcmp(path, "mx/tls") != 0)
        return "there is no such file or folder";
    *text = text_from(table_text);
    return NULL;
}

/* The policies of smtp/unix with MAPS, where /etc/postfix/tls holds TEXT. */
static const struct posture_policy *policies_of(const char *maps, const char *text, const char *postfix, size_t *n)
{
    static const struct reader reader = {read_table_text, NULL};
    const struct conf *conf =
        conf_from(text_printf(arena, "smtp_tls_policy_maps = %s\n", maps).p, "smtp unix - - n - - smtp\n");
    struct target *target = arena_alloc(arena, sizeof(*target));
    struct conf *named = arena_alloc(arena, sizeof(*named));
    *named = *conf;
    named->path = TEXT("mx");
    *target = target_of(postfix, "3.0.22");
    table_text = text;
    struct posture_cache *cache = posture_cache_new(arena);
    struct view *view = view_new(arena, named, target, service_of(named, "smtp/unix"));
    return policy_list(arena, posture_new(arena, view, cache), table_files_new(arena, &reader), cache, n);
}

static const struct {
    const char *rule, *maps, *text;
    const char *key, *value, *why; /* of the only entry; key NULL: of the table */
} tables[] = {
    {"key, blanks, value", "texthash:/etc/postfix/tls", "a\t may  \n", "a", "may", ""},
    {"a continued line", "hash:/etc/postfix/tls", "# x\na\n# y\n  may\n", "a", "may", ""},
    {"blanks in quotes", "hash:/etc/postfix/tls", "\"a b\" may\n", "\"a b\"", "may", ""},
    {"a backslash before a blank", "hash:/etc/postfix/tls", "a\\ b may\n", "a\\ b", "may", ""},
    {"quotes that do not end", "hash:/etc/postfix/tls", "\"a may\n", "\"a may", "",
     "unbalanced '\"': Postfix ignores this line"},
    {"no value", "hash:/etc/postfix/tls", "a\n", "a", "",
     "expected format: key whitespace value: Postfix ignores this line"},
    {"a line of another table before the first", "hash:/etc/postfix/tls", "  x\na may\n", "a", "may", ""},
    {"$config_directory is beside", "hash:$config_directory/tls", "a may\n", "a", "may", ""},
    {"below it there is nothing", "hash:/etc/postfix/x/tls", "a may\n", NULL, NULL,
     "mx/x/tls there is no such file or folder"},
    {".. leads out", "hash:/etc/postfix/../tls", "a may\n", NULL, NULL, "a file that is not beside the configuration"},
    {"another folder", "hash:/etc/postfixes/tls", "a may\n", NULL, NULL, "a file that is not beside the configuration"},
    {"proxy: is looked through", "proxy:hash:/etc/postfix/tls", "a may\n", "a", "may", ""},
    {"a union of one", "unionmap:{hash:/etc/postfix/tls}", "a may\n", "a", "may", ""},
    {"a union of two", "unionmap:{hash:/etc/postfix/tls, static:may}", "a may\n", NULL, NULL,
     "a kind of table that is not text"},
    {"ldap", "ldap:/etc/postfix/tls", "a may\n", NULL, NULL, "a kind of table that is not text"},
    {"no kind", "/etc/postfix/tls", "a may\n", NULL, NULL, "a kind of table that is not text"},
    {"proxy without end", "proxy:proxy:proxy:proxy:proxy:proxy:proxy:proxy:proxy:static:may", "", NULL, NULL,
     "a kind of table that is not text"},
    {"a pattern", "regexp:/etc/postfix/tls", "/^a b$/i may\n", "/^a b$/i", "may", ""},
    {"another delimiter, and not", "pcre:/etc/postfix/tls", "!,a/\\,b, may\n", "!,a/\\,b,", "may", ""},
    {"two patterns", "regexp:/etc/postfix/tls", "/a/!/b/ may\n", "/a/!/b/", "may", ""},
    {"conditions are no entries", "regexp:/etc/postfix/tls", "if /x/\n/a/ may\nendif\n", "/a/", "may", ""},
    {"a result from the match", "regexp:/etc/postfix/tls", "/(a)/ $1\n", "/(a)/", "$1",
     "made from the key that is looked up, or by a template"},
    {"a pattern that does not end", "regexp:/etc/postfix/tls", "/a may\n", "/a may", "/a may",
     "no pattern that ends: Postfix skips this rule"},
    {"networks", "cidr:/etc/postfix/tls", "192.0.2.0/24 may\n", "192.0.2.0/24", "may", ""},
    {"inline", "inline:{a=may}", "", "a", "may", ""},
    {"inline with blanks", "inline:{ { a = may protocols= } }", "", "a", "may protocols=", ""},
    {"inline without end", "inline:{a=may", "", NULL, NULL, "missing '}'"},
    {"inline without anything", "inline:{}", "", NULL, NULL, "empty table"},
    {"static", "static:may", "", "*", "may", ""},
    {"static with blanks", "static:{ may protocols= }", "", "*", "may protocols=", ""},
};

START_TEST(tables_are_read_as_text)
{
    size_t n;
    const struct posture_policy *got = policies_of(tables[_i].maps, tables[_i].text, "3.7.11", &n);
    ck_assert_msg(n == 1, "%s: %zu entries", tables[_i].rule, n);
    const struct policy *policy = &got->policy;
    ck_assert_msg(!policy->entry == !tables[_i].key, "%s", tables[_i].rule);
    expect_text(policy->error.n ? policy->error : policy->unknown, tables[_i].why);
    if (!policy->entry)
        return;
    expect_text(policy->entry->key, tables[_i].key);
    expect_text(policy->entry->value, tables[_i].value);
}
END_TEST

START_TEST(entries_stand_at_their_bytes)
{
    size_t n;
    const struct posture_policy *got =
        policies_of("hash:/etc/postfix/tls", "# x\n\na.example\n  may  \nb none\n", "3.7.11", &n);
    ck_assert_uint_eq(n, 2);
    expect_span(got[0].policy.entry->span, 3, 1, 4, 6);
    expect_span(got[1].policy.entry->span, 5, 1, 5, 7);
    got = policies_of("static:may,\n  static:none, inline:{b=may$x}", "", "3.7.11", &n);
    ck_assert_uint_eq(n, 3);
    expect_span(got[1].policy.entry->span, 2, 3, 2, 14);
    expect_span(got[2].policy.entry->span, 1, 24, 2, 32); /* $x: somewhere in the value */
    expect_span(got[0].policy.entry->span, 1, 24, 1, 34);
}
END_TEST

START_TEST(a_key_that_stands_twice)
{
    size_t n;
    const struct posture_policy *got = policies_of("hash:/etc/postfix/tls", "a may\nA none\n", "3.7.11", &n);
    ck_assert_uint_eq(n, 2);
    expect_text(got[0].policy.error, "");
    expect_text(got[1].policy.error, "duplicate entry: the first with this key counts");
    got = policies_of("texthash:/etc/postfix/tls", "a may\nA none\n", "3.7.11", &n);
    expect_text(got[0].policy.error, "duplicate entry: every lookup in this table fails");
    got = policies_of("regexp:/etc/postfix/tls", "/a/ may\n/a/ none\n", "3.7.11", &n);
    expect_text(got[1].policy.error, "");
}
END_TEST

START_TEST(a_table_too_large_is_unknown)
{
    struct buf text = buf_new(arena);
    for (int i = 0; i <= TABLE_ENTRIES_MAX; i++)
        buf_printf(&text, "h%d may\n", i);
    size_t n;
    const struct posture_policy *got = policies_of("hash:/etc/postfix/tls", text.p, "3.7.11", &n);
    ck_assert_uint_eq(n, 1);
    expect_text(got[0].policy.unknown, "it has more than 10000 entries");
}
END_TEST

static const struct {
    const char *postfix, *value, *error;
    enum tls_level level;
} entries[] = {
    {"3.7.11", "", "invalid empty policy", LEVEL_INVALID},
    {"3.7.11", " , Encrypt", "", LEVEL_ENCRYPT},
    {"2.10.10", "dane", "dane: invalid security level", LEVEL_INVALID},
    {"2.11.11", "dane", "", LEVEL_DANE},
    {"3.7.11", "halfdane", "halfdane: invalid security level", LEVEL_INVALID},
    {"3.7.11", "none match", "", LEVEL_NONE},
    {"3.7.11", "may match=x", "match: is invalid at this level", LEVEL_MAY},
    {"3.7.11", "secure match=", "match: has an empty value", LEVEL_SECURE},
    {"3.7.11", "secure match=a match=b", "", LEVEL_SECURE},
    {"2.10.10", "secure tafile=/x", "tafile: invalid attribute name", LEVEL_SECURE},
    {"2.11.11", "secure tafile=/x", "", LEVEL_SECURE},
    {"2.11.11", "fingerprint tafile=/x", "tafile: is invalid at this level", LEVEL_FINGERPRINT},
    {"3.3.22", "may servername=a.example", "servername: invalid attribute name", LEVEL_MAY},
    {"3.4.29", "may servername=a.example", "", LEVEL_MAY},
    {"3.4.29", "may servername=1.2", "servername: is no host name", LEVEL_MAY},
    {"3.8.20", "may enable_rpk=yes", "enable_rpk: invalid attribute name", LEVEL_MAY},
    {"3.9.14", "may enable_rpk=perhaps", "enable_rpk: is not yes or no", LEVEL_MAY},
    {"3.9.14", "may {ciphers = high}", "{ciphers: missing '=' after attribute name", LEVEL_MAY},
    {"3.10.0", "may {ciphers = high}", "", LEVEL_MAY},
    {"3.10.0", "may {ciphers = high", "{ciphers = high: missing '}'", LEVEL_MAY},
    {"3.10.0", "may policy_ttl=10", "policy_ttl: stands without policy_type", LEVEL_MAY},
    {"3.10.0", "may policy_ttl=10 policy_type=STS", "", LEVEL_MAY},
    {"3.10.0", "may policy_type=tlsa", "policy_type: has an unexpected value", LEVEL_MAY},
    {"3.10.0", "may policy_type=sts policy_type=sts", "policy_type: is specified multiple times", LEVEL_MAY},
};

START_TEST(entries_by_release)
{
    struct policy got = {.level = LEVEL_INVALID};
    policy_parse(arena, text_from(entries[_i].value), release(entries[_i].postfix), &got);
    expect_text(got.error, entries[_i].error);
    ck_assert_int_eq(got.level, entries[_i].level);
}
END_TEST

static const struct {
    const char *rule, *main, *postfix, *openssl;
    enum tls_level level;
    unsigned negotiable;
} clients[] = {
    {"3.11 is may from compatibility level 3.11", "compatibility_level = 3.11\nsmtp_tls_protocols = >=TLSv1.2\n",
     "3.11.6", "3.5.7", LEVEL_MAY, TLS_1_2 | TLS_1_3},
    {"and none below it", "compatibility_level = 3.10\n", "3.11.6", "3.5.7", LEVEL_NONE, 0},
    {"3.10 is none", "compatibility_level = 3.10\n", "3.10.5", "3.5.7", LEVEL_NONE, 0},
    {"wrapper mode before 3.0 is nothing", "smtp_tls_wrappermode = yes\nsmtp_tls_security_level = may\n", "2.11.11",
     "1.0.2u", LEVEL_MAY, TLS_1_0 | TLS_1_1 | TLS_1_2},
    {"security level 1 of OpenSSL 3.0", "smtp_tls_security_level = secure\n", "3.7.11", "3.0.22", LEVEL_SECURE,
     TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
    {"security level 1 of OpenSSL 3.1", "smtp_tls_security_level = secure\n", "3.7.11", "3.1.8", LEVEL_SECURE,
     TLS_1_2 | TLS_1_3},
    {"at encrypt there is none", "smtp_tls_security_level = encrypt\n", "3.7.11", "3.1.8", LEVEL_ENCRYPT,
     TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
    {"a list's own security level", "smtp_tls_security_level = may\ntls_medium_cipherlist = ALL:@SECLEVEL=1\n",
     "3.7.11", "3.1.8", LEVEL_MAY, TLS_1_2 | TLS_1_3},
    {"dane with TLSA records does not count",
     "smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n"
     "smtp_tls_mandatory_protocols = TLSv1.3\nsmtp_tls_protocols = TLSv1.2\n",
     "3.7.11", "3.0.22", LEVEL_DANE, TLS_1_2},
    {"in wrapper mode they alone do",
     "smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n"
     "smtp_tls_wrappermode = yes\nsmtp_tls_mandatory_protocols = TLSv1.3\nsmtp_tls_protocols = TLSv1.2\n",
     "3.7.11", "3.0.22", LEVEL_DANE, TLS_1_3},
    {"dane-only", "smtp_tls_security_level = dane-only\nsmtp_dns_support_level = dnssec\n", "3.7.11", "3.0.22",
     LEVEL_DANE_ONLY, TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
    {"dane-only without MX errors",
     "smtp_tls_security_level = dane-only\nsmtp_dns_support_level = dnssec\n"
     "ignore_mx_lookup_error = yes\n",
     "3.7.11", "3.0.22", LEVEL_DANE_ONLY, 0},
    {"dane-only with names completed",
     "smtp_tls_security_level = dane-only\nsmtp_dns_support_level = dnssec\n"
     "smtp_dns_resolver_options = res_dnsrch\n",
     "3.7.11", "3.0.22", LEVEL_DANE_ONLY, 0},
    {"an empty curve list of 3.7.12", "smtp_tls_security_level = may\ntls_eecdh_auto_curves =\n", "3.7.12", "3.0.22",
     LEVEL_MAY, 0},
    {"an empty export list of 3.8", "smtp_tls_security_level = may\ntls_export_cipherlist =\n", "3.8.0", "3.0.22",
     LEVEL_MAY, TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3},
};

START_TEST(clients_by_release)
{
    const struct conf *conf = conf_from(clients[_i].main, "smtp unix - - n - - smtp\n");
    struct target target = target_of(clients[_i].postfix, clients[_i].openssl);
    struct view *view = view_new(arena, conf, &target, service_of(conf, "smtp/unix"));
    const struct posture *got = posture_new(arena, view, posture_cache_new(arena));
    ck_assert_msg(got->level_known && got->level == clients[_i].level, "%s: level %s", clients[_i].rule,
                  tls_level_name(got->level));
    ck_assert_msg(got->negotiable == clients[_i].negotiable, "%s: %#x", clients[_i].rule, got->negotiable);
}
END_TEST

START_TEST(what_cannot_be_known_is_not_guessed)
{
    const struct conf *conf = conf_from("smtp_tls_security_level = dane-only\nsmtp_dns_support_level = {{ dns }}\n",
                                        "smtp unix - - n - - smtp\n");
    struct target target = target_of("3.7.11", "3.0.22");
    struct view *view = view_new(arena, conf, &target, service_of(conf, "smtp/unix"));
    ck_assert(!posture_new(arena, view, posture_cache_new(arena))->negotiable_known);
    size_t n;
    const struct posture_policy *got = policies_of("{{ maps }}", "", "3.7.11", &n);
    ck_assert_uint_eq(n, 1);
    ck_assert(got->policy.table == NULL && got->policy.unknown.n > 0 && got->posture == NULL);
}
END_TEST

Suite *policy_suite(void);

Suite *policy_suite(void)
{
    Suite *suite = suite_create("policy");
    TCase *tests = suite_case(suite, "tables");
    LOOP(tests, tables_are_read_as_text, tables);
    tcase_add_test(tests, entries_stand_at_their_bytes);
    tcase_add_test(tests, a_key_that_stands_twice);
    tcase_add_test(tests, a_table_too_large_is_unknown);
    LOOP(tests, entries_by_release, entries);
    LOOP(tests, clients_by_release, clients);
    tcase_add_test(tests, what_cannot_be_known_is_not_guessed);
    return suite;
}
