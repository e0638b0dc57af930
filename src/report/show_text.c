/* show_text: postures for people, as a table or in full. */
#include "parameters.h"
#include "place.h"
#include "postlint/report.h"

enum { COLUMNS = 6 };

struct row {
    struct text cells[COLUMNS];
};

static const char *truth_word(enum truth truth)
{
    return truth == TRUTH_YES ? "yes" : truth == TRUTH_NO ? "no" : "unknown";
}

static struct text level_text(struct arena *arena, const struct posture *posture)
{
    if (!posture->level_known)
        return TEXT("unknown");
    if (posture->wrapper == TRUTH_YES)
        return TEXT("wrapper");
    return text_printf(arena, "%s", tls_level_name(posture->level));
}

static bool is_off(const struct posture *posture)
{
    return posture->offered == TRUTH_NO;
}

/* Nothing where TLS is off, "unknown" where it cannot be told. */
static struct text versions_text(struct arena *arena, const struct posture *posture)
{
    if (is_off(posture))
        return TEXT("-");
    return posture->negotiable_known ? tls_versions_text(arena, posture->negotiable) : TEXT("unknown");
}

static struct row row_of(struct arena *arena, const struct posture *posture)
{
    struct row row = {{text_visible(arena, posture->service->id), text_from(role_name(posture->role)),
                       level_text(arena, posture), versions_text(arena, posture), TEXT("-"), TEXT("-")}};
    if (posture->reader == READER_SMTPD)
        row.cells[4] = text_from(truth_word(posture->auth_in_clear));
    if (role_is_server(posture->role) && !is_off(posture))
        row.cells[5] = text_from(truth_word(posture->has_certificate));
    return row;
}

static void print_rows(const struct row *rows, size_t n, struct buf *out)
{
    size_t widths[COLUMNS] = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < COLUMNS; c++)
            if (rows[i].cells[c].n > widths[c])
                widths[c] = rows[i].cells[c].n;
    for (size_t i = 0; i < n; i++) {
        buf_str(out, "  ");
        for (size_t c = 0; c < COLUMNS; c++) {
            buf_text(out, rows[i].cells[c]);
            if (c + 1 < COLUMNS)
                buf_printf(out, "%*s", (int)(widths[c] - rows[i].cells[c].n + 2), "");
        }
        buf_char(out, '\n');
    }
}

static void print_table(const struct report_show *show, const struct report_services *conf, struct buf *out)
{
    struct row *rows = arena_array(show->arena, conf->n_postures + 1, sizeof(struct row));
    rows[0] = (struct row){
        {TEXT("SERVICE"), TEXT("ROLE"), TEXT("LEVEL"), TEXT("PROTOCOLS"), TEXT("AUTH IN CLEAR"), TEXT("CERTIFICATE")}};
    size_t n = 1;
    for (size_t i = 0; i < conf->n_postures; i++)
        if (conf->postures[i]->role != ROLE_OTHER)
            rows[n++] = row_of(show->arena, conf->postures[i]);
    if (n > 1)
        print_rows(rows, n, out);
    if (conf->n_postures > n - 1)
        buf_printf(out, "  and %zu that speak no TLS of their own\n", conf->n_postures - (n - 1));
}

static void print_suites(const struct posture *posture, struct buf *out)
{
    if (!posture->suites_known) {
        buf_str(out, "    ciphers        unknown\n");
        return;
    }
    for (size_t i = 0; i < posture->n_suites; i++)
        buf_printf(out, "    %-14s %s\n", i ? "" : "ciphers", posture->suites[i]->name);
    if (posture->n_suites == 0)
        buf_str(out, "    ciphers        none\n");
}

static void print_full(struct arena *arena, const struct posture *posture, struct buf *out)
{
    struct row row = row_of(arena, posture);
    static const char *const labels[COLUMNS] = {NULL, "role", "level", "protocols", "auth in clear", "certificate"};
    for (size_t c = 1; c < COLUMNS; c++)
        buf_printf(out, "    %-14s %.*s\n", labels[c], TEXT_ARG(row.cells[c]));
    if (!is_off(posture))
        print_suites(posture, out);
}

static void print_parameter(struct locator *locator, struct arena *arena, const struct value *value, struct buf *out)
{
    buf_str(out, "    ");
    buf_visible(out, value->name);
    buf_str(out, " =");
    if (!value->unknown && !value->error && value->text.n) {
        buf_char(out, ' ');
        buf_visible(out, value->text);
    }
    buf_str(out, "  (");
    if (value->unknown || value->error) {
        buf_visible(out,
                    text_printf(arena, "%s: %.*s; ", value->error ? "in error" : "unknown", TEXT_ARG(value->reason)));
    }
    buf_str(out, origin_name(value->origin));
    if (value->setting) {
        buf_str(out, ", ");
        place_print(locator, value->setting->span, out);
    }
    buf_str(out, ")\n");
}

static void print_parameters(struct arena *arena, const struct posture *posture, struct buf *out)
{
    struct locator locator = {0};
    size_t n;
    const struct text *names = parameters_list(arena, posture, &n);
    for (size_t i = 0; i < n; i++)
        print_parameter(&locator, arena, view_get(posture->view, names[i]), out);
}

static void print_services(const struct report_show *show, const struct report_services *conf, struct buf *out)
{
    for (size_t i = 0; i < conf->n_postures; i++) {
        buf_str(out, "  ");
        buf_visible(out, conf->postures[i]->service->id);
        buf_char(out, '\n');
        if (show->in_full)
            print_full(show->arena, conf->postures[i], out);
        if (show->parameters)
            print_parameters(show->arena, conf->postures[i], out);
    }
}

void report_show_text(const struct report_show *show, struct buf *out)
{
    for (size_t i = 0; i < show->n_confs; i++) {
        const struct report_services *conf = &show->confs[i];
        struct text postfix = version_text(show->arena, conf->target->postfix);
        struct text openssl = version_text(show->arena, conf->target->openssl);
        buf_visible(out, conf->conf->path);
        buf_printf(out, " for %.*s (Postfix %.*s with OpenSSL %.*s)\n", TEXT_ARG(conf->target->name), TEXT_ARG(postfix),
                   TEXT_ARG(openssl));
        if (show->in_full || show->parameters)
            print_services(show, conf, out);
        else
            print_table(show, conf, out);
    }
}
