/* Clocks, sleeping, random bytes and exit codes; tells only what is the same each time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void at_exit(void) { printf("at exit\n"); }

int main(int argc, char **argv) {
    long long before = now(CLOCK_MONOTONIC);
    struct timespec rest = {0, 20000000};
    printf("slept %d\n", nanosleep(&rest, NULL));
    long long slept = now(CLOCK_MONOTONIC) - before;
    printf("long enough %d, not for ever %d\n", slept >= 20000000, slept < 10000000000LL);
    printf("after 2020 %d\n", now(CLOCK_REALTIME) > 1577836800LL * 1000000000LL);
    struct timespec resolution;
    printf("resolution %d %d\n", clock_getres(CLOCK_MONOTONIC, &resolution), resolution.tv_sec == 0 && resolution.tv_nsec > 0);
    unsigned char one[32] = {0}, two[32] = {0};
    printf("random %d %d, differ %d\n", getentropy(one, 32), getentropy(two, 32), memcmp(one, two, 32) != 0);
    atexit(at_exit);
    if (argc > 1) exit(atoi(argv[1]));
    return 0;
}
