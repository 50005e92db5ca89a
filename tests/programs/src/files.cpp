// Files, clocks, random numbers and an exit code in C++, whose library for WASI has neither <filesystem> nor <fstream>: files are the C library's, owned as C++ owns things.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <dirent.h>
#include <iostream>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

class File {
public:
    File(const char *path, const char *mode) : file(std::fopen(path, mode)) {}
    explicit operator bool() const { return file != nullptr; }
    void write(const std::string &text) { std::fwrite(text.data(), 1, text.size(), file.get()); }
    void seek(long offset, int from) { std::fseek(file.get(), offset, from); }
    long tell() { return std::ftell(file.get()); }
    bool line(std::string &text) {
        text.clear();
        int c;
        while ((c = std::fgetc(file.get())) != EOF && c != '\n') text += static_cast<char>(c);
        return c != EOF || !text.empty();
    }

private:
    struct Close {
        void operator()(FILE *file) const { std::fclose(file); }
    };
    std::unique_ptr<FILE, Close> file;
};

static void list(const char *path) {
    std::set<std::string> names;
    if (DIR *directory = opendir(path)) {
        while (dirent *entry = readdir(directory)) names.insert(entry->d_name);
        closedir(directory);
    }
    std::cout << path << ':';
    for (const auto &name : names)
        if (name != "." && name != "..") std::cout << ' ' << name;
    std::cout << '\n';
}

int main() {
    const char *greeting = std::getenv("GREETING");
    std::cout << "greeting " << (greeting ? greeting : "none") << '\n';
    std::cout << "mkdir " << mkdir("d", 0777) << ' ' << mkdir("d", 0777) << '\n';
    {
        File out("d/f", "w");
        for (int i = 0; i < 10000; i++) out.write(std::to_string(i) + "\n");
    }
    {
        File file("d/f", "r+");
        file.seek(0, SEEK_END);
        std::cout << "size " << file.tell() << '\n';
        file.seek(0, SEEK_SET);
        file.write("seven");
        file.seek(0, SEEK_SET);
        std::string first, second;
        file.line(first);
        file.line(second);
        std::cout << first << ' ' << second << '\n';
    }
    File("d/f", "a").write("appended\n");
    {
        File in("d/f", "r");
        std::string last;
        int count = 0;
        for (std::string line; in.line(line); count++) last = line;
        std::cout << count << " lines, " << last << '\n';
    }
    File("d/f", "w").write("short");
    std::string text;
    File("d/f", "r").line(text);
    std::cout << text << '\n';
    std::cout << "missing " << static_cast<bool>(File("none", "r")) << ", directory " << static_cast<bool>(File("d", "w")) << '\n';
    std::cout << "link " << link("d/f", "g") << ", symlink " << symlink("d/f", "s") << '\n';
    list(".");
    std::cout << "rename " << std::rename("g", "d/h") << ' ' << std::rename("none", "x") << '\n';
    list("d");
    std::cout << "rmdir " << rmdir("d") << ", remove " << std::remove("d/f") << std::remove("d/h") << std::remove("s") << ' ' << std::remove("d/f") << ", rmdir " << rmdir("d") << '\n';
    list(".");
    auto start = std::chrono::steady_clock::now();
    timespec rest = {0, 10000000};
    nanosleep(&rest, nullptr);
    std::cout << "slept " << (std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(10)) << ", after 2020 "
              << (std::chrono::system_clock::now().time_since_epoch() > std::chrono::hours(50 * 365 * 24)) << '\n';
    std::random_device random;
    std::set<unsigned> numbers;
    for (int i = 0; i < 10; i++) numbers.insert(random());
    std::cout << "random " << (numbers.size() > 5) << std::endl;
    std::exit(numbers.size() > 5 ? 1 : 2);
}
