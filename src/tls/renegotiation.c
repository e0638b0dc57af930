/* renegotiation: see renegotiation.h.  Postfix: tls/tls_misc.c:tls_bug_bits;
 * OpenSSL: ssl/record/rec_layer_s3.c:ssl3_read_bytes. */
#include "renegotiation.h"

#include "postlint/facts.h"

/* include/openssl/ssl.h: SSL_OP_NO_RENEGOTIATION, SSL_OP_ALLOW_CLIENT_RENEGOTIATION. */
enum { OPTION_NO = 1L << 30, OPTION_ALLOW = 1 << 8 };

/* util/name_mask.c:hex_to_ulong: options can be given by number, with or
 * without 0x. */
static unsigned long number_of(struct text word)
{
    unsigned long number = 0;
    if (text_starts(word, "0x") || text_starts(word, "0X"))
        word = text_slice(word, 2, word.n);
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 16;
        if (digit == 16 || number > UINT32_MAX / 16)
            return 0;
        number = number * 16 + digit;
    }
    return number;
}

/* What tls_ssl_options asks for; words that the release does not know only
 * bring a warning. */
static unsigned long options_of(const struct value *value, version postfix)
{
    unsigned long options = 0;
    struct text rest = value->text, word;
    while (value->is_known_parameter && text_token(&rest, TEXT_COMMA_SP, &word)) {
        bool is_name = text_is_nocase(word, "NO_RENEGOTIATION") && facts_has("option-no-renegotiation", postfix);
        options |= is_name ? (unsigned long)OPTION_NO : number_of(word);
    }
    return options;
}

/* In a session of TLS 1.2 or below: TLS 1.3 has no renegotiation. */
static enum truth is_possible(const struct posture *posture)
{
    enum { OLD = TLS_SSL2 | TLS_SSL3 | TLS_1_0 | TLS_1_1 | TLS_1_2 };
    if (!posture->negotiable_known)
        return posture->live ? TRUTH_UNKNOWN : TRUTH_NO;
    return truth_and(posture->offered, truth_of(posture->negotiable & OLD));
}

enum truth renegotiation_find(const struct posture *posture)
{
    const struct target *target = view_target(posture->view);
    bool asks = facts_openssl_has("refuses-renegotiation", target->openssl);
    if (!role_is_server(posture->role) || facts_has("renegotiation-refused", target->postfix))
        return TRUTH_NO;
    const struct value *value = view_get(posture->view, TEXT("tls_ssl_options"));
    if (value_is_unclear(value))
        return asks ? TRUTH_NO : truth_and(is_possible(posture), TRUTH_UNKNOWN);
    unsigned long options = options_of(value, target->postfix);
    bool refuses = options & OPTION_NO && facts_openssl_has("no-renegotiation-option", target->openssl);
    return truth_and(is_possible(posture), truth_of(!refuses && (!asks || options & OPTION_ALLOW)));
}
