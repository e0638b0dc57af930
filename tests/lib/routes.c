/* routes: see routes.h. */
#include "routes.h"

#include <string.h>

#define FINGERPRINT                                                                                                    \
    "tls_fingerprint_cert_match=00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:"  \
    "CC:DD:EE:FF"

static const struct route named[] = {
    {"the default is no TLS", "smtp", NULL, {NULL}},
    {"level none offers nothing, whatever the lists say", "smtp", NULL, {"tls_security_level=none", "tls_protocols=x"}},
    {"level may takes the plain lists", "smtp", NULL, {"tls_security_level=may", "tls_mandatory_protocols=>=TLSv1.3"}},
    {"level encrypt takes the mandatory lists",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "tls_protocols=>=TLSv1.3"}},
    {"level words know no case", "smtp", NULL, {"tls_security_level=Encrypt"}},
    {"a level that is no word is fatal", "smtp", NULL, {"tls_security_level=encrypted"}},
    {"halfdane is no level to be set", "smtp", NULL, {"tls_security_level=halfdane"}},
    {"at verify OpenSSL's security level 1 ends TLS 1.0 and 1.1", "smtp", NULL, {"tls_security_level=verify"}},
    {"at secure the list may ask for TLS 1.0 in vain",
     "smtp",
     NULL,
     {"tls_security_level=secure", "tls_mandatory_protocols=TLSv1"}},
    {"at fingerprint with fingerprints", "smtp", NULL, {"tls_security_level=fingerprint", FINGERPRINT}},
    {"at fingerprint without fingerprints nothing is sent", "smtp", NULL, {"tls_security_level=fingerprint"}},
    {"dane without DNSSEC lookups is may",
     "smtp",
     NULL,
     {"tls_security_level=dane", "tls_mandatory_protocols=>=TLSv1.3"}},
    {"dane without TLSA records is may",
     "smtp",
     NULL,
     {"tls_security_level=dane", "dns_support_level=dnssec", "tls_mandatory_ciphers=null"}},
    {"dane-only without DNSSEC lookups sends nothing", "smtp", NULL, {"tls_security_level=dane-only"}},
    {"dane-only with host lookups by files alone sends nothing",
     "smtp",
     NULL,
     {"tls_security_level=dane-only", "dns_support_level=dnssec", "host_lookup=native"}},
    {"smtp_use_tls alone is may", "smtp", NULL, {"use_tls=yes", "tls_ciphers=high"}},
    {"smtp_enforce_tls alone is verify", "smtp", NULL, {"enforce_tls=yes"}},
    {"smtp_enforce_tls without names is encrypt", "smtp", NULL, {"enforce_tls=yes", "tls_enforce_peername=no"}},
    {"a level wins over smtp_enforce_tls", "smtp", NULL, {"enforce_tls=yes", "tls_security_level=may"}},
    {"level none wins over smtp_use_tls", "smtp", NULL, {"use_tls=yes", "tls_security_level=none"}},
    {"wrapper mode at encrypt", "smtp", NULL, {"tls_wrappermode=yes", "tls_security_level=encrypt"}},
    {"wrapper mode at may sends nothing", "smtp", NULL, {"tls_wrappermode=yes", "tls_security_level=may"}},
    {"wrapper mode at none sends nothing", "smtp", NULL, {"tls_wrappermode=yes"}},
    {"wrapper mode at dane without TLSA records sends nothing",
     "smtp",
     NULL,
     {"tls_wrappermode=yes", "tls_security_level=dane"}},
    {"wrapper mode at secure", "smtp", NULL, {"tls_wrappermode=yes", "tls_security_level=secure"}},
    {"a hole in the list leaves what is below it", "smtp", NULL, {"tls_security_level=may", "tls_protocols=!TLSv1.1"}},
    {"a hole below TLS 1.3 leaves TLS 1.0 and 1.1", "smtp", NULL, {"tls_security_level=may", "tls_protocols=!TLSv1.2"}},
    {"a hole in what security level 1 leaves",
     "smtp",
     NULL,
     {"tls_security_level=secure", "tls_mandatory_protocols=!TLSv1.1"}},
    {"a blank after the bound includes one version",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_protocols=>= TLSv1.2"}},
    {"a bad protocol list sends STARTTLS and no hello",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_protocols=>TLSv1.2"}},
    {"a bad grade sends no hello", "smtp", NULL, {"tls_security_level=may", "tls_ciphers=strong"}},
    {"a bad mandatory grade counts for nothing at may",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_mandatory_ciphers=strong"}},
    {"an exclusion with a sign sends no hello",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_exclude_ciphers=aNULL, !RC4"}},
    {"mandatory exclusions count at encrypt",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "tls_mandatory_exclude_ciphers=aNULL:kRSA, AES128"}},
    {"mandatory exclusions do not count at may",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_mandatory_exclude_ciphers=aNULL:kRSA"}},
    {"grade null at may", "smtp", NULL, {"tls_security_level=may", "tls_ciphers=null"}},
    {"grade null at encrypt has nothing below TLS 1.3",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "tls_mandatory_ciphers=null"}},
    {"grade null at secure has nothing below TLS 1.3",
     "smtp",
     NULL,
     {"tls_security_level=secure", "tls_mandatory_ciphers=null"}},
    {"no suite and no TLS 1.3 is no hello",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_ciphers=null", "tls_exclude_ciphers=eNULL", "tls_protocols=<=TLSv1.2"}},
    {"all suites but SHA-2 below TLS 1.2",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_exclude_ciphers=SHA1", "tls_protocols=TLSv1, TLSv1.1"}},
    {"suites for TLS 1.2 alone leave TLS 1.0 without any",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_exclude_ciphers=SHA1, MD5", "tls_protocols=<=TLSv1.2"}},
    {"a list with @SECLEVEL=2", "smtp", NULL, {"tls_security_level=may", "=tls_medium_cipherlist=ALL:@SECLEVEL=2"}},
    {"security level 1 wins over the list's @SECLEVEL=0",
     "smtp",
     NULL,
     {"tls_security_level=secure", "=tls_medium_cipherlist=ALL:eNULL:@SECLEVEL=0"}},
    {"security level 1 wins over the list's @SECLEVEL=3",
     "smtp",
     NULL,
     {"tls_security_level=secure", "=tls_medium_cipherlist=ALL:@SECLEVEL=3"}},
    {"security level 3", "smtp", NULL, {"tls_security_level=may", "=tls_medium_cipherlist=ALL:@SECLEVEL=3"}},
    {"security level 4 with the usual groups",
     "smtp",
     NULL,
     {"tls_security_level=may", "=tls_medium_cipherlist=ALL:@SECLEVEL=4"}},
    {"security level 5 with the usual groups",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "=tls_medium_cipherlist=ALL:@SECLEVEL=5"}},
    {"security level 5 of the mandatory list in vain",
     "smtp",
     NULL,
     {"tls_security_level=verify", "=tls_medium_cipherlist=ALL:@SECLEVEL=5"}},
    {"security level 4 with groups too weak for it",
     "smtp",
     NULL,
     {"tls_security_level=may", "=tls_medium_cipherlist=ALL:@SECLEVEL=4", "=tls_eecdh_auto_curves=X25519 prime256v1"}},
    {"security level 5 with groups too weak for it",
     "smtp",
     NULL,
     {"tls_security_level=may", "=tls_medium_cipherlist=ALL:@SECLEVEL=5", "=tls_eecdh_auto_curves=X448 secp384r1"}},
    {"security level 4 with groups too weak for it and no TLS 1.3",
     "smtp",
     NULL,
     {"tls_security_level=may", "=tls_medium_cipherlist=ALL:@SECLEVEL=4", "=tls_eecdh_auto_curves=X25519",
      "tls_protocols=<=TLSv1.2"}},
    {"security level 3 with groups too weak for it",
     "smtp",
     NULL,
     {"tls_security_level=may", "=tls_medium_cipherlist=ALL:@SECLEVEL=3",
      "=tls_eecdh_auto_curves=secp224r1 ffdhe2048"}},
    {"security level 6 counts as 5",
     "smtp",
     NULL,
     {"tls_security_level=may", "=tls_medium_cipherlist=ALL:@SECLEVEL=6", "=tls_eecdh_auto_curves=X448"}},
    {"groups of TLS 1.2 alone send no hello with TLS 1.3",
     "smtp",
     NULL,
     {"tls_security_level=may", "=tls_eecdh_auto_curves=brainpoolP256r1 secp256k1"}},
    {"groups of TLS 1.2 alone without TLS 1.3",
     "smtp",
     NULL,
     {"tls_security_level=may", "=tls_eecdh_auto_curves=brainpoolP256r1 secp256k1", "tls_protocols=!TLSv1.3"}},
    {"groups of TLS 1.3 alone", "smtp", NULL, {"tls_security_level=may", "=tls_eecdh_auto_curves=ffdhe3072"}},
    {"a digest that there is not", "smtp", NULL, {"tls_security_level=may", "tls_fingerprint_digest=sha257"}},
    {"a digest that there is not at encrypt",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "tls_fingerprint_digest=sha-2"}},
    {"a digest of the legacy provider",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "tls_fingerprint_digest=whirlpool"}},
    {"a digest by another name", "smtp", NULL, {"tls_security_level=encrypt", "tls_fingerprint_digest=SHA2-512"}},
    {"no digest is fatal", "smtp", NULL, {"tls_security_level=encrypt", "tls_fingerprint_digest="}},
    {"no grade is fatal, in force or not", "smtp", NULL, {"tls_security_level=encrypt", "tls_ciphers="}},
    {"no names to verify are fatal at any level", "smtp", NULL, {"tls_security_level=may", "tls_verify_cert_match="}},
    {"a client that does not see STARTTLS", "smtp", NULL, {"tls_security_level=may", "discard_ehlo_keywords=starttls"}},
    {"a client that does not see STARTTLS and needs it",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "discard_ehlo_keywords=dsn, StartTLS"}},
    {"a client in wrapper mode needs no STARTTLS",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "tls_wrappermode=yes", "discard_ehlo_keywords=starttls"}},
    {"a list of unknown words alone", "smtp", NULL, {"tls_security_level=encrypt", "=tls_medium_cipherlist=FOO:BAR"}},
    {"a list of TLS 1.3 suites alone",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "=tls_medium_cipherlist=TLS_AES_256_GCM_SHA384"}},
    {"an empty list that is not in force is fatal all the same",
     "smtp",
     NULL,
     {"tls_security_level=encrypt", "=tls_export_cipherlist="}},
    {"an empty list hurts nobody without TLS", "smtp", NULL, {"tls_security_level=none", "=tls_medium_cipherlist="}},
    {"a server name that is no host name", "smtp", NULL, {"tls_security_level=may", "tls_servername=a b"}},
    {"a bad policy for insecure MX records is fatal",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_dane_insecure_mx_policy=secure"}},
    {"a connection that tlsproxy is to reuse",
     "smtp",
     NULL,
     {"tls_security_level=may", "tls_connection_reuse=yes", "tls_exclude_ciphers=kRSA"}},
    {"an entry at none under encrypt", "smtp", "none", {"tls_security_level=encrypt"}},
    {"an entry at encrypt under none", "smtp", "encrypt", {NULL}},
    {"an entry at none does not look at its attributes", "smtp", "none match=x", {"tls_security_level=may"}},
    {"an entry with its own protocols", "smtp", "encrypt protocols=>=TLSv1.2", {"tls_security_level=may"}},
    {"an entry with protocols by colons", "smtp", "may protocols=!SSLv3:!TLSv1:!TLSv1.1", {"tls_protocols=TLSv1"}},
    {"an entry with protocols by commas is refused", "smtp", "encrypt protocols=TLSv1.2,TLSv1.3", {NULL}},
    {"an entry with no protocols at all takes all",
     "smtp",
     "encrypt protocols=",
     {"tls_mandatory_protocols=>=TLSv1.3"}},
    {"an entry with a bad protocol list sends no hello", "smtp", "encrypt protocols=TLSv1.4", {NULL}},
    {"an entry with its own grade", "smtp", "encrypt ciphers=high", {"=tls_high_cipherlist=ECDHE+AESGCM"}},
    {"an entry with a bad grade sends no hello", "smtp", "may ciphers=strong", {NULL}},
    {"an entry with an empty grade is refused", "smtp", "may ciphers=", {NULL}},
    {"exclude= replaces both lists of main.cf",
     "smtp",
     "encrypt exclude=AES128",
     {"tls_exclude_ciphers=AES256", "tls_mandatory_exclude_ciphers=ARIA"}},
    {"an empty exclude= replaces them as well",
     "smtp",
     "secure exclude=",
     {"tls_exclude_ciphers=AES256", "tls_mandatory_exclude_ciphers=ARIA"}},
    {"an entry at secure with match=", "smtp", "secure match=.example.com", {"tls_mandatory_ciphers=high"}},
    {"match= at encrypt is refused", "smtp", "encrypt match=example.com", {NULL}},
    {"tafile= at fingerprint is refused", "smtp", "fingerprint match=aa tafile=/x", {NULL}},
    {"fingerprint with match=",
     "smtp",
     "fingerprint "
     "match=00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
     {NULL}},
    {"fingerprint without match= sends nothing", "smtp", "fingerprint", {NULL}},
    {"a level that is no word is refused", "smtp", "encrypted", {"tls_security_level=may"}},
    {"an attribute that is no word is refused", "smtp", "encrypt cipher=high", {NULL}},
    {"an attribute that only later releases know", "smtp", "encrypt enable_rpk=yes", {NULL}},
    {"an attribute twice is refused", "smtp", "may protocols=TLSv1.2 protocols=TLSv1.2", {NULL}},
    {"words of entries know no case", "smtp", "ENCRYPT CIPHERS=HIGH Protocols=TLSV1.2", {NULL}},
    {"blanks round = are refused", "smtp", "encrypt ciphers = high", {NULL}},
    {"braces are refused before 3.10", "smtp", "encrypt { ciphers = high }", {NULL}},
    {"a server name that is no host name is refused", "smtp", "may servername=127.0.0.1", {NULL}},
    {"a server name of its own", "smtp", "may servername=mx.example.com", {"tls_servername=a b"}},
    {"connection_reuse=maybe is refused", "smtp", "may connection_reuse=maybe", {NULL}},
    {"an entry at dane without DNSSEC lookups is may", "smtp", "dane protocols=TLSv1.2", {"tls_ciphers=high"}},
    {"an entry at dane-only without DNSSEC lookups", "smtp", "dane-only", {"tls_security_level=may"}},
    {"an entry at may in wrapper mode sends nothing",
     "smtp",
     "may",
     {"tls_wrappermode=yes", "tls_security_level=encrypt"}},
    {"an entry at encrypt in wrapper mode", "smtp", "encrypt", {"tls_wrappermode=yes"}},
    {"an entry for lmtp", "lmtp", "encrypt ciphers=high exclude=kRSA", {"tls_security_level=may"}},
    {"lmtp reads its own parameters", "lmtp", NULL, {"=smtp_tls_security_level=encrypt"}},
    {"lmtp at encrypt", "lmtp", NULL, {"tls_security_level=encrypt", "tls_mandatory_ciphers=high"}},
    {"lmtp with lmtp_enforce_tls", "lmtp", NULL, {"enforce_tls=yes"}},
    {"lmtp in wrapper mode", "lmtp", NULL, {"tls_wrappermode=yes", "tls_security_level=encrypt"}},
};
enum { NAMED = sizeof(named) / sizeof(named[0]) };

size_t routes_named(void)
{
    return NAMED;
}

/* A generator by Marsaglia (xorshift32), so that a seed means the same everywhere. */
static uint32_t next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

struct pool {
    const char *suffix;
    unsigned percent; /* how often it is set */
    const char *values[14];
};

static const struct pool pools[] = {
    {"tls_security_level", 100, {"may", "may", "may", "encrypt", "encrypt", "verify", "secure", "dane", "fingerprint"}},
    {"tls_protocols",
     60,
     {"", ">=TLSv1.2", "!SSLv2,!SSLv3", "TLSv1.2 TLSv1.3", "!TLSv1.3", "<=TLSv1.1", ">=0302, <=0303",
      "!SSLv3:!TLSv1:!TLSv1.1", "TLSv1", ">=TLSv1, !TLSv1.2", "tlsv1.1", ">=TLSv1.3, <=TLSv1.2"}},
    {"tls_mandatory_protocols",
     60,
     {"", ">=TLSv1.2", "!SSLv2,!SSLv3", "TLSv1.2", "!TLSv1.3", "<=TLSv1.2", ">=TLSv1.3", "!SSLv3:!TLSv1:!TLSv1.1",
      "TLSv1", "!TLSv1.2", "TLSv1.3, TLSv1.1"}},
    {"tls_ciphers", 50, {"high", "medium", "low", "export", "null", "HIGH"}},
    {"tls_mandatory_ciphers", 50, {"high", "medium", "low", "export", "null"}},
    {"tls_exclude_ciphers",
     50,
     {"aNULL", "kRSA", "AES128", "SHA1, SHA256", "kEDH:kECDHE", "ECDHE-RSA-AES256-GCM-SHA384 CAMELLIA",
      "aNULL, eNULL, EXPORT, DES, RC4, MD5, PSK, aECDH", "MEDIUM", "NOSUCH"}},
    {"tls_mandatory_exclude_ciphers",
     50,
     {"aNULL", "kRSA", "AESCCM, ARIA", "SHA384", "AESGCM", "TLS_AES_128_GCM_SHA256"}},
    {"=tls_high_cipherlist", 25, {"HIGH:!aNULL:@STRENGTH", "ECDHE+AESGCM:DHE+AESGCM", "aNULL:-aNULL:HIGH:@STRENGTH"}},
    {"=tls_medium_cipherlist",
     40,
     {"ALL:+AES128", "ALL:eNULL", "HIGH:MEDIUM:@SECLEVEL=1", "ECDHE-RSA-AES128-SHA:AES256-SHA:AES128-GCM-SHA256",
      "DEFAULT", "kECDHE:kDHE:@SECLEVEL=3", "!ECDHE:ALL:COMPLEMENTOFALL"}},
    {"=tls_null_cipherlist", 30, {"eNULL", "eNULL:AES256-SHA"}},
    {"=tls_eecdh_auto_curves", 25, {"prime256v1", "X25519 secp384r1", "secp521r1, prime256v1"}},
};
enum { POOLS = sizeof(pools) / sizeof(pools[0]) };

static const char *pick(const struct pool *pool, uint32_t *state)
{
    size_t n = 1;
    while (n < sizeof(pool->values) / sizeof(pool->values[0]) && pool->values[n])
        n++;
    return pool->values[next(state) % n];
}

static struct route random_route(struct arena *arena, uint32_t seed, size_t number)
{
    struct route route = {"made from the seed", "smtp", NULL, {NULL}};
    uint32_t state = (seed * 2654435761U) ^ ((uint32_t)number * 40503U) ^ 0x9e3779b9U;
    state = state ? state : 1;
    size_t n = 0;
    for (unsigned i = 0; i < 8; i++)
        next(&state);
    if (next(&state) % 6 == 0)
        route.daemon = "lmtp";
    route.settings[n++] = FINGERPRINT;
    for (size_t i = 0; i < POOLS && n < ROUTE_SETTINGS; i++)
        if (next(&state) % 100 < pools[i].percent)
            route.settings[n++] = text_printf(arena, "%s=%s", pools[i].suffix, pick(&pools[i], &state)).p;
    return route;
}

struct route route_make(struct arena *arena, uint32_t seed, size_t number)
{
    return number < NAMED ? named[number] : random_route(arena, seed, number);
}

/* Every kind of table in turn. */
enum maps { MAPS_TEXTHASH, MAPS_INLINE, MAPS_STATIC, MAPS_REGEXP, MAPS };

static void print_maps(const struct route *route, size_t number, const unsigned ports[2], struct buf *out)
{
    buf_printf(out, "    -o { %s_tls_policy_maps = ", route->daemon);
    switch (number % MAPS) {
    case MAPS_INLINE:
        buf_printf(out, "inline:{ {[127.0.0.1]:%u = %s}, {[127.0.0.1]:%u = %s} } }\n", ports[0], route->policy,
                   ports[1], route->policy);
        break;
    case MAPS_STATIC:
        buf_printf(out, "unionmap:{ static:{%s} } }\n", route->policy);
        break;
    case MAPS_REGEXP:
        buf_printf(out, "regexp:$config_directory/policy-r%zu }\n", number);
        break;
    default:
        buf_printf(out, "texthash:$config_directory/policy-r%zu }\n", number);
    }
}

void route_print_policy(const struct route *route, size_t number, const unsigned ports[2], struct buf *out)
{
    if (number % MAPS == MAPS_REGEXP)
        buf_printf(out, "if /127/\n/^nowhere$/ none\n/^\\[127/ %s\nendif\n", route->policy);
    else
        buf_printf(out, "# next hops\n[127.0.0.1]:%u\n\t%s\n[127.0.0.1]:%u %s\n", ports[0], route->policy, ports[1],
                   route->policy);
}

struct text route_policy_key(struct arena *arena, size_t number, const unsigned ports[2])
{
    if (number % MAPS == MAPS_STATIC)
        return TEXT("*");
    return number % MAPS == MAPS_REGEXP ? TEXT("/^\\[127/") : text_printf(arena, "[127.0.0.1]:%u", ports[0]);
}

void route_print(const struct route *route, size_t number, const unsigned ports[2], struct buf *out)
{
    buf_printf(out, "r%zu unix - - n - 1 %s -o syslog_name=r%zu\n", number, route->daemon, number);
    for (size_t i = 0; i < ROUTE_SETTINGS && route->settings[i]; i++) {
        const char *setting = route->settings[i];
        bool is_own = setting[0] != '=';
        const char *name = is_own ? setting : setting + 1, *equals = strchr(name, '=');
        buf_printf(out, "    -o { %s%s%.*s = %s }\n", is_own ? route->daemon : "", is_own ? "_" : "",
                   (int)(equals - name), name, equals + 1);
    }
    if (route->policy)
        print_maps(route, number, ports, out);
}
