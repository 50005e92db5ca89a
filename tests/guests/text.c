// The guest in C, without a library: clang and its linker alone.
#define EXPORT(name) __attribute__((export_name(name)))
#define INTERFACE "guests:text/text@1.0.0#"

typedef __SIZE_TYPE__ size_t;
typedef struct { char *start; size_t length; } string;
typedef struct {
  unsigned char is_error;
  union {
    struct { unsigned words; string longest; } ok;
    struct { unsigned char which; unsigned length; } error;
  };
} summary_result;

extern unsigned char __heap_base;
static size_t next;

// Never gives back: a call leaves little behind, and the guest lives for a few.
EXPORT("cabi_realloc") void *cabi_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
  if (next == 0) next = (size_t)&__heap_base;
  next = (next + alignment - 1) & ~(alignment - 1);
  char *result = (char *)next;
  next += size;
  size_t pages = __builtin_wasm_memory_size(0);
  if (next > pages << 16 && __builtin_wasm_memory_grow(0, ((next - (pages << 16)) >> 16) + 1) == (size_t)-1) __builtin_trap();
  for (size_t i = 0; i < old_size && i < size; i++) result[i] = ((char *)old)[i];
  return result;
}

EXPORT(INTERFACE "shout") string *shout(char *text, size_t length) {
  string *result = cabi_realloc(0, 0, 4, sizeof *result);
  for (size_t i = 0; i < length; i++)
    if (text[i] >= 'a' && text[i] <= 'z') text[i] -= 32;
  *result = (string){text, length};
  return result;
}

EXPORT(INTERFACE "summarize") summary_result *summarize(char *text, size_t length) {
  summary_result *result = cabi_realloc(0, 0, 4, sizeof *result);
  unsigned words = 0;
  string longest = {0, 0};
  for (size_t i = 0; i < length;) {
    size_t start = i;
    while (i < length && text[i] != ' ') i++;
    if (i > start) words++;
    if (i - start > longest.length) longest = (string){text + start, i - start};
    if (i < length) i++;
  }
  if (length > 1000 || words == 0) {
    result->is_error = 1;
    result->error.which = length > 1000;
    result->error.length = length;
    return result;
  }
  result->is_error = 0;
  result->ok.words = words;
  result->ok.longest = longest;
  return result;
}

EXPORT(INTERFACE "sum") long long sum(long long *values, size_t count) {
  unsigned long long total = 0;
  for (size_t i = 0; i < count; i++) total += values[i];
  return total;
}
