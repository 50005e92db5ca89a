// Greets whom the last part of the path names.
#include "handler.h"

IMPORT(TYPES, "[method]incoming-request.path-with-query") void request_path(i32 self, void *result);

HANDLE {
  result r;
  request_path(request, &r);
  const u8 *path = (const u8 *)r.words[1];
  u32 length = r.words[2], start = length;
  while (start && path[start - 1] != '/') start--;
  begin(out);
  write((const u8 *)"Hello, ", 7);
  write(path + start, length - start);
  write((const u8 *)"!\n", 2);
  end();
}
