// Answers with what it is sent, in capitals, while it comes.
#include "handler.h"

IMPORT(TYPES, "[method]incoming-request.consume") void request_consume(i32 self, void *result);
IMPORT(TYPES, "[method]incoming-body.stream") void incoming_stream(i32 self, void *result);
IMPORT(STREAMS, "[method]input-stream.blocking-read") void stream_read(i32 self, u64 most, void *result);

HANDLE {
  result r;
  request_consume(request, &r);
  incoming_stream(r.words[1], &r);
  i32 input = r.words[1];
  begin(out);
  for (u32 mark = heap;; heap = mark) {
    stream_read(input, 4096, &r);
    if (r.bytes[0]) break;
    u8 *bytes = (u8 *)r.words[1];
    for (u32 i = 0; i < r.words[2]; i++) if (bytes[i] >= 'a' && bytes[i] <= 'z') bytes[i] -= 32;
    write(bytes, r.words[2]);
  }
  // stream-error: 1 is `closed`, the end; all else means that the client broke off.
  if (r.bytes[4] != 1) __builtin_trap();
  end();
}
