/* Counts lines, words and bytes of the standard input. */
#include <ctype.h>
#include <stdio.h>

int main(void) {
    unsigned long lines = 0, words = 0, bytes = 0;
    int inside = 0, c;
    while ((c = getchar()) != EOF) {
        bytes++;
        lines += c == '\n';
        if (isspace(c)) inside = 0;
        else if (!inside) inside = 1, words++;
    }
    printf("%lu %lu %lu %.2f\n", lines, words, bytes, words ? (double)bytes / words : 0.0);
    return 0;
}
