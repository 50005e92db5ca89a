// What the guests have in common: tests by name, and what is checked in them. A test that fails tells the host why, and does not come back. WORLD is the prefix of what `bindgen` wrote.
#pragma once

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define W(name) JOIN(WORLD, name)

typedef W(_string_t) string;

// A text that is passed, as an address and a length, or as a value.
#define S(text) (uint8_t *)text, sizeof(text) - 1
#define STRING(text) ((string){S(text)})

typedef struct { const char *name; void (*body)(void); } test;

// What a name begins with, tells the host what to expect: traps_, exceeds_ (a limit), exits_N_, denied_; all else just returns.
#define TEST(name)                                                                        \
  static void name(void);                                                                 \
  __attribute__((used, section("tests"))) static const test name##_entry = {#name, name}; \
  static void name(void)

extern const test __start_tests[], __stop_tests[];

static size_t length_of(const char *text) {
  size_t length = 0;
  while (text[length]) length++;
  return length;
}

static bool same(const void *a, size_t a_length, const void *b, size_t b_length) {
  if (a_length != b_length) return false;
  for (size_t i = 0; i < a_length; i++)
    if (((const uint8_t *)a)[i] != ((const uint8_t *)b)[i]) return false;
  return true;
}

static char message[500];
static size_t used;

static void put(const char *text) {
  for (; *text && used < sizeof message; text++) message[used++] = *text;
}

static void put_number(int64_t number) {
  char digits[20];
  size_t count = sizeof digits;
  uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
  digits[--count] = 0;
  do digits[--count] = '0' + rest % 10; while ((rest /= 10) && count);
  if (number < 0) put("-");
  put(digits + count);
}

[[noreturn]] static void fail(void) {
  W(_fail)((uint8_t *)message, used);
  __builtin_trap();
}

static void check(bool holds, const char *what, int line) {
  if (holds) return;
  put("line "), put_number(line), put(": "), put(what);
  fail();
}

static void equal(int64_t expected, int64_t found, const char *what, int line) {
  if (expected == found) return;
  put("line "), put_number(line), put(": "), put(what), put(": expected "), put_number(expected), put(", found "), put_number(found);
  fail();
}

#define CHECK(condition) check(condition, #condition, __LINE__)
#define EQ(expected, found) equal((int64_t)(expected), (int64_t)(found), #found, __LINE__)
#define TEXT(expected, found) check(same(S(expected), (found).ptr, (found).len), #found " is " #expected, __LINE__)
// Of a result: that it is one, or which error it is.
#define OK(result) equal(0, (result).tag ? 1000 + *(uint8_t *)&(result).value : 0, #result " (1000 + the error)", __LINE__)
#define ERR(code, result) (equal(1, (result).tag, #result " is an error", __LINE__), equal(code, *(uint8_t *)&(result).value, #result, __LINE__))

static W(_list_string_t) names;
static string name_list[200];

W(_list_string_t) *W(_export_tests)(void) {
  size_t count = __stop_tests - __start_tests;
  check(count <= sizeof name_list / sizeof *name_list, "too many tests", __LINE__);
  for (size_t i = 0; i < count; i++) name_list[i] = (string){(uint8_t *)__start_tests[i].name, length_of(__start_tests[i].name)};
  names = (W(_list_string_t)){name_list, count};
  return &names;
}

void W(_export_run)(uint8_t *name, size_t length) {
  for (const test *t = __start_tests; t < __stop_tests; t++)
    if (same(name, length, t->name, length_of(t->name))) {
      t->body();
      return;
    }
  check(false, "there is no such test", __LINE__);
}
