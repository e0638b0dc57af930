/* junit: JUnit XML as Jenkins reads it (jenkins-junit.xsd of its xUnit
 * plugin): a suite for each configuration, a test case with one failure for
 * each finding, and one that passes where there is none. */
#include "fingerprint.h"
#include "formats.h"
#include "markup.h"
#include "place.h"

struct writer {
    struct arena *arena;
    mxml_node_t *root;
    struct locator locator;
};

static mxml_node_t *suite_new(struct writer *writer, struct text name, size_t tests, size_t failures, size_t errors)
{
    mxml_node_t *suite = markup_element(writer->root, "testsuite");
    markup_attribute(writer->arena, suite, "name", name);
    markup_number(writer->arena, suite, "tests", tests);
    markup_number(writer->arena, suite, "failures", failures);
    markup_number(writer->arena, suite, "errors", errors);
    markup_number(writer->arena, suite, "skipped", 0);
    markup_attribute(writer->arena, suite, "time", TEXT("0"));
    return suite;
}

static mxml_node_t *case_new(struct writer *writer, mxml_node_t *suite, struct text class, struct text name)
{
    mxml_node_t *test = markup_element(suite, "testcase");
    markup_attribute(writer->arena, test, "classname", class);
    markup_attribute(writer->arena, test, "name", name);
    markup_attribute(writer->arena, test, "time", TEXT("0"));
    return test;
}

/* FILE:LINE:COLUMN: SEVERITY: MESSAGE [RULE], and what to write. */
static struct text body_of(struct writer *writer, const struct report_conf *conf, const struct finding *finding)
{
    struct buf out = buf_new(writer->arena);
    if (finding->span.source)
        place_print(&writer->locator, finding->span, &out);
    else
        buf_visible(&out, conf->conf->path);
    buf_printf(&out, ": %s: %.*s [%s]", severity_name(finding->severity), TEXT_ARG(finding->message),
               finding->rule->id);
    if (finding->fix.p)
        buf_printf(&out, "\nfix: %.*s", TEXT_ARG(finding->fix));
    return buf_done(&out);
}

static void put_finding(struct writer *writer, mxml_node_t *suite, const struct report_conf *conf,
                        const struct finding *finding)
{
    mxml_node_t *test = case_new(writer, suite, finding_file(conf, finding), text_from(finding->rule->id));
    mxml_node_t *failure = markup_element(test, "failure");
    markup_attribute(writer->arena, failure, "type", text_from(severity_name(finding->severity)));
    markup_attribute(writer->arena, failure, "message", finding->message);
    markup_text(writer->arena, failure, body_of(writer, conf, finding));
}

static void put_conf(struct writer *writer, const struct report_conf *conf)
{
    size_t n = conf->findings.n;
    mxml_node_t *suite = suite_new(writer, conf->conf->path, n ? n : 1, n, 0);
    for (size_t i = 0; i < n; i++)
        put_finding(writer, suite, conf, &conf->findings.items[i]);
    if (n == 0)
        case_new(writer, suite, conf->conf->path, TEXT("postlint"));
}

static void put_errors(struct writer *writer, const struct report *report)
{
    if (report->n_errors == 0)
        return;
    mxml_node_t *suite = suite_new(writer, TEXT("postlint"), report->n_errors, 0, report->n_errors);
    for (size_t i = 0; i < report->n_errors; i++) {
        const struct report_error *error = &report->errors[i];
        mxml_node_t *test = case_new(writer, suite, error->file.p ? error->file : TEXT("postlint"), TEXT("error"));
        mxml_node_t *element = markup_element(test, "error");
        markup_attribute(writer->arena, element, "type", TEXT("error"));
        markup_attribute(writer->arena, element, "message", error->message);
    }
}

void format_junit(const struct report *report, struct buf *out)
{
    mxml_node_t *document = markup_new();
    struct writer writer = {.arena = report->arena, .root = markup_element(document, "testsuites")};
    for (size_t i = 0; i < report->n_confs; i++)
        put_conf(&writer, &report->confs[i]);
    put_errors(&writer, report);
    markup_write(document, out);
}
