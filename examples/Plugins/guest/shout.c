// Capital letters. At first it knew no others than those of English, and gave up at the sight of one; with SECOND it leaves them as they are.
#include "filter.h"

FILTER(line, length) {
  for (size_t i = 0; i < length; i++) {
#ifndef SECOND
    if (line[i] > 127) __builtin_trap();
#endif
    if (line[i] >= 'a' && line[i] <= 'z') line[i] -= 32;
  }
  return ok(line, length);
}
