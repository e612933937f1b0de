/*
 * Makes text safe for a terminal or a log. Paths and names may contain control characters, which a terminal would
 * execute.
 */
#ifndef HEXRUN_TEXT_H
#define HEXRUN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies as much of `from` as fits, terminates it with NUL, and returns its length. Control characters, bidirectional
 * control characters and bytes that are not UTF-8 become \xNN or \uNNNN; with `lines`, newlines and tabs stay.
 */
size_t text_printable(char *to, size_t room, const char *from, bool lines);

#endif
