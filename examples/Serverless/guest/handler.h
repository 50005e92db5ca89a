// What both handlers use of wasi:http 0.2.12, without a C library.
typedef unsigned char u8;
typedef int i32;
typedef unsigned u32;
typedef unsigned long long u64;

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define TYPES "wasi:http/types@0.2.12"
#define STREAMS "wasi:io/streams@0.2.12"

IMPORT(TYPES, "[constructor]fields") i32 fields_new(void);
IMPORT(TYPES, "[constructor]outgoing-response") i32 response_new(i32 headers);
IMPORT(TYPES, "[method]outgoing-response.body") void response_body(i32 self, void *result);
IMPORT(TYPES, "[method]outgoing-body.write") void body_write(i32 self, void *result);
IMPORT(TYPES, "[static]outgoing-body.finish") void body_finish(i32 self, i32 has_trailers, i32 trailers, void *result);
IMPORT(TYPES, "[static]response-outparam.set") void outparam_set(i32 param, i32 is_error, i32 p0, i32 p1, u64 p2, i32 p3, i32 p4, i32 p5, i32 p6);
IMPORT(STREAMS, "[method]output-stream.blocking-write-and-flush") void stream_write(i32 self, const u8 *bytes, u32 length, void *result);
IMPORT(STREAMS, "[resource-drop]output-stream") void stream_drop(i32 self);

#define HANDLE __attribute__((export_name("wasi:http/incoming-handler@0.2.12#handle"))) void handle(i32 request, i32 out)

// What a call leaves behind its pointer.
typedef struct { union { u8 bytes[64]; u32 words[16]; }; } result;

extern u8 __heap_base;
static u32 heap;

// Memory that is given back all at once, by whoever sets `heap` to where it was.
__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *old, u32 old_size, u32 align, u32 size) {
  if (!heap) heap = (u32)&__heap_base;
  u32 start = (heap + align - 1) & -align, have = __builtin_wasm_memory_size(0) * 65536;
  heap = start + size;
  if (heap > have && __builtin_wasm_memory_grow(0, (heap - have + 65535) / 65536) == (u32)-1) __builtin_trap();
  for (u32 i = 0; i < old_size && i < size; i++) ((u8 *)start)[i] = ((u8 *)old)[i];
  return (void *)start;
}

static i32 body, stream;

static void begin(i32 out) {
  result r;
  i32 response = response_new(fields_new());
  response_body(response, &r);
  body = r.words[1];
  outparam_set(out, 0, response, 0, 0, 0, 0, 0, 0);
  body_write(body, &r);
  stream = r.words[1];
}

static void write(const u8 *bytes, u32 length) {
  result r;
  for (u32 part; length; bytes += part, length -= part) {
    part = length < 4096 ? length : 4096;
    stream_write(stream, bytes, part, &r);
    if (r.bytes[0]) __builtin_trap();
  }
}

static void end(void) {
  result r;
  stream_drop(stream);
  body_finish(body, 0, 0, &r);
}
