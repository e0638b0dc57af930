/* fields_sasl: what can be asked of logins at a service, or of a client. */
#include "fields.h"

struct fact field_auth(const struct context *context)
{
    return fact_truth(context->posture->auth_enabled);
}

static struct fact offered(const struct context *context, enum sasl_place place)
{
    return fact_truth(context->posture->sasl[place].offered);
}

struct fact field_auth_in_clear(const struct context *context)
{
    return offered(context, SASL_IN_CLEAR);
}

struct fact field_auth_in_tls(const struct context *context)
{
    return offered(context, SASL_IN_TLS);
}

struct fact field_auth_in_verified_tls(const struct context *context)
{
    return offered(context, SASL_IN_VERIFIED_TLS);
}

/* A program without such a place has no options there. */
static struct fact options(const struct context *context, enum sasl_place place)
{
    const struct posture_sasl *sasl = &context->posture->sasl[place];
    return (struct fact){.text = sasl->options, .unknown = sasl->parameter.n && !sasl->options_known};
}

struct fact field_sasl_in_clear(const struct context *context)
{
    return options(context, SASL_IN_CLEAR);
}

struct fact field_sasl_in_tls(const struct context *context)
{
    return options(context, SASL_IN_TLS);
}

struct fact field_sasl_in_verified_tls(const struct context *context)
{
    return options(context, SASL_IN_VERIFIED_TLS);
}

/* The first of a session's places counts. */
static const struct posture_sasl *refused(const struct context *context)
{
    for (size_t i = 0; i < SASL_PLACES; i++)
        if (context->posture->sasl[i].refused.n)
            return &context->posture->sasl[i];
    return NULL;
}

struct fact field_sasl_refused(const struct context *context)
{
    const struct posture_sasl *place = refused(context);
    return fact_text(place ? place->refused : TEXT(""));
}

struct fact field_sasl_refused_parameter(const struct context *context)
{
    const struct posture_sasl *place = refused(context);
    return fact_text(place ? place->parameter : TEXT(""));
}
