/* report: see report.h. */
#include "postlint/report.h"

#include "formats.h"

static const struct report_format formats[] = {
    {"text", format_text},     {"concise", format_concise}, {"json", format_json},
    {"sarif", format_sarif},   {"junit", format_junit},     {"checkstyle", format_checkstyle},
    {"gitlab", format_gitlab}, {"github", format_github},   {"markdown", format_markdown},
};

const struct report_format *report_formats(size_t *n)
{
    *n = sizeof(formats) / sizeof(formats[0]);
    return formats;
}

const struct report_format *report_format(struct text name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (text_is(name, formats[i].name))
            return &formats[i];
    return NULL;
}
