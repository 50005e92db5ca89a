// wasi:config, wasi:logging and wasi:keyvalue, a test for each function and each error that a guest can bring about. The host has "color" = "red" and "empty" = "" in its configuration, collects
// what is logged, and opens the bucket "default", an empty one with room for 10,000 bytes.
#include "services.h"
#define WORLD services
#include "suite.h"

typedef services_bucket_t bucket;

#define NO_SUCH_STORE SERVICES_STORE_ERROR_2_NO_SUCH_STORE
#define ACCESS_DENIED SERVICES_STORE_ERROR_2_ACCESS_DENIED
#define OTHER SERVICES_STORE_ERROR_2_OTHER

#define DO(type, function, ...) ({ services_result_##type##_store_error_2_t r_; services_##function(__VA_ARGS__, &r_); r_; })
#define SUCCEEDS(type, function, ...) ({ services_result_##type##_store_error_2_t s_ = DO(type, function, __VA_ARGS__); OK(s_); s_; })
#define FAILS(code, type, function, ...) ({ services_result_##type##_store_error_2_t f_ = DO(type, function, __VA_ARGS__); ERR(code, f_); f_; })

static bucket opened(void) { return SUCCEEDS(bucket, keyvalue_store_open, S("default")).value.ok; }

static void set(bucket b, uint8_t *key, size_t key_length, uint8_t *value, size_t length) { SUCCEEDS(none, keyvalue_store_bucket_set, b, key, key_length, value, length); }

#define HAS(expected, b, key)                                                                                 \
  ({                                                                                                          \
    services_result_option_list_u8_store_error_2_t h_ = SUCCEEDS(option_list_u8, keyvalue_store_bucket_get, b, S(key)); \
    CHECK(h_.value.ok.is_some);                                                                               \
    TEXT(expected, h_.value.ok.value);                                                                        \
  })
#define HAS_NOT(b, key) CHECK(!SUCCEEDS(option_list_u8, keyvalue_store_bucket_get, b, S(key)).value.ok.is_some)

// config

TEST(config_has_values) {
  services_result_option_string_store_error_t r;
  services_config_store_get(S("color"), &r);
  OK(r);
  CHECK(r.value.ok.is_some);
  TEXT("red", r.value.ok.value);
  services_config_store_get(S("empty"), &r);
  CHECK(r.value.ok.is_some);
  TEXT("", r.value.ok.value);
  services_config_store_get(S("size"), &r);
  OK(r);
  CHECK(!r.value.ok.is_some);
  services_result_list_tuple_string_string_store_error_t all;
  services_config_store_get_all(&all);
  OK(all);
  EQ(2, all.value.ok.len);
}

TEST(denied_config_is_empty) {
  services_result_list_tuple_string_string_store_error_t all;
  services_config_store_get_all(&all);
  OK(all);
  EQ(0, all.value.ok.len);
}

// logging

TEST(logs_at_every_level) {
  for (services_level_t level = SERVICES_LEVEL_TRACE; level <= SERVICES_LEVEL_CRITICAL; level++) services_logging_log(level, S("context"), S("message"));
}

TEST(denied_logs_are_nothing) { services_logging_log(SERVICES_LEVEL_ERROR, S("context"), S("message")); }

// keyvalue/store

TEST(buckets_have_names) {
  opened();
  FAILS(NO_SUCH_STORE, bucket, keyvalue_store_open, S("none"));
}

TEST(denied_buckets_are_refused) { FAILS(ACCESS_DENIED, bucket, keyvalue_store_open, S("default")); }

TEST(values_come_and_go) {
  bucket b = opened(), again = opened();
  HAS_NOT(b, "k");
  CHECK(!SUCCEEDS(bool, keyvalue_store_bucket_exists, b, S("k")).value.ok);
  set(b, S("k"), S("hello"));
  HAS("hello", again, "k");
  CHECK(SUCCEEDS(bool, keyvalue_store_bucket_exists, b, S("k")).value.ok);
  set(b, S("k"), S(""));
  HAS("", b, "k");
  SUCCEEDS(none, keyvalue_store_bucket_delete, b, S("k"));
  HAS_NOT(b, "k");
  SUCCEEDS(none, keyvalue_store_bucket_delete, b, S("k"));
  services_keyvalue_store_drop_bucket(again);
}

TEST(keys_are_listed) {
  bucket b = opened();
  EQ(0, SUCCEEDS(key_response, keyvalue_store_bucket_list_keys, b, 0, 0, 0).value.ok.keys.len);
  set(b, S("b"), S("1"));
  set(b, S("a"), S("2"));
  services_result_key_response_store_error_2_t r = SUCCEEDS(key_response, keyvalue_store_bucket_list_keys, b, 0, 0, 0);
  EQ(2, r.value.ok.keys.len);
  CHECK(!r.value.ok.cursor.is_some);
  CHECK(r.value.ok.keys.ptr[0].ptr[0] != r.value.ok.keys.ptr[1].ptr[0]);
}

TEST(what_is_too_much_is_refused) {
  bucket b = opened();
  static uint8_t much[20000];
  services_result_none_store_error_2_t r = FAILS(OTHER, none, keyvalue_store_bucket_set, b, S("k"), much, sizeof much);
  CHECK(r.value.err.value.other.len > 0);
  HAS_NOT(b, "k");
}

// keyvalue/atomics

TEST(numbers_are_incremented) {
  bucket b = opened();
  EQ(5, SUCCEEDS(s64, atomics_increment, b, S("n"), 5).value.ok);
  EQ(-2, SUCCEEDS(s64, atomics_increment, b, S("n"), -7).value.ok);
  FAILS(OTHER, s64, atomics_increment, b, S("n"), (int64_t)1 << 63);
  EQ(-2, SUCCEEDS(s64, atomics_increment, b, S("n"), 0).value.ok);
  set(b, S("t"), S("text"));
  FAILS(OTHER, s64, atomics_increment, b, S("t"), 1);
}

TEST(swap_wants_that_nothing_has_changed) {
  bucket b = opened();
  services_cas_t cas = SUCCEEDS(cas, atomics_cas_new, b, S("k")).value.ok;
  CHECK(!SUCCEEDS(option_list_u8, atomics_cas_current, cas).value.ok.is_some);
  services_result_none_cas_error_t swapped;
  services_atomics_swap(cas, S("one"), &swapped);
  OK(swapped);
  HAS("one", b, "k");
  cas = SUCCEEDS(cas, atomics_cas_new, b, S("k")).value.ok;
  set(b, S("k"), S("two"));
  services_atomics_swap(cas, S("three"), &swapped);
  ERR(SERVICES_CAS_ERROR_CAS_FAILED, swapped);
  HAS("two", b, "k");
  cas = swapped.value.err.value.cas_failed;
  services_result_option_list_u8_store_error_2_t current = SUCCEEDS(option_list_u8, atomics_cas_current, cas);
  TEXT("two", current.value.ok.value);
  services_atomics_swap(cas, S("three"), &swapped);
  OK(swapped);
  HAS("three", b, "k");
  cas = SUCCEEDS(cas, atomics_cas_new, b, S("k")).value.ok;
  static uint8_t much[20000];
  services_atomics_swap(cas, much, sizeof much, &swapped);
  ERR(SERVICES_CAS_ERROR_STORE_ERROR, swapped);
  services_atomics_drop_cas(SUCCEEDS(cas, atomics_cas_new, b, S("k")).value.ok);
}

// keyvalue/batch

TEST(batches_are_set_got_and_deleted) {
  bucket b = opened();
  services_tuple_string_list_u8_t items[] = {{STRING("a"), {S("1")}}, {STRING("b"), {S("2")}}};
  SUCCEEDS(none, batch_set_many, b, items, 2);
  string keys[] = {STRING("b"), STRING("none"), STRING("a")};
  services_result_list_option_tuple_string_list_u8_store_error_2_t r = SUCCEEDS(list_option_tuple_string_list_u8, batch_get_many, b, keys, 3);
  EQ(3, r.value.ok.len);
  CHECK(r.value.ok.ptr[0].is_some && !r.value.ok.ptr[1].is_some && r.value.ok.ptr[2].is_some);
  TEXT("b", r.value.ok.ptr[0].value.item0);
  TEXT("2", r.value.ok.ptr[0].value.item1);
  TEXT("1", r.value.ok.ptr[2].value.item1);
  SUCCEEDS(none, batch_delete_many, b, keys, 3);
  HAS_NOT(b, "a");
  HAS_NOT(b, "b");
  SUCCEEDS(none, batch_set_many, b, items, 0);
  EQ(0, SUCCEEDS(list_option_tuple_string_list_u8, batch_get_many, b, keys, 0).value.ok.len);
}

TEST(batches_have_a_limit) {
  bucket b = opened();
  static string keys[100000];
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) keys[i] = STRING("k");
  FAILS(OTHER, list_option_tuple_string_list_u8, batch_get_many, b, keys, sizeof keys / sizeof *keys);
  FAILS(OTHER, none, batch_delete_many, b, keys, sizeof keys / sizeof *keys);
}
