/* ehlo: see ehlo.h.  Postfix: smtpd/smtpd.c:ehlo_cmd and starttls_cmd,
 * smtpd/smtpd_sasl_proto.c:smtpd_sasl_auth_cmd, postscreen, smtp/smtp_proto.c:
 * smtp_helo. */
#include "ehlo.h"

#include "postlint/buf.h"

/* A keyword that is discarded is not announced, and its command refused.  A
 * table of addresses comes before the list. */
enum truth ehlo_discards(struct arena *arena, const struct posture *posture, const char *prefix, const char *keyword)
{
    const char *greeting = posture->role == ROLE_LMTP ? "lhlo" : "ehlo";
    struct text name = text_printf(arena, "%s_discard_%s_keywords", prefix, greeting);
    const struct value *list = view_get(posture->view, name);
    name = text_printf(arena, "%s_discard_%s_keyword_address_maps", prefix, greeting);
    const struct value *maps = view_get(posture->view, name);
    if (value_is_unclear(list) || value_is_unclear(maps))
        return TRUTH_UNKNOWN;
    struct text rest = list->text, word;
    bool is_for_all = maps->text.n == 0;
    if (text_starts(maps->text, "static:")) {
        rest = text_slice(maps->text, sizeof("static:") - 1, maps->text.n);
        is_for_all = true;
    }
    while (text_token(&rest, TEXT_COMMA_SP, &word))
        if (text_is_nocase(word, keyword))
            return is_for_all ? TRUTH_YES : TRUTH_UNKNOWN;
    return TRUTH_NO;
}
