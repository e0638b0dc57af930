/* markdown: a table for comments on pull requests and job summaries, in
 * GitHub Flavored Markdown, which GitLab and Forgejo read as well. */
#include <string.h>

#include "formats.h"
#include "place.h"

/* A comment of more than 65,536 characters is refused by GitHub. */
enum { SHOWN = 100 };

struct writer {
    const struct report *report;
    struct locator locator;
    struct buf *out;
};

/* Any punctuation may stand behind a backslash (CommonMark 0.31, 2.4).  An
 * empty comment behind "@" and "#" keeps hosts from making a mention or a
 * reference of the word behind it. */
static void put_escaped(struct buf *out, struct text t)
{
    struct text visible = text_visible(out->arena, t);
    for (size_t i = 0; i < visible.n; i++) {
        unsigned char c = (unsigned char)visible.p[i];
        if (c > ' ' && c < 0x7f && !text_is_alnum((char)c) && !strchr("-,/=", c))
            buf_char(out, '\\');
        buf_char(out, (char)c);
        if (c == '@' || c == '#')
            buf_str(out, "<!-- -->");
    }
}

static void put_row(struct writer *writer, const struct report_conf *conf, const struct finding *finding)
{
    struct buf *out = writer->out, place = buf_new(writer->report->arena);
    if (finding->span.source)
        place_print(&writer->locator, finding->span, &place);
    else
        buf_visible(&place, conf->conf->path);
    buf_printf(out, "| %s | ", severity_name(finding->severity));
    put_escaped(out, buf_done(&place));
    buf_str(out, " | ");
    put_escaped(out, finding->message);
    if (finding->fix.p) {
        buf_str(out, "<br>Fix: ");
        put_escaped(out, finding->fix);
    }
    buf_printf(out, " | %s |\n", finding->rule->id);
}

/* The most severe first, so that the limit leaves out the least. */
static void put_rows(struct writer *writer)
{
    const struct report *report = writer->report;
    size_t n = 0;
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_STYLE; severity--)
        for (size_t i = 0; i < report->n_confs; i++)
            for (size_t k = 0; k < report->confs[i].findings.n; k++) {
                const struct finding *finding = &report->confs[i].findings.items[k];
                if ((int)finding->severity == severity && n++ < SHOWN)
                    put_row(writer, &report->confs[i], finding);
            }
}

static void put_errors(struct writer *writer)
{
    const struct report *report = writer->report;
    for (size_t i = 0; i < report->n_errors; i++) {
        const struct report_error *error = &report->errors[i];
        buf_str(writer->out, "- **could not check** ");
        put_escaped(writer->out, error->file);
        if (error->line)
            buf_printf(writer->out, " line %zu", error->line);
        buf_str(writer->out, error->file.n ? ": " : "");
        put_escaped(writer->out, error->message);
        buf_char(writer->out, '\n');
    }
}

void format_markdown(const struct report *report, struct buf *out)
{
    struct writer writer = {.report = report, .out = out};
    size_t n = 0;
    buf_str(out, "### postlint\n\n");
    put_errors(&writer);
    buf_str(out, report->n_errors ? "\n" : "");
    for (size_t i = 0; i < report->n_confs; i++)
        n += report->confs[i].findings.n;
    if (n) {
        buf_str(out, "| severity | place | finding | rule |\n| --- | --- | --- | --- |\n");
        put_rows(&writer);
        buf_char(out, '\n');
    }
    if (n > SHOWN) {
        count_print(n - SHOWN, "less severe finding is", "less severe findings are", out);
        buf_str(out, " not in the table.\n\n");
    }
    if (report->n_confs)
        summary_print(report, out);
}
