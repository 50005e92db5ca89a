// A handler of wasi:http 0.2.12 without a C library: what its path says is what it does. See build.sh.
typedef unsigned char u8;
typedef int i32;
typedef unsigned u32;
typedef unsigned long long u64;

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define TYPES "wasi:http/types@0.2.12"
#define STREAMS "wasi:io/streams@0.2.12"
#define POLL "wasi:io/poll@0.2.12"

IMPORT(TYPES, "[constructor]fields") i32 fields_new(void);
IMPORT(TYPES, "[method]fields.append") void fields_append(i32 self, const char *name, u32 name_length, const u8 *value, u32 value_length, void *result);
IMPORT(TYPES, "[method]fields.entries") void fields_entries(i32 self, void *result);
IMPORT(TYPES, "[resource-drop]fields") void fields_drop(i32 self);
IMPORT(TYPES, "[method]incoming-request.method") void request_method(i32 self, void *result);
IMPORT(TYPES, "[method]incoming-request.path-with-query") void request_path(i32 self, void *result);
IMPORT(TYPES, "[method]incoming-request.headers") i32 request_headers(i32 self);
IMPORT(TYPES, "[method]incoming-request.consume") void request_consume(i32 self, void *result);
IMPORT(TYPES, "[resource-drop]incoming-request") void request_drop(i32 self);
IMPORT(TYPES, "[method]incoming-body.stream") void body_stream(i32 self, void *result);
IMPORT(TYPES, "[static]incoming-body.finish") i32 body_finish(i32 self);
IMPORT(TYPES, "[method]future-trailers.subscribe") i32 trailers_subscribe(i32 self);
IMPORT(TYPES, "[method]future-trailers.get") void trailers_get(i32 self, void *result);
IMPORT(TYPES, "[constructor]outgoing-response") i32 response_new(i32 headers);
IMPORT(TYPES, "[method]outgoing-response.set-status-code") i32 response_set_status(i32 self, i32 code);
IMPORT(TYPES, "[method]outgoing-response.body") void response_body(i32 self, void *result);
IMPORT(TYPES, "[method]outgoing-body.write") void out_write(i32 self, void *result);
IMPORT(TYPES, "[static]outgoing-body.finish") void out_finish(i32 self, i32 has_trailers, i32 trailers, void *result);
IMPORT(TYPES, "[resource-drop]outgoing-body") void out_drop(i32 self);
IMPORT(TYPES, "[static]response-outparam.set") void outparam_set(i32 param, i32 is_error, i32 p0, i32 p1, u64 p2, i32 p3, i32 p4, i32 p5, i32 p6);
IMPORT(TYPES, "[resource-drop]response-outparam") void outparam_drop(i32 self);
IMPORT(TYPES, "[constructor]outgoing-request") i32 outgoing_new(i32 headers);
IMPORT(TYPES, "[method]outgoing-request.set-authority") i32 outgoing_set_authority(i32 self, i32 some, const char *text, u32 length);
IMPORT(TYPES, "[method]outgoing-request.set-path-with-query") i32 outgoing_set_path(i32 self, i32 some, const char *text, u32 length);
IMPORT(TYPES, "[method]outgoing-request.set-scheme") i32 outgoing_set_scheme(i32 self, i32 some, i32 scheme, const char *text, u32 length);
IMPORT(TYPES, "[method]future-incoming-response.subscribe") i32 future_subscribe(i32 self);
IMPORT(TYPES, "[method]future-incoming-response.get") void future_get(i32 self, void *result);
IMPORT(TYPES, "[resource-drop]future-incoming-response") void future_drop(i32 self);
IMPORT(TYPES, "[method]incoming-response.status") i32 incoming_status(i32 self);
IMPORT(TYPES, "[method]incoming-response.consume") void incoming_consume(i32 self, void *result);
IMPORT(TYPES, "[resource-drop]incoming-response") void incoming_drop(i32 self);
IMPORT("wasi:http/outgoing-handler@0.2.12", "handle") void outgoing_handle(i32 request, i32 has_options, i32 options, void *result);
IMPORT(STREAMS, "[method]input-stream.blocking-read") void in_read(i32 self, u64 most, void *result);
IMPORT(STREAMS, "[resource-drop]input-stream") void in_drop(i32 self);
IMPORT(STREAMS, "[method]output-stream.check-write") void stream_check(i32 self, void *result);
IMPORT(STREAMS, "[method]output-stream.write") void stream_write(i32 self, const u8 *bytes, u32 length, void *result);
IMPORT(STREAMS, "[method]output-stream.blocking-flush") void stream_flush(i32 self, void *result);
IMPORT(STREAMS, "[method]output-stream.blocking-write-and-flush") void stream_send(i32 self, const u8 *bytes, u32 length, void *result);
IMPORT(STREAMS, "[method]output-stream.subscribe") i32 stream_subscribe(i32 self);
IMPORT(STREAMS, "[resource-drop]output-stream") void stream_drop(i32 self);
IMPORT(POLL, "[method]pollable.block") void pollable_block(i32 self);
IMPORT(POLL, "[resource-drop]pollable") void pollable_drop(i32 self);
IMPORT("wasi:clocks/monotonic-clock@0.2.12", "subscribe-duration") i32 after(u64 nanoseconds);
IMPORT("wasi:cli/stdout@0.2.12", "get-stdout") i32 get_stdout(void);

// Memory: a heap that only grows, and is put back to where it was when what a call gave is not needed any more.
extern u8 __heap_base;
static u32 heap;

__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, u32 old_size, u32 align, u32 size) {
  if (!heap) heap = (u32)&__heap_base;
  u32 start = (heap + align - 1) & -align;
  heap = start + size;
  u32 have = __builtin_wasm_memory_size(0) * 65536;
  if (heap > have && __builtin_wasm_memory_grow(0, (heap - have + 65535) / 65536) == (u32)-1) __builtin_trap();
  u8 *to = (u8 *)start, *from = old;
  for (u32 i = 0; i < old_size && i < size; i++) to[i] = from[i];
  return to;
}

static u32 length_of(const char *text) { u32 n = 0; while (text[n]) n++; return n; }

static int starts(const char *text, u32 length, const char *with) {
  u32 n = length_of(with);
  if (length < n) return 0;
  for (u32 i = 0; i < n; i++) if (text[i] != with[i]) return 0;
  return 1;
}

static u32 number(const char *text, u32 length) {
  u32 n = 0;
  for (u32 i = 0; i < length && text[i] >= '0' && text[i] <= '9'; i++) n = n * 10 + (text[i] - '0');
  return n;
}

static u32 put_number(char *to, u64 n) {
  char digits[20];
  u32 count = 0;
  do { digits[count++] = '0' + n % 10; n /= 10; } while (n);
  for (u32 i = 0; i < count; i++) to[i] = digits[count - 1 - i];
  return count;
}

static u32 put(char *to, const char *text) { u32 n = length_of(text); for (u32 i = 0; i < n; i++) to[i] = text[i]; return n; }

// What a call leaves behind its pointer: large enough for every result of the interface.
typedef struct { union { u8 bytes[64]; u32 words[16]; u64 longs[8]; }; } result;

static i32 outparam;
static i32 out_body, out_stream;

static void set_header(i32 fields, const char *name, const char *value) {
  result r;
  fields_append(fields, name, length_of(name), (const u8 *)value, length_of(value), &r);
}

static void answer(i32 headers, i32 status) {
  result r;
  i32 response = response_new(headers);
  response_set_status(response, status);
  response_body(response, &r);
  out_body = r.words[1];
  outparam_set(outparam, 0, response, 0, 0, 0, 0, 0, 0);
  out_write(out_body, &r);
  out_stream = r.words[1];
}

// Writes as much as the stream permits at a time; 0 when nobody takes it any more.
static int write_all(const u8 *bytes, u32 length) {
  result r;
  while (length) {
    stream_check(out_stream, &r);
    if (r.bytes[0]) return 0;
    u32 permit = r.longs[1] < length ? (u32)r.longs[1] : length;
    if (!permit) {
      i32 pollable = stream_subscribe(out_stream);
      pollable_block(pollable);
      pollable_drop(pollable);
      continue;
    }
    stream_write(out_stream, bytes, permit, &r);
    if (r.bytes[0]) return 0;
    bytes += permit, length -= permit;
  }
  return 1;
}

static void finish(i32 has_trailers, i32 trailers) {
  result r;
  stream_drop(out_stream);
  out_finish(out_body, has_trailers, trailers, &r);
}

static void text(i32 status, const char *bytes, u32 length) {
  i32 headers = fields_new();
  char digits[20];
  result r;
  u32 n = put_number(digits, length);
  set_header(headers, "content-type", "text/plain");
  fields_append(headers, "content-length", 14, (const u8 *)digits, n, &r);
  answer(headers, status);
  write_all((const u8 *)bytes, length);
  finish(0, 0);
}

static i32 open_body(i32 request, i32 *body) {
  result r;
  request_consume(request, &r);
  *body = r.words[1];
  body_stream(*body, &r);
  return r.words[1];
}

// Reads to the end; each piece is written on where `echo` says so. The number of bytes, or -1 - number if the body broke off.
static long long read_all(i32 stream, int echo) {
  result r;
  u64 bytes = 0;
  for (;;) {
    u32 mark = heap;
    in_read(stream, 65536, &r);
    if (r.bytes[0]) return r.bytes[4] == 1 ? (long long)bytes : -1 - (long long)bytes;
    bytes += r.words[2];
    if (echo && !write_all((const u8 *)r.words[1], r.words[2])) return -1 - (long long)bytes;
    heap = mark;
  }
}

static void echo(i32 request) {
  i32 body, stream = open_body(request, &body);
  i32 headers = fields_new();
  set_header(headers, "content-type", "application/octet-stream");
  answer(headers, 200);
  if (read_all(stream, 1) < 0) __builtin_trap();
  finish(0, 0);
}

// The trailers of the request as headers of the answer.
static void trailers(i32 request) {
  i32 body, stream = open_body(request, &body);
  if (read_all(stream, 0) < 0) __builtin_trap();
  in_drop(stream);
  i32 future = body_finish(body);
  i32 pollable = trailers_subscribe(future);
  pollable_block(pollable);
  pollable_drop(pollable);
  result r, entries;
  trailers_get(future, &r);
  i32 copy = fields_new();
  // some(ok(ok(some(trailers))))
  if (r.bytes[0] && !r.bytes[8] && !r.bytes[16] && r.bytes[24]) {
    fields_entries(r.words[7], &entries);
    u32 *field = (u32 *)entries.words[0];
    for (u32 i = 0; i < entries.words[1]; i++, field += 4)
      fields_append(copy, (const char *)field[0], field[1], (const u8 *)field[2], field[3], &r);
  }
  answer(copy, 200);
  finish(0, 0);
}

static void json(i32 request, const char *path, u32 length) {
  static const char *methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "other"};
  char out[512];
  result method;
  request_method(request, &method);
  i32 body, stream = open_body(request, &body);
  long long bytes = read_all(stream, 0);
  in_drop(stream);
  i32 headers = request_headers(request);
  result entries;
  fields_entries(headers, &entries);
  fields_drop(headers);
  u32 n = put(out, "{\"method\":\"");
  n += put(out + n, methods[method.bytes[0]]);
  n += put(out + n, "\",\"path\":\"");
  for (u32 i = 0; i < length && i < 256; i++) if (path[i] > ' ' && path[i] != '"' && path[i] != '\\') out[n++] = path[i];
  n += put(out + n, "\",\"bytes\":");
  n += put_number(out + n, bytes < 0 ? 0 : bytes);
  n += put(out + n, ",\"headers\":");
  n += put_number(out + n, entries.words[1]);
  n += put(out + n, "}\n");
  i32 fields = fields_new();
  set_header(fields, "content-type", "application/json");
  answer(fields, 200);
  write_all((const u8 *)out, n);
  finish(0, 0);
}

static void headers_back(i32 request) {
  i32 headers = request_headers(request), back = fields_new();
  result entries, r;
  fields_entries(headers, &entries);
  fields_drop(headers);
  u32 *field = (u32 *)entries.words[0];
  for (u32 i = 0; i < entries.words[1]; i++, field += 4)
    if (starts((const char *)field[0], field[1], "X-") || starts((const char *)field[0], field[1], "x-"))
      fields_append(back, (const char *)field[0], field[1], (const u8 *)field[2], field[3], &r);
  answer(back, 200);
  finish(0, 0);
}

static void lines(u32 count, u64 pause) {
  result r;
  answer(fields_new(), 200);
  for (u32 i = 0; i < count; i++) {
    char line[32];
    u32 n = put(line, "line ");
    n += put_number(line + n, i);
    line[n++] = '\n';
    stream_send(out_stream, (const u8 *)line, n, &r);
    if (r.bytes[0]) __builtin_trap();
    if (pause) { i32 timer = after(pause); pollable_block(timer); pollable_drop(timer); }
  }
  i32 trailers = fields_new();
  set_header(trailers, "x-end", "of the lines");
  finish(1, trailers);
}

// /fetch/AUTHORITY/PATH: the answer of another server as the own one; where there is none, 502 with the number of the error code.
static void fetch(const char *path, u32 length) {
  u32 at = 7;
  while (at < length && path[at] != '/') at++;
  i32 request = outgoing_new(fields_new());
  result r;
  outgoing_set_scheme(request, 1, 0, 0, 0);
  if (outgoing_set_authority(request, 1, path + 7, at - 7)) { text(400, "authority\n", 10); return; }
  if (outgoing_set_path(request, 1, path + at, length - at)) { text(400, "path\n", 5); return; }
  outgoing_handle(request, 0, 0, &r);
  u32 code = r.bytes[8], failed = r.bytes[0];
  i32 future = r.words[2];
  if (!failed) {
    i32 pollable = future_subscribe(future);
    pollable_block(pollable);
    pollable_drop(pollable);
    future_get(future, &r);
    // some(ok(result)): the result begins at 16, its payload at 24.
    failed = r.bytes[16], code = r.bytes[24];
    future_drop(future);
  }
  if (failed) {
    char out[16];
    u32 n = put_number(out, code);
    out[n++] = '\n';
    text(502, out, n);
    return;
  }
  i32 response = r.words[6];
  answer(fields_new(), incoming_status(response));
  incoming_consume(response, &r);
  i32 body = r.words[1];
  body_stream(body, &r);
  i32 stream = r.words[1];
  if (read_all(stream, 1) < 0) __builtin_trap();
  finish(0, 0);
}

// /do/STEP,STEP,…: what a guest may do about its answer, in any order. Each step is a letter and what it needs.
static void steps(i32 request, const char *path, u32 length) {
  static u8 zeros[4096];
  i32 headers = fields_new(), response = 0, body = 0, stream = 0;
  result r;
  for (u32 at = 0; at < length; at++) {
    u32 end = at;
    while (end < length && path[end] != ',') end++;
    char step = path[at];
    const char *what = path + at + 1;
    u32 size = end > at ? end - at - 1 : 0, n = number(what, size), colon = 0;
    at = end;
    switch (step) {
      case 'h':  // a field of the header, NAME:VALUE
        while (colon < size && what[colon] != ':') colon++;
        fields_append(headers, what, colon, (const u8 *)what + colon + 1, size - colon - 1, &r);
        break;
      case 'H':  // N fields
        while (n--) set_header(headers, "x", "y");
        break;
      case 'r':  // the response, of status N
        response = response_new(headers);
        response_set_status(response, n);
        break;
      case 'b':  // its body, and the stream into that
        response_body(response, &r);
        out_body = r.words[1];
        out_write(out_body, &r);
        out_stream = r.words[1];
        break;
      case 'a': outparam_set(outparam, 0, response, 0, 0, 0, 0, 0, 0); break;
      case 'o': outparam_drop(outparam); break;
      case 'w': write_all((const u8 *)what, size); break;
      case 'W':  // N blocks of 4,096 bytes
        while (n-- && write_all(zeros, sizeof zeros)) ;
        break;
      case 'f': stream_flush(out_stream, &r); break;
      case 'd': stream_drop(out_stream); break;
      case 'e': out_finish(out_body, 0, 0, &r); break;
      case 'x': out_drop(out_body); break;
      case 'i': stream = open_body(request, &body); break;
      case 'I': in_read(stream, 1, &r); break;
      case 'z': { i32 timer = after(n * 1000000ull); pollable_block(timer); pollable_drop(timer); } break;
      case 'l': for (volatile u32 i = 0;; i++) ;
      default: __builtin_trap();
    }
  }
}

static void print(const char *line) {
  result r;
  stream_send(get_stdout(), (const u8 *)line, length_of(line), &r);
}

__attribute__((export_name("wasi:http/incoming-handler@0.2.12#handle"))) void handle(i32 request, i32 out) {
  result r;
  outparam = out;
  request_path(request, &r);
  const char *path = (const char *)r.words[1];
  u32 length = r.bytes[0] ? r.words[2] : 0;
#define IS(route) starts(path, length, route)
  if (IS("/echo")) echo(request);
  else if (IS("/json")) json(request, path, length);
  else if (IS("/trailers")) trailers(request);
  else if (IS("/headers")) headers_back(request);
  else if (IS("/lines/")) lines(number(path + 7, length - 7), 0);
  else if (IS("/slow/")) lines(number(path + 6, length - 6), 20000000);
  else if (IS("/do/")) steps(request, path + 4, length - 4);
  else if (IS("/fetch/")) fetch(path, length);
  else if (IS("/status/")) text(number(path + 8, length - 8), "status\n", 7);
  else if (IS("/empty")) { i32 response = response_new(fields_new()); response_set_status(response, 204); outparam_set(out, 0, response, 0, 0, 0, 0, 0, 0); }
  else if (IS("/error")) outparam_set(out, 1, 0, 0, 0, 0, 0, 0, 0);
  else if (IS("/denied")) outparam_set(out, 1, 15, 0, 0, 0, 0, 0, 0);
  else if (IS("/silent")) ;
  else if (IS("/unfinished")) { answer(fields_new(), 200); stream_drop(out_stream); out_drop(out_body); }
  else if (IS("/torn")) { answer(fields_new(), 200); write_all((const u8 *)"part", 4); stream_flush(out_stream, &r); __builtin_trap(); }
  else if (IS("/short")) { i32 headers = fields_new(); set_header(headers, "content-length", "10"); answer(headers, 200); write_all((const u8 *)"short", 5); finish(0, 0); }
  else if (IS("/long")) { i32 headers = fields_new(); set_header(headers, "content-length", "3"); answer(headers, 200); write_all((const u8 *)"longer", 6); finish(0, 0); }
  else if (IS("/set-trap")) { answer(fields_new(), 200); __builtin_trap(); }
  else if (IS("/trap")) __builtin_trap();
  else if (IS("/spin")) for (volatile u32 i = 0;; i++) ;
  else if (IS("/sleep")) { i32 timer = after(-1ull); pollable_block(timer); }
  else if (IS("/bomb")) for (;;) { u32 page = __builtin_wasm_memory_grow(0, 16); if (page == (u32)-1) __builtin_trap(); for (u32 i = 0; i < 16; i++) *(volatile u8 *)((page + i) * 65536) = 1; }
  else if (IS("/flood")) { i32 fields = fields_new(); for (;;) set_header(fields, "x-flood", "0123456789012345678901234567890123456789"); }
  else if (IS("/print")) { print("one\ntwo"); print(" words\n\33[31mred"); text(200, "printed\n", 8); }
  else text(200, "hello from a component\n", 23);
  request_drop(request);
}
