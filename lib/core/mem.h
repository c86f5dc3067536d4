/* mem - memory that is there or ends the program
 *
 * The x-functions return what malloc and its kin return, or die; the caller frees. A size of 0 gives a pointer that can be freed.
 */
#ifndef CORE_MEM_H
#define CORE_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t count, size_t size);   /* count*size is checked for overflow */
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *xprintf_v(const char *format, va_list args);

/* Room for one more element: array, number in use, room. Grows by half; all three are lvalues. */
#define MEM_GROW(array, used, room) \
	((used) < (room) ? (void)0 : (void)((array) = mem_grow((array), &(room), sizeof *(array))))
void *mem_grow(void *old, size_t *room, size_t size);

#endif
