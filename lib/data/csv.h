/* csv - CSV at the border, on libcsv
 *
 * Implements core/port.h: csv_to_tsv, csv_put. RFC 4180 with LF or CRLF; libcsv in strict mode, so that a broken quote is
 * an error and not a guess. A table's value holds no tab and no newline, so one in a quoted field dies with its line.
 *
 * cost  one pass at libcsv's speed (about 350 MB/s), one block and one field in memory; a field longer than IN_LINE_MAX dies
 */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "core/port.h"

#endif
