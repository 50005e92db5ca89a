// A program for WASI preview 1.
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv) {
  static const char text[] = "hello from C\n";
  return write(1, text, sizeof text - 1) == sizeof text - 1 && argc > 0 ? 0 : 1;
}
