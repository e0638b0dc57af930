/*
 * date: days of the Gregorian calendar, counted from 1970-01-01.
 *
 * No clock and no time zone: whoever has a time passes it in.
 */
#ifndef POSTLINT_DATE_H
#define POSTLINT_DATE_H

#include "postlint/text.h"

enum { DATE_SECONDS = 86400 }; /* of a day */

int64_t date_days(int64_t year, int64_t month, int64_t day);
/* "2027-01-31"; false where T is no day of the calendar. */
bool date_parse(struct text t, int64_t *days);
/* SECONDS since 1970-01-01 as a date, in that notation. */
struct text date_text(struct arena *arena, int64_t seconds);

#endif
