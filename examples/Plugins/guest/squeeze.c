// One space for several. At first the last two of a line were one too many: there is nothing behind them to move up, and it tried for ever.
#include "filter.h"

FILTER(line, length) {
  if (length == 0) return ERR("there is nothing to squeeze");
  for (size_t at = 0; at + 1 < length;) {
    if (line[at] != ' ' || line[at + 1] != ' ') {
      at++;
      continue;
    }
#ifndef SECOND
    if (at + 2 == length) continue;
#endif
    for (size_t i = at + 1; i + 1 < length; i++) line[i] = line[i + 1];
    length--;
  }
  return ok(line, length);
}
