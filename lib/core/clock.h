/* clock - time that passes
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

/* Seconds since some moment of the past: nobody who sets the clock changes them. */
double clock_s(void);

/* Seconds since 1970: what other processes know, too, and what files are dated with (those on a network by their server's clock). */
double clock_date_s(void);

/* The date when this process was made, which a busy machine may let come to work much later. Now, where the system does not tell (/proc). */
double clock_made_s(void);

/* Sleeps so many seconds; a signal that is handled ends it early. Not positive: not at all. */
void clock_rest(double s);

#endif
