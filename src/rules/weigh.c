/* weigh: see weigh.h. */
#include "weigh.h"

static enum severity one_less(enum severity severity)
{
    return severity > SEVERITY_STYLE ? (enum severity)(severity - 1) : severity;
}

/* Where TLS is optional, too strict ends in clear text (RFC 9325 section 5.2),
 * and no document but those about mail has that in mind. */
static bool is_only_advice(const struct finding *finding, const struct context *context)
{
    const struct missed *missed = &finding->missed;
    bool is_about_mail =
        !missed->profile || missed->profile->scope == SCOPE_MAIL || missed->profile->scope == SCOPE_UNSAID;
    if (is_about_mail || missed->kind == FLOOR_PROTOCOL || !context->posture || !context->posture->level_known)
        return false;
    return context->posture->level == LEVEL_MAY || context->posture->level == LEVEL_DANE;
}

/* The catalogue's model: what nobody outside can reach weighs a step less,
 * what nobody wrote is at most a warning, and so on. */
static enum severity modified(const struct finding *finding, const struct context *context)
{
    enum severity severity = finding->severity;
    if (finding->rule->keeps_severity)
        return severity;
    if (context->posture && context->posture->exposed == TRUTH_NO)
        severity = one_less(severity);
    if (finding->origin == FROM_DEFAULT && severity > SEVERITY_WARNING)
        severity = SEVERITY_WARNING;
    if (severity > SEVERITY_INFO && is_only_advice(finding, context))
        severity = SEVERITY_INFO;
    return severity;
}

/* A profile that lowers a rule caps its variants; one that raises it leaves
 * alone those that the rule itself holds to be less. */
static enum severity severity_in_profile(const struct check *check, const struct rule *rule,
                                         const struct variant *variant)
{
    enum severity said = ruleset_severity(check->rules, check->profile, rule);
    if (!variant || !variant->has_severity || said == SEVERITY_OFF)
        return said;
    if (said < rule->severity)
        return variant->severity < said ? variant->severity : said;
    bool is_raised = said > rule->severity && variant->severity >= rule->severity;
    return is_raised && variant->severity < said ? said : variant->severity;
}

static struct missed missed_of(const struct check *check, const struct rule *rule)
{
    struct missed missed = {.kind = rule->floor};
    if (rule->floor != FLOOR_NONE)
        missed.value = ruleset_floor(check->rules, check->profile, rule->floor, &missed.profile);
    /* The first choice demands nothing. */
    if (missed.value && rule_floor(rule->floor)->type == FLOOR_CHOICE && missed.value->number == 0)
        missed.profile = NULL;
    return missed;
}

void weigh_finding(struct finding *finding, const struct variant *variant, const struct check *check,
                   const struct context *context)
{
    finding->severity = severity_in_profile(check, finding->rule, variant);
    finding->missed = missed_of(check, finding->rule);
    finding->severity = modified(finding, context);
}
