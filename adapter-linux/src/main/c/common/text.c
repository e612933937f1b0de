/* See text.h. RFC 3629; Unicode Standard Annex #9 for bidirectional control characters */
#include "text.h"

#include <stdint.h>
#include <string.h>

/* Returns the character at `from` and its length in bytes; length 0: not UTF-8. */
static uint32_t decode(const unsigned char *from, size_t *length) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = from[0];
    size_t count = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    uint32_t value = count <= 1 ? first : first & (0x7fu >> count);
    *length = 0;
    for (size_t i = 1; i < count; i++) {
        if ((from[i] & 0xc0) != 0x80) {
            return first; /* also at the end of the text, since NUL is not a continuation byte */
        }
        value = value << 6 | (from[i] & 0x3f);
    }
    if (count == 0 || value < least[count] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) {
        return first;
    }
    *length = count;
    return value;
}

static bool is_harmful(uint32_t c, bool lines) {
    if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
        return !(lines && (c == '\n' || c == '\t'));
    }
    return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void escape(char *to, uint32_t c, size_t digits) {
    to[0] = '\\';
    to[1] = digits == 2 ? 'x' : 'u';
    for (size_t i = 0; i < digits; i++) {
        to[2 + i] = "0123456789abcdef"[c >> (4 * (digits - 1 - i)) & 0xf];
    }
}

size_t text_printable(char *to, size_t room, const char *from, bool lines) {
    const unsigned char *at = (const unsigned char *)from;
    size_t size = 0;
    while (*at != '\0') {
        char piece[6];
        size_t length;
        uint32_t c = decode(at, &length);
        size_t taken = length == 0 ? 1 : length;
        size_t count = taken;
        if (length == 0 || is_harmful(c, lines)) {
            size_t digits = c < 0x100 ? 2 : 4;
            escape(piece, c, digits);
            count = digits + 2;
        } else {
            memcpy(piece, at, length);
        }
        if (count >= room - size) {
            break;
        }
        memcpy(to + size, piece, count);
        size += count;
        at += taken;
    }
    to[size] = '\0';
    return size;
}
