/* checkstyle: the XML of Checkstyle's XMLLogger
 * (https://checkstyle.org, com.puppycrawl.tools.checkstyle.XMLLogger), as
 * Jenkins, reviewdog and editors read it: one `error` for each finding. */
#include "fingerprint.h"
#include "formats.h"
#include "markup.h"
#include "place.h"

struct writer {
    struct arena *arena;
    mxml_node_t *root, *file;
    struct text name; /* of `file` */
    struct locator locator;
};

/* Findings come sorted by file; those of one share its element. */
static mxml_node_t *error_in(struct writer *writer, struct text file)
{
    if (!writer->file || !text_eq(file, writer->name)) {
        writer->file = markup_element(writer->root, "file");
        writer->name = file;
        markup_attribute(writer->arena, writer->file, "name", file);
    }
    return markup_element(writer->file, "error");
}

static const char *severity_word(enum severity severity)
{
    return severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "info";
}

static void put_finding(struct writer *writer, const struct report_conf *conf, const struct finding *finding)
{
    mxml_node_t *error = error_in(writer, finding_file(conf, finding));
    struct span span = finding->span;
    struct position position = {1, 1};
    if (span.source)
        position = place_of(&writer->locator, span.source, span.begin);
    markup_number(writer->arena, error, "line", position.line);
    markup_number(writer->arena, error, "column", position.column);
    markup_attribute(writer->arena, error, "severity", text_from(severity_word(finding->severity)));
    markup_attribute(writer->arena, error, "message", finding->message);
    markup_attribute(writer->arena, error, "source", text_printf(writer->arena, "postlint.%s", finding->rule->id));
}

static void put_error(struct writer *writer, const struct report_error *error)
{
    mxml_node_t *element = error_in(writer, error->file.p ? error->file : TEXT("."));
    markup_number(writer->arena, element, "line", error->line ? error->line : 1);
    markup_attribute(writer->arena, element, "severity", TEXT("error"));
    markup_attribute(writer->arena, element, "message", error->message);
    markup_attribute(writer->arena, element, "source", TEXT("postlint"));
}

void format_checkstyle(const struct report *report, struct buf *out)
{
    mxml_node_t *document = markup_new();
    struct writer writer = {.arena = report->arena, .root = markup_element(document, "checkstyle")};
    markup_attribute(report->arena, writer.root, "version", TEXT("4.3"));
    for (size_t i = 0; i < report->n_confs; i++)
        for (size_t k = 0; k < report->confs[i].findings.n; k++)
            put_finding(&writer, &report->confs[i], &report->confs[i].findings.items[k]);
    for (size_t i = 0; i < report->n_errors; i++)
        put_error(&writer, &report->errors[i]);
    markup_write(document, out);
}
