/* date: see date.h. */
#include "postlint/date.h"

#include "postlint/buf.h"

/* Howard Hinnant's days_from_civil: years begin in March. */
int64_t date_days(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool date_parse(struct text t, int64_t *days)
{
    long year, month, day;
    if (t.n != 10 || t.p[4] != '-' || t.p[7] != '-' || !text_number(text_slice(t, 0, 4), &year) ||
        !text_number(text_slice(t, 5, 7), &month) || !text_number(text_slice(t, 8, 10), &day))
        return false;
    if (month < 1 || month > 12 || day < 1)
        return false;
    int64_t next = month == 12 ? date_days(year + 1, 1, 1) : date_days(year, month + 1, 1);
    *days = date_days(year, month, day);
    return *days < next;
}

struct text date_text(struct arena *arena, int64_t seconds)
{
    int64_t days = seconds / DATE_SECONDS - (seconds % DATE_SECONDS < 0), month = 1;
    int64_t year = days >= 0 ? 1970 + days / 366 : 1969 + days / 365;
    while (date_days(year + 1, 1, 1) <= days)
        year++;
    while (month < 12 && date_days(year, month + 1, 1) <= days)
        month++;
    int64_t day = days - date_days(year, month, 1) + 1;
    return text_printf(arena, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
}
