/* Every operation on files and directories that the C library has, in the current directory. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *why(void) {
    switch (errno) {
    case ENOENT: return "ENOENT";
    case EEXIST: return "EEXIST";
    case ENOTDIR: return "ENOTDIR";
    case EISDIR: return "EISDIR";
    case ENOTEMPTY: return "ENOTEMPTY";
    case EINVAL: return "EINVAL";
    case EBADF: return "EBADF";
    case ELOOP: return "ELOOP";
    default: return strerror(errno);
    }
}

static int say(const char *what, int result) {
    printf("%s: %s\n", what, result < 0 ? why() : "done");
    return result;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path) {
    DIR *directory = opendir(path);
    if (!directory) { say(path, -1); return; }
    char *names[100];
    int count = 0;
    for (struct dirent *entry; (entry = readdir(directory));)
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") && count < 100) names[count++] = strdup(entry->d_name);
    closedir(directory);
    qsort(names, count, sizeof *names, by_name);
    printf("%s:", path);
    for (int i = 0; i < count; i++) printf(" %s", names[i]), free(names[i]);
    printf("\n");
}

static void show(const char *path, int with_time) {
    struct stat s;
    if (lstat(path, &s) < 0) { say(path, -1); return; }
    printf("%s: %s, links %d, %lld bytes, modified %lld\n", path,
           S_ISDIR(s.st_mode) ? "directory" : S_ISLNK(s.st_mode) ? "link" : S_ISREG(s.st_mode) ? "file" : "other",
           S_ISDIR(s.st_mode) ? 0 : (int)s.st_nlink, S_ISREG(s.st_mode) ? (long long)s.st_size : 0LL, with_time ? (long long)s.st_mtime : 0LL);
}

int main(void) {
    char text[100] = {0};
    say("mkdir", mkdir("d", 0777));
    say("mkdir again", mkdir("d", 0777));
    say("open nothing", open("none", O_RDONLY));
    int file = say("create", open("d/f", O_CREAT | O_EXCL | O_RDWR, 0666)) < 0 ? -1 : open("d/f", O_RDWR);
    say("create again", open("d/f", O_CREAT | O_EXCL | O_RDWR, 0666));
    printf("write %d\n", (int)write(file, "hello, world", 12));
    printf("pwrite %d\n", (int)pwrite(file, "J", 1, 0));
    printf("seek %d\n", (int)lseek(file, -5, SEEK_END));
    printf("read %d", (int)read(file, text, 99));
    printf(" %s\n", text);
    memset(text, 0, sizeof text);
    printf("pread %d", (int)pread(file, text, 4, 1));
    printf(" %s\n", text);
    printf("end %d\n", (int)read(file, text, 99));
    say("truncate", ftruncate(file, 5));
    say("grow", ftruncate(file, 9));
    struct timespec times[2] = {{1000, 0}, {1234567890, 0}};
    say("times", futimens(file, times));
    show("d/f", 1);
    say("sync", fsync(file));
    say("data sync", fdatasync(file));
    close(file);
    say("read closed", (int)read(file, text, 1));
    file = open("d/f", O_RDONLY);
    say("write what is for reading", (int)write(file, "x", 1));
    close(file);
    file = open("d/f", O_WRONLY | O_APPEND);
    printf("append %d %d\n", (int)write(file, "ab", 2), (int)write(file, "cd", 2));
    close(file);
    show("d/f", 0);
    say("link", link("d/f", "g"));
    show("g", 0);
    say("symlink", symlink("d/f", "s"));
    memset(text, 0, sizeof text);
    printf("readlink %d", (int)readlink("s", text, 99));
    printf(" %s\n", text);
    show("s", 0);
    say("follow", open("s", O_RDONLY) < 0 ? -1 : 0);
    say("nofollow", open("s", O_RDONLY | O_NOFOLLOW));
    say("circle", symlink("circle", "circle"));
    say("in a circle", open("circle", O_RDONLY));
    say("rename", rename("g", "d/h"));
    say("rename over", rename("d/h", "d/f"));
    list("d");
    say("rename directory", rename("d", "e"));
    list(".");
    list("e");
    say("file as directory", open("e/f/x", O_RDONLY));
    say("directory for writing", open("e", O_WRONLY));
    say("rmdir full", rmdir("e"));
    say("rmdir file", rmdir("e/f"));
    say("unlink", unlink("e/f"));
    say("unlink link", unlink("e/h"));
    say("unlink again", unlink("e/f"));
    say("dangling", open("s", O_RDONLY));
    file = openat(AT_FDCWD, "e", O_RDONLY | O_DIRECTORY);
    say("mkdirat", mkdirat(file, "deep", 0777));
    int inner = openat(file, "deep/x", O_CREAT | O_WRONLY, 0666);
    say("openat", inner < 0 ? -1 : 0);
    close(inner);
    say("renameat", renameat(file, "deep/x", file, "y"));
    list("e");
    say("unlinkat", unlinkat(file, "y", 0));
    say("unlinkat directory", unlinkat(file, "deep", AT_REMOVEDIR));
    close(file);
    say("rmdir", rmdir("e"));
    say("unlink link", unlink("s"));
    say("unlink circle", unlink("circle"));
    FILE *stream = fopen("big", "w+");
    for (int i = 0; i < 20000; i++) fprintf(stream, "%d ", i);
    long size = ftell(stream), sum = 0;
    rewind(stream);
    for (int number = 0, c; (c = fgetc(stream)) != EOF;)
        if (c == ' ') sum += number, number = 0;
        else number = number * 10 + c - '0';
    fclose(stream);
    printf("big %ld %ld\n", size, sum);
    say("remove", remove("big"));
    list(".");
    return 0;
}
