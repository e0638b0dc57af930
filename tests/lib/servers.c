/* servers: see servers.h. */
#include "servers.h"

#include <string.h>

enum { RE = SERVER_RSA | SERVER_ECDSA, R = SERVER_RSA, E = SERVER_ECDSA, D = SERVER_DSA, NONE = 0 };

/* Settings are separated by `|`; `&` is the folder with the certificates.
 * Beside them main.cf has level may, rsa.pem and ec.pem. */
static const struct {
    const char *name;
    unsigned kinds;
    const char *settings;
} named[] = {
    {"as main.cf has it", RE, ""},
    /* Levels. */
    {"level none", RE, "smtpd_tls_security_level=none"},
    {"level encrypt", RE, "smtpd_tls_security_level=encrypt"},
    {"level in capitals", RE, "smtpd_tls_security_level=ENCRYPT"},
    {"level verify", RE, "smtpd_tls_security_level=verify"},
    {"level secure", RE, "smtpd_tls_security_level=secure"},
    {"level fingerprint", RE, "smtpd_tls_security_level=fingerprint"},
    {"level dane", RE, "smtpd_tls_security_level=dane|smtpd_sasl_auth_enable=yes"},
    {"level dane-only", RE, "smtpd_tls_security_level=dane-only"},
    {"level misspelt", RE, "smtpd_tls_security_level=encrypted"},
    {"no level", RE, "smtpd_tls_security_level="},
    {"smtpd_use_tls", RE, "smtpd_tls_security_level=|smtpd_use_tls=yes"},
    {"smtpd_enforce_tls", RE, "smtpd_tls_security_level=|smtpd_enforce_tls=yes"},
    {"level beats smtpd_enforce_tls", RE, "smtpd_enforce_tls=yes"},
    {"level none beats smtpd_use_tls", RE, "smtpd_tls_security_level=none|smtpd_use_tls=yes"},
    {"use_tls is no boolean", RE, "smtpd_tls_security_level=|smtpd_use_tls=maybe"},
    /* Wrapper mode. */
    {"wrapper", RE, "smtpd_tls_wrappermode=yes|smtpd_tls_security_level=encrypt"},
    {"wrapper at level may", RE, "smtpd_tls_wrappermode=yes|smtpd_tls_mandatory_protocols=TLSv1.2"},
    {"wrapper at level none", RE, "smtpd_tls_wrappermode=yes|smtpd_tls_security_level=none"},
    {"wrapper with a level misspelt", RE, "smtpd_tls_wrappermode=yes|smtpd_tls_security_level=yes"},
    {"wrapper without a certificate", NONE, "smtpd_tls_wrappermode=yes|smtpd_tls_cert_file=|smtpd_tls_eccert_file="},
    {"wrapper with starttls discarded", RE, "smtpd_tls_wrappermode=yes|smtpd_discard_ehlo_keywords=starttls"},
    {"wrapper is no boolean", RE, "smtpd_tls_wrappermode=on"},
    /* Protocol lists. */
    {"exclusions", RE, "smtpd_tls_protocols=!SSLv2, !SSLv3, !TLSv1, !TLSv1.1"},
    {"inclusion", RE, "smtpd_tls_protocols=TLSv1.2"},
    {"inclusions", RE, "smtpd_tls_protocols=TLSv1:TLSv1.2"},
    {"in and out", RE, "smtpd_tls_protocols=TLSv1.2, TLSv1.3, !TLSv1.3"},
    {"floor", RE, "smtpd_tls_protocols=>=TLSv1.2"},
    {"ceiling", RE, "smtpd_tls_protocols=<=TLSv1.1"},
    {"floor and ceiling", RE, "smtpd_tls_protocols=>=TLSv1.1, <=TLSv1.2"},
    {"reversed bounds", RE, "smtpd_tls_protocols=>=TLSv1.3, <=TLSv1.2"},
    {"last floor counts", RE, "smtpd_tls_protocols=>=TLSv1.3 >=TLSv1.1"},
    {"blank after the floor", RE, "smtpd_tls_protocols=>= TLSv1.2"},
    {"floor of nothing", RE, "smtpd_tls_protocols=>="},
    {"floor None", RE, "smtpd_tls_protocols=>=none"},
    {"hexadecimal floor", RE, "smtpd_tls_protocols=>=0303"},
    {"hexadecimal floor with 0x", RE, "smtpd_tls_protocols=>=0x303"},
    {"hexadecimal floor with a sign", RE, "smtpd_tls_protocols=>=+303"},
    {"hexadecimal floor with zeros", RE, "smtpd_tls_protocols=>=0000000303"},
    {"hexadecimal floor below zero", RE, "smtpd_tls_protocols=>=-303"},
    {"floor above any version", RE, "smtpd_tls_protocols=>=0305"},
    {"floor below any version", RE, "smtpd_tls_protocols=>=99"},
    {"ceiling above any version", RE, "smtpd_tls_protocols=<=0399"},
    {"ceiling below any version", RE, "smtpd_tls_protocols=<=0299"},
    {"ceiling of DTLS", RE, "smtpd_tls_protocols=<=fefd"},
    {"floor SSLv3", RE, "smtpd_tls_protocols=>=SSLv3"},
    {"floor SSLv2 is no bound", RE, "smtpd_tls_protocols=>=SSLv2"},
    {"ceiling SSLv3", RE, "smtpd_tls_protocols=<=SSLv3"},
    {"a gap in the versions", RE, "smtpd_tls_protocols=!TLSv1.1"},
    {"a gap, and no suite for what is below it", RE, "smtpd_tls_protocols=TLSv1, TLSv1.2|tls_medium_cipherlist=AESGCM"},
    {"a gap, and no suite for what is below it but TLS 1.3", RE,
     "smtpd_tls_protocols=TLSv1, TLSv1.3|tls_medium_cipherlist=AESGCM"},
    {"a gap below TLS 1.3", RE, "smtpd_tls_protocols=!TLSv1.2"},
    {"only TLS 1.0 and 1.3", RE, "smtpd_tls_protocols=TLSv1, TLSv1.3"},
    {"empty list", RE, "smtpd_tls_protocols="},
    {"all excluded", RE, "smtpd_tls_protocols=!TLSv1 !TLSv1.1 !TLSv1.2 !TLSv1.3"},
    {"only SSLv3", RE, "smtpd_tls_protocols=SSLv3"},
    {"only SSLv2", RE, "smtpd_tls_protocols=SSLv2"},
    {"misspelt version", RE, "smtpd_tls_protocols=!SSLv2, !SSLv3, !TLSv1.0"},
    {"blank after !", RE, "smtpd_tls_protocols=! SSLv2"},
    {"> alone", RE, "smtpd_tls_protocols=>TLSv1.2"},
    {"misspelt in the list not in force", RE, "smtpd_tls_mandatory_protocols=TLS1.2"},
    {"misspelt in the mandatory list", RE, "smtpd_tls_security_level=encrypt|smtpd_tls_mandatory_protocols=TLS1.2"},
    {"mandatory floor", RE, "smtpd_tls_security_level=encrypt|smtpd_tls_mandatory_protocols=>=TLSv1.2"},
    {"TLS 1.3 alone", RE, "smtpd_tls_protocols=>=TLSv1.3"},
    /* Grades. */
    {"grade high", RE, "smtpd_tls_ciphers=high"},
    {"grade low", RE, "smtpd_tls_ciphers=low"},
    {"grade export", RE, "smtpd_tls_ciphers=export"},
    {"grade null", RE, "smtpd_tls_ciphers=null"},
    {"grade in capitals", RE, "smtpd_tls_ciphers=HIGH"},
    {"grade misspelt", RE, "smtpd_tls_ciphers=strong"},
    {"grade invalid", RE, "smtpd_tls_ciphers=invalid"},
    {"grade empty", RE, "smtpd_tls_ciphers="},
    {"grade empty where it is not in force", RE, "smtpd_tls_mandatory_ciphers="},
    {"grade empty at level none", RE, "smtpd_tls_security_level=none|smtpd_tls_ciphers="},
    {"mandatory grade high", RE, "smtpd_tls_security_level=encrypt|smtpd_tls_mandatory_ciphers=high"},
    {"mandatory grade null", RE, "smtpd_tls_security_level=encrypt|smtpd_tls_mandatory_ciphers=null"},
    {"mandatory grade misspelt", RE, "smtpd_tls_security_level=encrypt|smtpd_tls_mandatory_ciphers=best"},
    /* Lists. */
    {"own list", RE, "tls_medium_cipherlist=ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA|tls_preempt_cipherlist=yes"},
    {"own order", RE, "tls_medium_cipherlist=AES:+AES256:@STRENGTH|tls_preempt_cipherlist=yes"},
    {"the other end of the list first", RE, "tls_medium_cipherlist=-ALL:AES128-SHA:ALL|tls_preempt_cipherlist=yes"},
    {"ALL, and what is not in it", RE, "tls_medium_cipherlist=ALL:COMPLEMENTOFALL|tls_preempt_cipherlist=yes"},
    {"list of nothing", RE, "tls_medium_cipherlist=RC4"},
    {"list of TLS 1.3 names", RE, "tls_medium_cipherlist=TLS_AES_256_GCM_SHA384"},
    {"list of PSK and SRP", RE, "tls_medium_cipherlist=PSK:SRP"},
    {"empty list of the grade", RE, "tls_medium_cipherlist="},
    {"empty list of another grade", RE, "tls_low_cipherlist="},
    {"no name for the service of tlsmgr", RE, "tlsmgr_service_name="},
    {"no name for the service of tlsmgr, without TLS", RE, "smtpd_tls_security_level=none|tlsmgr_service_name="},
    {"empty list without TLS", RE, "smtpd_tls_security_level=none|tls_low_cipherlist="},
    {"empty list without a certificate", NONE, "tls_low_cipherlist=|smtpd_tls_cert_file=|smtpd_tls_eccert_file="},
    {"anonymous only", RE, "tls_medium_cipherlist=aNULL"},
    {"no forward secrecy", RE, "tls_medium_cipherlist=kRSA|tls_preempt_cipherlist=yes"},
    {"TLS 1.2 suites alone", RE, "tls_medium_cipherlist=TLSv1.2:!ADH:!AECDH"},
    {"CBC of TLS 1.0", RE, "tls_medium_cipherlist=SHA1|tls_preempt_cipherlist=yes"},
    {"list with a broken command", RE, "tls_medium_cipherlist=HIGH:@BEST"},
    {"security level 1", RE, "tls_medium_cipherlist=ALL:COMPLEMENTOFALL:@SECLEVEL=1"},
    {"security level 2", RE, "tls_medium_cipherlist=ALL:COMPLEMENTOFALL:@SECLEVEL=2"},
    {"security level 3", SERVER_UNKNOWN, "tls_medium_cipherlist=ALL:@SECLEVEL=3"},
    {"security level 0 after 2", RE, "tls_medium_cipherlist=ALL:@SECLEVEL=2:@SECLEVEL=0"},
    /* Exclusions. */
    {"exclusions of ciphers", RE,
     "smtpd_tls_exclude_ciphers=aNULL, MD5, DES, 3DES, RC4, CAMELLIA|tls_preempt_cipherlist=yes"},
    {"exclusion of suites", RE, "smtpd_tls_exclude_ciphers=AES128-SHA:AES256-SHA ECDHE-RSA-AES128-SHA"},
    {"exclusion of an intersection", RE, "smtpd_tls_exclude_ciphers=kRSA+AES"},
    {"exclusion of all", RE, "smtpd_tls_exclude_ciphers=ALL"},
    {"exclusion of TLS 1.3", RE, "smtpd_tls_exclude_ciphers=TLS_AES_128_GCM_SHA256"},
    {"exclusion of nothing known", RE, "smtpd_tls_exclude_ciphers=SALSA, TWOFISH"},
    {"exclusion with !", RE, "smtpd_tls_exclude_ciphers=!aNULL"},
    {"exclusion with -", RE, "smtpd_tls_exclude_ciphers=MD5, -RC4"},
    {"exclusion with a sign after another", RE, "smtpd_tls_exclude_ciphers=aNULL:!MD5"},
    {"mandatory exclusion at level may", RE, "smtpd_tls_mandatory_exclude_ciphers=aNULL, AES128"},
    {"mandatory exclusion", RE, "smtpd_tls_security_level=encrypt|smtpd_tls_mandatory_exclude_ciphers=aNULL, AES128"},
    {"both exclusions", RE,
     "smtpd_tls_security_level=encrypt|smtpd_tls_exclude_ciphers=AES256|smtpd_tls_mandatory_exclude_ciphers=aNULL"},
    {"mandatory exclusion with +", RE, "smtpd_tls_security_level=encrypt|smtpd_tls_mandatory_exclude_ciphers=+RC4"},
    /* Certificates. */
    {"RSA alone", R, "smtpd_tls_eccert_file="},
    {"ECDSA alone", E, "smtpd_tls_cert_file="},
    {"ECDSA in the parameter of RSA", E, "smtpd_tls_cert_file=&/ec.pem|smtpd_tls_eccert_file="},
    {"RSA in the parameter of ECDSA", R, "smtpd_tls_cert_file=|smtpd_tls_eccert_file=&/rsa.pem"},
    {"DSA too", RE | D, "smtpd_tls_dcert_file=&/dsa.pem|tls_preempt_cipherlist=yes"},
    {"DSA alone", D, "smtpd_tls_cert_file=|smtpd_tls_eccert_file=|smtpd_tls_dcert_file=&/dsa.pem"},
    {"none and DSA", D, "smtpd_tls_cert_file=none|smtpd_tls_eccert_file=|smtpd_tls_dcert_file=&/dsa.pem"},
    {"chain files", RE, "smtpd_tls_chain_files=&/rsa.pem, &/ec.pem"},
    {"chain files beat the rest", R, "smtpd_tls_chain_files=&/rsa.pem|smtpd_tls_dcert_file=&/dsa.pem"},
    {"chain files beat none", R, "smtpd_tls_chain_files=&/rsa.pem|smtpd_tls_cert_file=none"},
    {"key in a file of its own", R,
     "smtpd_tls_cert_file=&/rsa.crt|smtpd_tls_key_file=&/rsa.key|smtpd_tls_eccert_file="},
    {"no certificate", NONE, "smtpd_tls_cert_file=|smtpd_tls_eccert_file="},
    {"no certificate at level encrypt", NONE,
     "smtpd_tls_security_level=encrypt|smtpd_tls_cert_file=|smtpd_tls_eccert_file="},
    {"none", NONE, "smtpd_tls_cert_file=none|smtpd_tls_eccert_file=|tls_preempt_cipherlist=yes"},
    {"NONE", NONE, "smtpd_tls_cert_file=NONE|smtpd_tls_eccert_file="},
    {"none and ECDSA", E, "smtpd_tls_cert_file=none"},
    {"none without anonymous suites", NONE,
     "smtpd_tls_cert_file=none|smtpd_tls_eccert_file=|smtpd_tls_exclude_ciphers=aNULL"},
    {"none where client certificates are asked", NONE,
     "smtpd_tls_cert_file=none|smtpd_tls_eccert_file=|smtpd_tls_ask_ccert=yes"},
    {"none at TLS 1.3 alone", NONE, "smtpd_tls_cert_file=none|smtpd_tls_eccert_file=|smtpd_tls_protocols=>=TLSv1.3"},
    {"missing certificate", SERVER_UNREADABLE, "smtpd_tls_cert_file=&/missing.pem"},
    {"missing chain file", SERVER_UNREADABLE, "smtpd_tls_chain_files=&/missing.pem"},
    {"missing key", SERVER_UNREADABLE, "smtpd_tls_key_file=&/missing.pem"},
    /* Client certificates. */
    {"ask_ccert", RE, "smtpd_tls_ask_ccert=yes"},
    {"req_ccert at level may", RE, "smtpd_tls_req_ccert=yes"},
    {"req_ccert", RE, "smtpd_tls_security_level=encrypt|smtpd_tls_req_ccert=yes"},
    {"req_ccert with all suites", RE,
     "smtpd_tls_security_level=encrypt|smtpd_tls_req_ccert=yes|tls_medium_cipherlist=ALL:COMPLEMENTOFALL"},
    {"req_ccert in wrapper mode", RE, "smtpd_tls_wrappermode=yes|smtpd_tls_req_ccert=yes"},
    {"ask_ccert and no certificate", NONE, "smtpd_tls_ask_ccert=yes|smtpd_tls_cert_file=|smtpd_tls_eccert_file="},
    /* Key exchange. */
    {"one curve", RE, "tls_eecdh_auto_curves=secp384r1"},
    {"X25519 alone", RE, "tls_eecdh_auto_curves=X25519"},
    {"X25519 alone with RSA", R, "tls_eecdh_auto_curves=X25519|smtpd_tls_eccert_file="},
    {"curves by NIST's names", RE, "tls_eecdh_auto_curves=P-521 P-256"},
    {"curves by long names", RE, "tls_eecdh_auto_curves=secp521r1, x25519, X448"},
    {"a curve in another case", RE, "tls_eecdh_auto_curves=x25519 p-256 SECP384R1"},
    {"curves unknown", RE, "tls_eecdh_auto_curves=curve25519 secp256r1"},
    {"curves some of which are unknown", RE, "tls_eecdh_auto_curves=curve25519 X448 secp256r1"},
    {"a curve twice", RE, "tls_eecdh_auto_curves=X448 X448"},
    {"a curve twice by two names", RE, "tls_eecdh_auto_curves=P-256 prime256v1"},
    {"curves with colons", RE, "tls_eecdh_auto_curves=X25519:P-256"},
    {"no curves", RE, "tls_eecdh_auto_curves="},
    {"no curves, no TLS", RE, "tls_eecdh_auto_curves=|smtpd_tls_security_level=none"},
    {"brainpool", RE, "tls_eecdh_auto_curves=brainpoolP256r1 brainpoolP384r1"},
    {"old curves", RE, "tls_eecdh_auto_curves=secp256k1 secp224r1 prime192v1 sect283k1 sect571r1"},
    {"curves of no TLS", RE, "tls_eecdh_auto_curves=prime239v1 c2pnb163v1"},
    {"finite fields alone", RE, "tls_eecdh_auto_curves=ffdhe2048 ffdhe3072"},
    {"finite fields too", RE, "tls_eecdh_auto_curves=X25519 ffdhe2048"},
    {"finite field and TLS 1.2 alone", RE, "tls_eecdh_auto_curves=ffdhe2048|smtpd_tls_protocols=TLSv1.2"},
    {"ECDHE alone and no curve for it", RE, "tls_eecdh_auto_curves=ffdhe2048|tls_medium_cipherlist=kECDHE"},
    {"eecdh grade none", RE, "smtpd_tls_eecdh_grade=none"},
    {"eecdh grade ultra", RE, "smtpd_tls_eecdh_grade=ultra"},
    {"eecdh grade misspelt", RE, "smtpd_tls_eecdh_grade=best"},
    {"eecdh grade empty", RE, "smtpd_tls_eecdh_grade="},
    {"DH file", RE, "smtpd_tls_dh1024_param_file=&/dh.pem|tls_medium_cipherlist=kDHE"},
    {"DH auto", RE, "smtpd_tls_dh1024_param_file=auto|tls_medium_cipherlist=kDHE"},
    {"DH file missing", RE, "smtpd_tls_dh1024_param_file=&/missing.pem|tls_medium_cipherlist=kDHE"},
    {"no elliptic curves used", RE, "smtpd_tls_exclude_ciphers=kECDHE|smtpd_tls_protocols=TLSv1.2"},
    /* SASL. */
    {"AUTH", RE, "smtpd_sasl_auth_enable=yes"},
    {"AUTH only with TLS", RE, "smtpd_sasl_auth_enable=yes|smtpd_tls_auth_only=yes"},
    {"AUTH at level encrypt", RE, "smtpd_sasl_auth_enable=yes|smtpd_tls_security_level=encrypt"},
    {"AUTH at level verify", RE, "smtpd_sasl_auth_enable=yes|smtpd_tls_security_level=verify"},
    {"AUTH at level none", RE, "smtpd_sasl_auth_enable=yes|smtpd_tls_security_level=none"},
    {"AUTH only, at level none", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_tls_security_level=none|smtpd_tls_auth_only=yes"},
    {"AUTH with smtpd_enforce_tls", RE, "smtpd_sasl_auth_enable=yes|smtpd_tls_security_level=|smtpd_enforce_tls=yes"},
    {"AUTH in wrapper mode", RE, "smtpd_sasl_auth_enable=yes|smtpd_tls_wrappermode=yes"},
    {"AUTH without plain text", RE, "smtpd_sasl_auth_enable=yes|smtpd_sasl_security_options=noanonymous,noplaintext"},
    {"AUTH without dictionaries", RE, "smtpd_sasl_auth_enable=yes|smtpd_sasl_security_options=noanonymous,noactive"},
    {"AUTH also anonymous", RE, "smtpd_sasl_auth_enable=yes|smtpd_sasl_security_options="},
    {"AUTH with plain text inside TLS alone", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_sasl_security_options=noanonymous,noplaintext|"
     "smtpd_sasl_tls_security_options=noanonymous"},
    {"AUTH without plain text inside TLS alone", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_sasl_security_options=noanonymous|smtpd_sasl_tls_security_options=noplaintext"},
    {"AUTH mutual inside TLS", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_sasl_tls_security_options=mutual_auth noplaintext, noanonymous"},
    {"AUTH without attacks, only with TLS", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_tls_auth_only=yes|smtpd_sasl_tls_security_options=noactive"},
    {"AUTH without plain text at level encrypt", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_tls_security_level=encrypt|smtpd_sasl_tls_security_options=noplaintext"},
    {"AUTH without plain text in wrapper mode", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_tls_wrappermode=yes|smtpd_sasl_tls_security_options=noplaintext"},
    {"AUTH in wrapper mode goes by the options inside TLS", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_tls_wrappermode=yes|smtpd_sasl_security_options=noplaintext|"
     "smtpd_sasl_tls_security_options="},
    {"AUTH with nothing that the options leave inside TLS", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_sasl_tls_security_options=forward_secrecy"},
    {"AUTH with an option that is none", RE, "smtpd_sasl_auth_enable=yes|smtpd_sasl_security_options=noplain"},
    {"AUTH with an option in capitals", RE, "smtpd_sasl_auth_enable=yes|smtpd_sasl_security_options=noAnonymous"},
    {"AUTH with an option that is none inside TLS", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_sasl_tls_security_options=noanonymous noclear"},
    {"AUTH with a comma for options inside TLS", RE, "smtpd_sasl_auth_enable=yes|smtpd_sasl_tls_security_options=,"},
    {"AUTH only with TLS and an option that is none in clear", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_tls_auth_only=yes|smtpd_sasl_security_options=none|"
     "smtpd_sasl_tls_security_options=noanonymous"},
    {"AUTH in wrapper mode and an option that is none in clear", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_tls_wrappermode=yes|smtpd_sasl_security_options=none|"
     "smtpd_sasl_tls_security_options=noanonymous"},
    {"no AUTH and an option that is none", RE, "smtpd_sasl_security_options=none"},
    {"AUTH without a certificate", NONE, "smtpd_sasl_auth_enable=yes|smtpd_tls_cert_file=|smtpd_tls_eccert_file="},
    {"AUTH for no network", RE, "smtpd_sasl_auth_enable=yes|smtpd_sasl_exceptions_networks=0.0.0.0/0"},
    {"AUTH for some networks", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_sasl_exceptions_networks=192.0.2.0/24, 198.51.100.0/24"},
    {"AUTH for one network after all", RE,
     "smtpd_sasl_auth_enable=yes|smtpd_sasl_exceptions_networks=!127.0.0.0/8, 0.0.0.0/0"},
    {"AUTH for nobody by a table", RE, "smtpd_sasl_auth_enable=yes|smtpd_sasl_exceptions_networks=static:all"},
    {"AUTH discarded", RE, "smtpd_sasl_auth_enable=yes|smtpd_discard_ehlo_keywords=Auth"},
    {"AUTH is no boolean", RE, "smtpd_sasl_auth_enable=true"},
    {"AUTH with a broken level", RE, "smtpd_sasl_auth_enable=yes|smtpd_tls_security_level=dane"},
    /* EHLO. */
    {"STARTTLS discarded", RE, "smtpd_discard_ehlo_keywords=pipelining, STARTTLS"},
    {"STARTTLS discarded at level encrypt", RE,
     "smtpd_discard_ehlo_keywords=starttls|smtpd_tls_security_level=encrypt|smtpd_sasl_auth_enable=yes"},
    {"STARTTLS discarded, silently", RE, "smtpd_discard_ehlo_keywords=silent-discard,starttls"},
    {"keywords with colons", RE, "smtpd_discard_ehlo_keywords=pipelining:starttls"},
    {"other keywords discarded", RE, "smtpd_discard_ehlo_keywords=chunking dsn"},
    {"a table of keywords for all", RE, "smtpd_discard_ehlo_keyword_address_maps=static:starttls"},
    {"a table of keywords before the list", RE,
     "smtpd_discard_ehlo_keyword_address_maps=static:dsn|smtpd_discard_ehlo_keywords=starttls"},
    /* What else ends TLS or the daemon. */
    {"digest empty", RE, "smtpd_tls_fingerprint_digest="},
    {"digest that there is not", RE, "smtpd_tls_fingerprint_digest=sha257|smtpd_sasl_auth_enable=yes"},
    {"digest that there is not at level encrypt", RE,
     "smtpd_tls_security_level=encrypt|smtpd_tls_fingerprint_digest=none|smtpd_sasl_auth_enable=yes"},
    {"digest that there is not in wrapper mode", RE, "smtpd_tls_wrappermode=yes|smtpd_tls_fingerprint_digest=sha2"},
    {"digest that there is not at level none", RE, "smtpd_tls_security_level=none|smtpd_tls_fingerprint_digest=sha2"},
    {"digest MD5", RE, "smtpd_tls_fingerprint_digest=md5"},
    {"digest in odd case", RE, "smtpd_tls_fingerprint_digest=sHa512"},
    {"digest by the provider's name", RE, "smtpd_tls_fingerprint_digest=SHA2-256"},
    {"digest by the name in standards", RE, "smtpd_tls_fingerprint_digest=SHA-384"},
    {"digest by its number", RE, "smtpd_tls_fingerprint_digest=2.16.840.1.101.3.4.2.1"},
    {"digest by the name of signatures", RE, "smtpd_tls_fingerprint_digest=RSA-SHA256"},
    {"digest by a short name with a slash", RE, "smtpd_tls_fingerprint_digest=SHA-512/256"},
    {"digest of the legacy provider", RE, "smtpd_tls_fingerprint_digest=whirlpool"},
    {"digest MD4", RE, "smtpd_tls_fingerprint_digest=MD4"},
    {"digest RIPEMD-160", RE, "smtpd_tls_fingerprint_digest=ripemd160"},
    {"digest SHAKE", RE, "smtpd_tls_fingerprint_digest=shake128"},
    {"digest SM3", RE, "smtpd_tls_fingerprint_digest=SM3"},
    {"digest BLAKE2", RE, "smtpd_tls_fingerprint_digest=BLAKE2S-256"},
    {"two digests", RE, "smtpd_tls_fingerprint_digest=sha256 sha1"},
    {"security level 1 and small curves", RE,
     "tls_medium_cipherlist=ALL:@SECLEVEL=1|tls_eecdh_auto_curves=prime192v1 secp224r1 prime256v1"},
    {"security level 2 and small curves", RE,
     "tls_medium_cipherlist=ALL:@SECLEVEL=2|tls_eecdh_auto_curves=prime192v1 secp224r1 prime256v1"},
    {"security level 2 and nothing but small curves", RE,
     "tls_medium_cipherlist=ALL:@SECLEVEL=2|tls_eecdh_auto_curves=prime192v1 sect193r1"},
    {"CA file missing", SERVER_UNREADABLE, "smtpd_tls_CAfile=&/missing.pem"},
    {"preempt is no boolean", RE, "tls_preempt_cipherlist=maybe"},
    {"ask_ccert is no boolean", RE, "smtpd_tls_ask_ccert=1"},
    {"verify depth is no number", RE, "smtpd_tls_ccert_verifydepth=deep"},
    {"SSL options without tickets", RE, "tls_ssl_options=NO_TICKET, NO_COMPRESSION"},
};
enum { N_NAMED = sizeof(named) / sizeof(named[0]) };

size_t servers_named(void)
{
    return N_NAMED;
}

static void add_setting(struct buf *out, const char *folder, struct text setting)
{
    buf_str(out, "    -o { ");
    for (size_t i = 0; i < setting.n; i++) {
        if (setting.p[i] == '&')
            buf_str(out, folder);
        else
            buf_char(out, setting.p[i]);
    }
    buf_str(out, " }\n");
}

static void add_settings(struct buf *out, const char *folder, struct text settings)
{
    struct text setting;
    while (text_token(&settings, "|", &setting))
        add_setting(out, folder, setting);
}

/* splitmix64: the same on every machine. */
struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *dice, uint32_t sides)
{
    uint64_t z = dice->state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return (uint32_t)((z ^ z >> 31) >> 32) % sides;
}

#define PICK(dice, array) ((array)[roll(dice, sizeof(array) / sizeof((array)[0]))])

static const char *const levels[] = {"may",
                                     "may",
                                     "may",
                                     "encrypt",
                                     "encrypt",
                                     "Verify",
                                     "secure",
                                     "fingerprint",
                                     "none",
                                     "",
                                     "|smtpd_use_tls=yes",
                                     "|smtpd_enforce_tls=yes"};
static const char *const versions[] = {"SSLv2",   "SSLv3",  "TLSv1",   "TLSv1.1", "TLSv1.2", "TLSv1.3",
                                       "tlsv1.2", "TLSv1",  "TLSv1.1", "TLSv1.2", "TLSv1.3", "None",
                                       "0302",    "0x0303", "304",     "TLSv1.0", ""};
static const char *const signs[] = {"", "!", "!", "!", "!", ">=", ">=", "<=", ">= "};
static const char *const separators[] = {", ", " ", ":", ","};
static const char *const usual_lists[] = {">=TLSv1.2", ">=TLSv1",         "!SSLv2, !SSLv3", "!SSLv2 !SSLv3 !TLSv1",
                                          "TLSv1.2",   "TLSv1.2 TLSv1.3", "TLSv1 TLSv1.1",  "<=TLSv1.2"};
static const char *const grades[] = {"medium", "medium", "high", "high", "low", "export", "null", "Medium", "none"};
static const char *const words[] = {
    "HIGH",
    "MEDIUM",
    "ALL",
    "DEFAULT",
    "AES",
    "AES128",
    "AES256",
    "AESGCM",
    "AESCCM",
    "CHACHA20",
    "CAMELLIA",
    "ARIA",
    "ECDHE",
    "DHE",
    "kRSA",
    "kECDHE",
    "kDHE",
    "aRSA",
    "aECDSA",
    "aDSS",
    "aNULL",
    "eNULL",
    "SHA1",
    "SHA256",
    "SHA384",
    "TLSv1.2",
    "TLSv1.0",
    "SSLv3",
    "PSK",
    "RC4",
    "3DES",
    "LOW",
    "MD5",
    "SHA",
    "AECDH",
    "ADH",
    "AES128-SHA",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-SHA",
    "DHE-RSA-AES256-SHA256",
    "AES256-GCM-SHA384",
    "kRSA+AES",
    "ECDHE+aECDSA+AESGCM",
    "COMPLEMENTOFALL",
    "COMPLEMENTOFDEFAULT",
    "NULL-SHA256",
    "FOO",
    "AES256+SHA",
};
static const char *const word_signs[] = {"", "", "", "", "-", "+", "!"};
static const char *const curves[] = {"X25519",    "X448",      "prime256v1",      "P-256",           "secp384r1",
                                     "P-384",     "secp521r1", "brainpoolP256r1", "brainpoolP512r1", "secp256k1",
                                     "ffdhe2048", "ffdhe3072", "secp256r1",       "sect233k1",       "foo"};
static const struct {
    unsigned kinds;
    const char *settings;
} certificates[] = {
    {R, "smtpd_tls_eccert_file="},
    {E, "smtpd_tls_cert_file="},
    {RE, "smtpd_tls_chain_files=&/ec.pem,&/rsa.pem"},
    {R, "smtpd_tls_chain_files=&/rsa.pem"},
    {NONE, "smtpd_tls_cert_file=none|smtpd_tls_eccert_file="},
    {E, "smtpd_tls_cert_file=none"},
    {NONE, "smtpd_tls_cert_file=|smtpd_tls_eccert_file="},
    {RE | D, "smtpd_tls_dcert_file=&/dsa.pem"},
};
static const char *const others[] = {
    "smtpd_tls_ask_ccert=yes",
    "smtpd_tls_req_ccert=yes",
    "smtpd_tls_dh1024_param_file=&/dh.pem",
    "smtpd_tls_eecdh_grade=none",
    "smtpd_discard_ehlo_keywords=starttls",
    "smtpd_discard_ehlo_keywords=dsn",
    "smtpd_tls_wrappermode=yes",
    "smtpd_tls_wrappermode=yes",
    "tls_ssl_options=PRIORITIZE_CHACHA",
};
static const char *const sasl[] = {
    "",
    "|smtpd_tls_auth_only=yes",
    "|smtpd_sasl_security_options=noplaintext,noanonymous",
    "|smtpd_sasl_security_options=noplaintext|smtpd_sasl_tls_security_options=noanonymous",
    "|smtpd_sasl_tls_security_options=mutual_auth,noanonymous",
    "|smtpd_sasl_tls_security_options=noactive, NoPlainText",
    "|smtpd_sasl_exceptions_networks=192.0.2.0/24",
    "|smtpd_discard_ehlo_keywords=auth",
};

static void add_list(struct dice *dice, struct buf *out)
{
    if (roll(dice, 3) == 0) {
        buf_str(out, PICK(dice, usual_lists));
        return;
    }
    for (uint32_t i = 0, n = roll(dice, 4); i <= n; i++)
        buf_printf(out, "%s%s%s", i ? PICK(dice, separators) : "", PICK(dice, signs), PICK(dice, versions));
}

static void add_ciphers(struct dice *dice, struct buf *out)
{
    buf_str(out, PICK(dice, words));
    for (uint32_t i = 0, n = roll(dice, 6); i < n; i++)
        buf_printf(out, ":%s%s", PICK(dice, word_signs), PICK(dice, words));
    if (roll(dice, 4) == 0)
        buf_str(out, ":@STRENGTH");
}

static void add_words(struct dice *dice, struct buf *out, const char *const *array, size_t n)
{
    for (uint32_t i = 0, count = 1 + roll(dice, 4); i < count; i++)
        buf_printf(out, "%s%s", i ? " " : "", array[roll(dice, (uint32_t)n)]);
}
#define ADD_WORDS(dice, out, array) add_words(dice, out, array, sizeof(array) / sizeof((array)[0]))

static void add_strength(struct dice *dice, struct buf *out)
{
    static const char *const names[] = {"smtpd_tls_protocols", "smtpd_tls_mandatory_protocols"};
    static const char *const exclusions[] = {"smtpd_tls_exclude_ciphers", "smtpd_tls_mandatory_exclude_ciphers"};
    static const char *const lists[] = {"tls_high_cipherlist", "tls_medium_cipherlist", "tls_medium_cipherlist",
                                        "tls_null_cipherlist"};
    for (size_t i = 0; i < 2; i++) {
        if (roll(dice, 2)) {
            buf_printf(out, "|%s=", names[i]);
            add_list(dice, out);
        }
        if (roll(dice, 4) == 0) {
            buf_printf(out, "|%s=", exclusions[i]);
            ADD_WORDS(dice, out, words);
        }
    }
    if (roll(dice, 2))
        buf_printf(out, "|smtpd_tls_ciphers=%s|smtpd_tls_mandatory_ciphers=%s", PICK(dice, grades), PICK(dice, grades));
    if (roll(dice, 2)) {
        buf_printf(out, "|%s=", PICK(dice, lists));
        add_ciphers(dice, out);
    }
    if (roll(dice, 3) == 0) {
        buf_str(out, "|tls_eecdh_auto_curves=");
        ADD_WORDS(dice, out, curves);
    }
    if (roll(dice, 3))
        buf_str(out, "|tls_preempt_cipherlist=yes");
}

static struct server generated(struct arena *arena, const char *folder, struct dice *dice)
{
    struct server server = {.kinds = RE};
    struct buf settings = buf_new(arena), overrides = buf_new(arena);
    buf_printf(&settings, "smtpd_tls_security_level=%s", PICK(dice, levels));
    add_strength(dice, &settings);
    if (roll(dice, 3) == 0) {
        size_t i = roll(dice, sizeof(certificates) / sizeof(certificates[0]));
        server.kinds = certificates[i].kinds;
        buf_printf(&settings, "|%s", certificates[i].settings);
    }
    if (roll(dice, 3) == 0)
        buf_printf(&settings, "|%s", PICK(dice, others));
    if (roll(dice, 3) == 0)
        buf_printf(&settings, "|smtpd_sasl_auth_enable=yes%s", PICK(dice, sasl));
    add_settings(&overrides, folder, buf_done(&settings));
    server.overrides = buf_done(&overrides);
    return server;
}

struct server server_make(struct arena *arena, const char *folder, uint32_t seed, size_t number)
{
    if (number >= N_NAMED) {
        struct dice dice = {((uint64_t)seed << 32) + number - N_NAMED};
        struct server server = generated(arena, folder, &dice);
        server.name = text_printf(arena, "generated %zu of seed %u", number - N_NAMED, (unsigned)seed);
        return server;
    }
    struct buf overrides = buf_new(arena);
    add_settings(&overrides, folder, text_from(named[number].settings));
    return (struct server){text_from(named[number].name), buf_done(&overrides), named[number].kinds};
}
