/* Arguments, environment, standard output and error, exit code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int main(int argc, char **argv) {
    printf("hello, %d arguments\n", argc - 1);
    for (int i = 1; i < argc; i++) printf("%d: [%s]\n", i, argv[i]);
    int count = 0;
    while (environ[count]) count++;
    qsort(environ, count, sizeof *environ, by_text);
    for (int i = 0; i < count; i++) printf("variable %s\n", environ[i]);
    printf("GREETING is %s\n", getenv("GREETING") ? getenv("GREETING") : "not set");
    fprintf(stderr, "this is an error\n");
    return argc > 1 && !strcmp(argv[1], "fail") ? EXIT_FAILURE : EXIT_SUCCESS;
}
