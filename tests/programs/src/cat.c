/* Copies files, or the standard input, to the standard output. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int copy(FILE *from) {
    char buffer[8192];
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, from)) > 0)
        if (fwrite(buffer, 1, count, stdout) != count) return 1;
    return ferror(from);
}

int main(int argc, char **argv) {
    if (argc == 1) return copy(stdin);
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "r");
        if (!file) {
            printf("%s: %s\n", argv[i], errno == ENOENT ? "no such file" : "cannot be opened");
            failed = 1;
            continue;
        }
        failed |= copy(file);
        fclose(file);
    }
    return failed;
}
