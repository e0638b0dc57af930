/* github: workflow commands, which GitHub shows beside the lines of a pull
 * request (https://docs.github.com/actions, "Workflow commands for GitHub
 * Actions"; escaping as in actions/toolkit, packages/core/src/command.ts). */
#include <string.h>

#include "fingerprint.h"
#include "formats.h"
#include "place.h"

/* GitHub shows this many of each kind and step, and drops the rest. */
enum { SHOWN = 10 };

/* One finding, and whether it became a command. */
struct entry {
    const struct report_conf *conf;
    const struct finding *finding;
    bool shown;
};

struct writer {
    const struct report *report;
    struct locator locator;
    struct buf *out;
    struct entry *entries; /* the most severe first */
    size_t n_entries;
    size_t shown[SEVERITY_ERROR + 1]; /* commands so far, by kind */
};

/* error, warning or notice, as the severity that stands for it. */
static enum severity kind_of(enum severity severity)
{
    return severity == SEVERITY_STYLE ? SEVERITY_INFO : severity;
}

static const char *const words[] = {"", "", "notice", "warning", "error"};

static void put_escaped(struct buf *out, struct text t, const char *special)
{
    struct text visible = text_visible(out->arena, t);
    for (size_t i = 0; i < visible.n; i++) {
        char c = visible.p[i];
        if (c == '%' || strchr(special, c))
            buf_printf(out, "%%%02X", (unsigned char)c);
        else
            buf_char(out, c);
    }
}

static void put_property(struct buf *out, const char *before, const char *name, struct text value)
{
    buf_printf(out, "%s%s=", before, name);
    put_escaped(out, value, ":,");
}

static void put_command(struct writer *writer, const struct entry *entry)
{
    const struct finding *finding = entry->finding;
    struct buf *out = writer->out;
    struct span span = finding->span;
    buf_printf(out, "::%s", words[kind_of(finding->severity)]);
    put_property(out, " ", "file", finding_file(entry->conf, finding));
    if (span.source) {
        struct position begin = place_of(&writer->locator, span.source, span.begin);
        struct position end = place_of(&writer->locator, span.source, span.end);
        buf_printf(out, ",line=%zu,endLine=%zu", begin.line, end.line);
        if (begin.line == end.line) /* columns of several lines are refused */
            buf_printf(out, ",col=%zu,endColumn=%zu", begin.column, end.column);
    }
    put_property(out, ",", "title", text_from(finding->rule->id));
    buf_str(out, "::");
    put_escaped(out, finding->message, "");
    if (finding->fix.p) {
        buf_str(out, "%0AFix: ");
        put_escaped(out, finding->fix, "");
    }
    buf_char(out, '\n');
}

/* The log has what cannot be shown beside the lines.  With a word before it:
 * a line that begins with a file's name could be a command. */
static void put_line(struct writer *writer, const struct entry *entry)
{
    const struct finding *finding = entry->finding;
    struct buf *out = writer->out;
    buf_str(out, "also: ");
    if (finding->span.source)
        place_print(&writer->locator, finding->span, out);
    else
        buf_visible(out, entry->conf->conf->path);
    buf_printf(out, ": %s: ", severity_name(finding->severity));
    buf_visible(out, finding->message);
    buf_printf(out, " [%s]\n", finding->rule->id);
}

static void sort_entries(struct writer *writer)
{
    const struct report *report = writer->report;
    size_t n = 0;
    for (size_t i = 0; i < report->n_confs; i++)
        n += report->confs[i].findings.n;
    writer->entries = arena_array(report->arena, n, sizeof(struct entry));
    for (int severity = SEVERITY_ERROR; severity >= SEVERITY_STYLE; severity--)
        for (size_t i = 0; i < report->n_confs; i++)
            for (size_t k = 0; k < report->confs[i].findings.n; k++)
                if ((int)report->confs[i].findings.items[k].severity == severity)
                    writer->entries[writer->n_entries++] =
                        (struct entry){&report->confs[i], &report->confs[i].findings.items[k], false};
}

/* One notice is kept for the count of the others. */
static void put_commands(struct writer *writer)
{
    for (size_t i = 0; i < writer->n_entries; i++) {
        struct entry *entry = &writer->entries[i];
        enum severity kind = kind_of(entry->finding->severity);
        entry->shown = writer->shown[kind] < SHOWN - (kind == SEVERITY_INFO);
        if (!entry->shown)
            continue;
        put_command(writer, entry);
        writer->shown[kind]++;
    }
}

static void put_others(struct writer *writer)
{
    size_t n = 0;
    for (size_t i = 0; i < writer->n_entries; i++) {
        if (writer->entries[i].shown)
            continue;
        put_line(writer, &writer->entries[i]);
        n++;
    }
    if (n == 0)
        return;
    buf_str(writer->out, "::notice title=postlint::");
    count_print(n, "more finding is", "more findings are", writer->out);
    buf_str(writer->out, " in the log of this step\n");
}

static void put_errors(struct writer *writer)
{
    for (size_t i = 0; i < writer->report->n_errors; i++) {
        const struct report_error *error = &writer->report->errors[i];
        buf_str(writer->out, "::error ");
        if (error->file.p)
            put_property(writer->out, "", "file", error->file);
        if (error->file.p && error->line)
            buf_printf(writer->out, ",line=%zu", error->line);
        put_property(writer->out, error->file.p ? "," : "", "title", TEXT("postlint"));
        buf_str(writer->out, "::");
        put_escaped(writer->out, error->message, "");
        buf_char(writer->out, '\n');
        writer->shown[SEVERITY_ERROR]++;
    }
}

void format_github(const struct report *report, struct buf *out)
{
    struct writer writer = {.report = report, .out = out};
    sort_entries(&writer);
    put_errors(&writer);
    put_commands(&writer);
    put_others(&writer);
}
