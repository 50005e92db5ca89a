// wasi:filesystem, a test for each function and each error that a guest can bring about. The host grants "/", an empty directory, and "/ro", in which nothing may be changed: there are the
// file "kept" with "content" and "dir/inner". No more than 20 files may be open.
#include "files.h"
#define WORLD files
#include "suite.h"

typedef files_descriptor_t descriptor;

#define E(code) FILES_ERROR_CODE_##code
#define FLAGS(flag) FILES_DESCRIPTOR_FLAGS_##flag
#define OPEN(flag) FILES_OPEN_FLAGS_##flag
#define IS(type) FILES_DESCRIPTOR_TYPE_##type
#define FOLLOW FILES_PATH_FLAGS_SYMLINK_FOLLOW
#define READ_WRITE (FLAGS(READ) | FLAGS(WRITE))
// The times that are passed: none, now, or a time in seconds.
#define KEEP FILES_NEW_TIMESTAMP_NO_CHANGE, 0, 0
#define NOW FILES_NEW_TIMESTAMP_NOW, 0, 0
#define AT(seconds, nanoseconds) FILES_NEW_TIMESTAMP_TIMESTAMP, seconds, nanoseconds

// The result of a method whose value is of a type.
#define DO(type, method, ...) ({ files_result_##type##_error_code_t r_; files_types_descriptor_##method(__VA_ARGS__, &r_); r_; })
#define SUCCEEDS(type, method, ...) ({ files_result_##type##_error_code_t s_ = DO(type, method, __VA_ARGS__); OK(s_); s_; })
#define FAILS(code, type, method, ...) ({ files_result_##type##_error_code_t f_ = DO(type, method, __VA_ARGS__); ERR(E(code), f_); })

static descriptor granted(size_t index) {
  files_list_tuple_descriptor_string_t all;
  files_preopens_get_directories(&all);
  EQ(2, all.len);
  return all.ptr[index].item0;
}

static descriptor root(void) { return granted(0); }

static descriptor read_only(void) { return granted(1); }

static descriptor open_in(descriptor directory, uint8_t *path, size_t length, files_open_flags_t open, files_descriptor_flags_t flags) {
  return SUCCEEDS(descriptor, open_at, directory, FOLLOW, path, length, open, flags).value.ok;
}

static descriptor file_in(descriptor directory, uint8_t *path, size_t length) { return open_in(directory, path, length, OPEN(CREATE), READ_WRITE); }

static descriptor file_with(descriptor directory, uint8_t *path, size_t length, uint8_t *bytes, size_t count) {
  descriptor file = file_in(directory, path, length);
  EQ(count, SUCCEEDS(filesize, write, file, bytes, count, 0).value.ok);
  return file;
}

static files_descriptor_stat_t stat_of(descriptor file) { return SUCCEEDS(descriptor_stat, stat, file).value.ok; }

#define CONTAINS(expected, file)                                                                           \
  ({                                                                                                       \
    files_result_tuple_list_u8_bool_error_code_t c_ = SUCCEEDS(tuple_list_u8_bool, read, file, 10000, 0); \
    TEXT(expected, c_.value.ok.item0);                                                                     \
  })

static void link_in(descriptor directory, uint8_t *target, size_t target_length, uint8_t *path, size_t length) {
  SUCCEEDS(none, symlink_at, directory, target, target_length, path, length);
}

// preopens

TEST(directories_have_names) {
  files_list_tuple_descriptor_string_t all;
  files_preopens_get_directories(&all);
  EQ(2, all.len);
  TEXT("/", all.ptr[0].item1);
  TEXT("/ro", all.ptr[1].item1);
}

TEST(denied_directories_are_none) {
  files_list_tuple_descriptor_string_t all;
  files_preopens_get_directories(&all);
  EQ(0, all.len);
}

// open-at

TEST(open_at_creates) {
  descriptor d = root();
  FAILS(NO_ENTRY, descriptor, open_at, d, 0, S("f"), 0, FLAGS(READ));
  descriptor file = file_in(d, S("f"));
  EQ(IS(REGULAR_FILE), SUCCEEDS(descriptor_type, get_type, file).value.ok);
  EQ(READ_WRITE, SUCCEEDS(descriptor_flags, get_flags, file).value.ok);
  files_types_drop_descriptor(file);
  FAILS(EXIST, descriptor, open_at, d, 0, S("f"), OPEN(CREATE) | OPEN(EXCLUSIVE), READ_WRITE);
}

TEST(open_at_truncates) {
  descriptor d = root();
  file_with(d, S("f"), S("hello"));
  descriptor file = open_in(d, S("f"), OPEN(TRUNCATE), READ_WRITE);
  EQ(0, stat_of(file).size);
}

TEST(open_at_of_a_directory) {
  descriptor d = root();
  SUCCEEDS(none, create_directory_at, d, S("d"));
  descriptor inner = open_in(d, S("d"), OPEN(DIRECTORY), FLAGS(READ) | FLAGS(MUTATE_DIRECTORY));
  EQ(IS(DIRECTORY), SUCCEEDS(descriptor_type, get_type, inner).value.ok);
  EQ(FLAGS(READ) | FLAGS(MUTATE_DIRECTORY), SUCCEEDS(descriptor_flags, get_flags, inner).value.ok);
  file_in(d, S("f"));
  FAILS(NOT_DIRECTORY, descriptor, open_at, d, 0, S("f"), OPEN(DIRECTORY), FLAGS(READ));
  FAILS(NOT_DIRECTORY, descriptor, open_at, d, 0, S("f/"), 0, FLAGS(READ));
  FAILS(NOT_DIRECTORY, descriptor, open_at, d, 0, S("f/x"), 0, FLAGS(READ));
  FAILS(IS_DIRECTORY, descriptor, open_at, d, 0, S("d"), 0, FLAGS(WRITE));
  FAILS(NOT_DIRECTORY, descriptor, open_at, file_in(d, S("f")), 0, S("x"), 0, FLAGS(READ));
}

TEST(open_at_follows_links_where_it_shall) {
  descriptor d = root();
  file_with(d, S("f"), S("hello"));
  link_in(d, S("f"), S("l"));
  CONTAINS("hello", open_in(d, S("l"), 0, FLAGS(READ)));
  FAILS(LOOP, descriptor, open_at, d, 0, S("l"), 0, FLAGS(READ));
  link_in(d, S("round"), S("round"));
  FAILS(LOOP, descriptor, open_at, d, FOLLOW, S("round"), 0, FLAGS(READ));
  link_in(d, S("nowhere"), S("dangling"));
  FAILS(NO_ENTRY, descriptor, open_at, d, FOLLOW, S("dangling"), 0, FLAGS(READ));
}

TEST(paths_do_not_leave_the_directory) {
  descriptor d = root();
  SUCCEEDS(none, create_directory_at, d, S("d"));
  FAILS(NOT_PERMITTED, descriptor, open_at, d, 0, S("/"), 0, FLAGS(READ));
  FAILS(NOT_PERMITTED, descriptor, open_at, d, 0, S("/d"), 0, FLAGS(READ));
  FAILS(NOT_PERMITTED, descriptor, open_at, d, 0, S(".."), 0, FLAGS(READ));
  FAILS(NOT_PERMITTED, descriptor, open_at, d, 0, S("d/../.."), 0, FLAGS(READ));
  FAILS(NOT_PERMITTED, descriptor_stat, stat_at, d, 0, S("d/../../x"));
  open_in(d, S("d/.."), 0, FLAGS(READ));
  descriptor inner = open_in(d, S("d"), 0, FLAGS(READ));
  FAILS(NOT_PERMITTED, descriptor, open_at, inner, 0, S(".."), 0, FLAGS(READ));
  link_in(d, S(".."), S("up"));
  FAILS(NOT_PERMITTED, descriptor, open_at, d, FOLLOW, S("up"), 0, FLAGS(READ));
}

TEST(what_is_no_path_is_refused) {
  descriptor d = root();
  static uint8_t name[300], path[6000];
  for (size_t i = 0; i < sizeof name; i++) name[i] = 'n';
  for (size_t i = 0; i < sizeof path; i++) path[i] = i % 2 ? '/' : 'p';
  FAILS(NO_ENTRY, descriptor, open_at, d, 0, S(""), 0, FLAGS(READ));
  FAILS(INVALID, descriptor, open_at, d, 0, S("a\0b"), 0, FLAGS(READ));
  FAILS(NAME_TOO_LONG, descriptor, open_at, d, 0, name, sizeof name, OPEN(CREATE), FLAGS(WRITE));
  FAILS(NAME_TOO_LONG, descriptor, open_at, d, 0, path, sizeof path, OPEN(CREATE), FLAGS(WRITE));
}

TEST(no_more_may_be_open_than_the_quota) {
  descriptor d = root(), last = 0;
  for (int i = 0; i < 100; i++) {
    files_result_descriptor_error_code_t r = DO(descriptor, open_at, d, 0, S("f"), OPEN(CREATE), FLAGS(WRITE));
    if (r.tag) {
      ERR(E(QUOTA), r);
      CHECK(i > 10 && i <= 20);
      files_types_drop_descriptor(last);
      file_in(d, S("f"));
      return;
    }
    last = r.value.ok;
  }
  CHECK(false);
}

// read, write, set-size

TEST(write_and_read_at_offsets) {
  descriptor file = file_with(root(), S("f"), S("hello"));
  EQ(1, SUCCEEDS(filesize, write, file, S("J"), 0).value.ok);
  EQ(0, SUCCEEDS(filesize, write, file, S(""), 3).value.ok);
  files_result_tuple_list_u8_bool_error_code_t r = SUCCEEDS(tuple_list_u8_bool, read, file, 3, 1);
  TEXT("ell", r.value.ok.item0);
  CHECK(!r.value.ok.item1);
  r = SUCCEEDS(tuple_list_u8_bool, read, file, 10, 5);
  EQ(0, r.value.ok.item0.len);
  CHECK(r.value.ok.item1);
  SUCCEEDS(filesize, write, file, S("!"), 7);
  CONTAINS("Jello\0\0!", file);
}

TEST(read_far_behind_the_end_is_the_end) {
  files_result_tuple_list_u8_bool_error_code_t r = SUCCEEDS(tuple_list_u8_bool, read, file_with(root(), S("f"), S("hello")), 10, -1);
  EQ(0, r.value.ok.item0.len);
  CHECK(r.value.ok.item1);
}

TEST(read_and_write_want_what_was_asked_for) {
  descriptor d = root();
  file_with(d, S("f"), S("hello"));
  FAILS(BAD_DESCRIPTOR, filesize, write, open_in(d, S("f"), 0, FLAGS(READ)), S("x"), 0);
  FAILS(BAD_DESCRIPTOR, tuple_list_u8_bool, read, open_in(d, S("f"), 0, FLAGS(WRITE)), 1, 0);
  FAILS(IS_DIRECTORY, tuple_list_u8_bool, read, d, 1, 0);
  FAILS(IS_DIRECTORY, filesize, write, d, S("x"), 0);
}

TEST(write_too_far_is_too_large) { FAILS(FILE_TOO_LARGE, filesize, write, file_in(root(), S("f")), S("x"), -1); }

TEST(set_size_cuts_and_grows) {
  descriptor file = file_with(root(), S("f"), S("hello"));
  SUCCEEDS(none, set_size, file, 2);
  SUCCEEDS(none, set_size, file, 4);
  CONTAINS("he\0\0", file);
  EQ(4, stat_of(file).size);
}

TEST(set_size_refuses) {
  descriptor d = root();
  FAILS(FILE_TOO_LARGE, none, set_size, file_in(d, S("f")), -1);
  FAILS(IS_DIRECTORY, none, set_size, d, 1);
  FAILS(BAD_DESCRIPTOR, none, set_size, open_in(d, S("f"), 0, FLAGS(READ)), 1);
}

// Streams

static void send(files_output_stream_t stream, uint8_t *bytes, size_t count) {
  files_result_none_stream_error_t r;
  files_streams_output_stream_blocking_write_and_flush(stream, bytes, count, &r);
  OK(r);
}

TEST(read_via_stream_from_an_offset) {
  files_result_input_stream_error_code_t in = SUCCEEDS(input_stream, read_via_stream, file_with(root(), S("f"), S("hello")), 2);
  files_result_list_u8_stream_error_t r;
  files_streams_input_stream_blocking_read(in.value.ok, 2, &r);
  OK(r);
  TEXT("ll", r.value.ok);
  files_streams_input_stream_blocking_read(in.value.ok, 100, &r);
  OK(r);
  TEXT("o", r.value.ok);
  files_streams_input_stream_blocking_read(in.value.ok, 100, &r);
  ERR(FILES_STREAM_ERROR_CLOSED, r);
}

TEST(write_via_stream_at_an_offset) {
  descriptor file = file_with(root(), S("f"), S("hello"));
  files_output_stream_t out = SUCCEEDS(output_stream, write_via_stream, file, 3).value.ok;
  send(out, S("p me"));
  send(out, S("!"));
  CONTAINS("help me!", file);
}

TEST(append_via_stream_at_the_end) {
  descriptor file = file_with(root(), S("f"), S("hello"));
  files_output_stream_t out = SUCCEEDS(output_stream, append_via_stream, file).value.ok;
  send(out, S(", "));
  SUCCEEDS(filesize, write, file, S("J"), 0);
  send(out, S("world"));
  CONTAINS("Jello, world", file);
}

TEST(streams_want_what_was_asked_for) {
  descriptor d = root();
  file_with(d, S("f"), S("hello"));
  descriptor reader = open_in(d, S("f"), 0, FLAGS(READ)), writer = open_in(d, S("f"), 0, FLAGS(WRITE));
  FAILS(BAD_DESCRIPTOR, output_stream, write_via_stream, reader, 0);
  FAILS(BAD_DESCRIPTOR, output_stream, append_via_stream, reader);
  FAILS(BAD_DESCRIPTOR, input_stream, read_via_stream, writer, 0);
  FAILS(IS_DIRECTORY, input_stream, read_via_stream, d, 0);
  FAILS(IS_DIRECTORY, output_stream, write_via_stream, d, 0);
  FAILS(IS_DIRECTORY, output_stream, append_via_stream, d);
}

TEST(an_error_of_a_stream_has_a_code) {
  files_output_stream_t out = SUCCEEDS(output_stream, write_via_stream, file_in(root(), S("f")), (uint64_t)1 << 63).value.ok;
  files_result_none_stream_error_t r;
  files_streams_output_stream_blocking_write_and_flush(out, S("x"), &r);
  ERR(FILES_STREAM_ERROR_LAST_OPERATION_FAILED, r);
  files_option_error_code_t code;
  files_types_filesystem_error_code(r.value.err.value.last_operation_failed, &code);
  CHECK(code.is_some);
  EQ(E(FILE_TOO_LARGE), code.value);
  files_error_drop_error(r.value.err.value.last_operation_failed);
  files_streams_output_stream_blocking_write_and_flush(out, S("x"), &r);
  ERR(FILES_STREAM_ERROR_CLOSED, r);
}

TEST(nothing_is_read_and_written) {
  descriptor file = file_with(root(), S("f"), S("hello"));
  files_result_tuple_list_u8_bool_error_code_t r = SUCCEEDS(tuple_list_u8_bool, read, file, 0, 0);
  EQ(0, r.value.ok.item0.len);
  CHECK(!r.value.ok.item1);
  EQ(0, SUCCEEDS(filesize, write, file, S(""), 100).value.ok);
  EQ(5, stat_of(file).size);
  files_input_stream_t in = SUCCEEDS(input_stream, read_via_stream, file, 5).value.ok;
  files_result_list_u8_stream_error_t none;
  files_streams_input_stream_read(in, 0, &none);
  OK(none);
  EQ(0, none.value.ok.len);
  files_streams_input_stream_read(in, 1, &none);
  ERR(FILES_STREAM_ERROR_CLOSED, none);
  files_streams_input_stream_read(in, 0, &none);
  ERR(FILES_STREAM_ERROR_CLOSED, none);
}

TEST(places_beyond_all_files_are_told_from_the_end) {
  descriptor file = file_with(root(), S("f"), S("hello"));
  uint64_t last = ((uint64_t)1 << 63) - 1;
  files_result_tuple_list_u8_bool_error_code_t r = SUCCEEDS(tuple_list_u8_bool, read, file, 10, last);
  CHECK(r.value.ok.item1 && r.value.ok.item0.len == 0);
  r = SUCCEEDS(tuple_list_u8_bool, read, file, -1, last - 1);
  CHECK(r.value.ok.item1 && r.value.ok.item0.len == 0);
  FAILS(FILE_TOO_LARGE, filesize, write, file, S("x"), last);
  FAILS(FILE_TOO_LARGE, filesize, write, file, S("x"), last - 1);
  FAILS(FILE_TOO_LARGE, none, set_size, file, last);
  EQ(5, stat_of(file).size);
  files_input_stream_t in = SUCCEEDS(input_stream, read_via_stream, file, -1).value.ok;
  files_result_list_u8_stream_error_t end;
  files_streams_input_stream_blocking_read(in, 1, &end);
  ERR(FILES_STREAM_ERROR_CLOSED, end);
  in = SUCCEEDS(input_stream, read_via_stream, file, last).value.ok;
  files_streams_input_stream_blocking_read(in, 10, &end);
  ERR(FILES_STREAM_ERROR_CLOSED, end);
}

TEST(what_appends_finds_the_end_wherever_it_is) {
  descriptor d = root(), file = file_with(d, S("f"), S("hello"));
  files_output_stream_t out = SUCCEEDS(output_stream, append_via_stream, file).value.ok;
  send(out, S(" there"));
  SUCCEEDS(none, set_size, file, 2);
  send(out, S("y"));
  open_in(d, S("f"), OPEN(TRUNCATE), FLAGS(WRITE));
  send(out, S("end"));
  CONTAINS("end", file);
  files_output_stream_t at = SUCCEEDS(output_stream, write_via_stream, file, 0).value.ok;
  send(at, S("E"));
  open_in(d, S("f"), OPEN(TRUNCATE), FLAGS(WRITE));
  send(at, S("F"));
  CONTAINS("\0F", file);
}

TEST(streams_outlive_their_descriptor_and_the_name) {
  descriptor d = root(), file = file_with(d, S("f"), S("hello"));
  files_input_stream_t in = SUCCEEDS(input_stream, read_via_stream, file, 0).value.ok;
  files_output_stream_t out = SUCCEEDS(output_stream, append_via_stream, file).value.ok;
  files_types_drop_descriptor(file);
  SUCCEEDS(none, unlink_file_at, d, S("f"));
  send(out, S("!"));
  files_result_list_u8_stream_error_t r;
  files_streams_input_stream_blocking_read(in, 100, &r);
  OK(r);
  TEXT("hello!", r.value.ok);
}

TEST(splice_from_a_file_to_itself) {
  descriptor file = file_with(root(), S("f"), S("hello"));
  files_input_stream_t in = SUCCEEDS(input_stream, read_via_stream, file, 1).value.ok;
  files_output_stream_t out = SUCCEEDS(output_stream, append_via_stream, file).value.ok;
  files_result_u64_stream_error_t r;
  files_streams_output_stream_splice(out, in, 3, &r);
  OK(r);
  EQ(3, r.value.ok);
  CONTAINS("helloell", file);
}

TEST(paths_go_round_about) {
  descriptor d = root();
  SUCCEEDS(none, create_directory_at, d, S("d"));
  file_with(d, S("d/f"), S("hello"));
  CONTAINS("hello", open_in(d, S("./d//.///f"), 0, FLAGS(READ)));
  CONTAINS("hello", open_in(d, S("d/../d/f"), 0, FLAGS(READ)));
  FAILS(NOT_DIRECTORY, descriptor, open_at, d, 0, S("d/f/."), 0, FLAGS(READ));
  FAILS(NOT_DIRECTORY, descriptor, open_at, d, 0, S("d/f/.."), 0, FLAGS(READ));
  FAILS(NO_ENTRY, descriptor, open_at, d, 0, S("none/.."), 0, FLAGS(READ));
  link_in(d, S("d"), S("l"));
  CONTAINS("hello", open_in(d, S("l/f"), 0, FLAGS(READ)));
  CONTAINS("hello", open_in(d, S("l/../l/f"), 0, FLAGS(READ)));
  EQ(IS(DIRECTORY), SUCCEEDS(descriptor_stat, stat_at, d, 0, S("l/")).value.ok.type);
  EQ(IS(SYMBOLIC_LINK), SUCCEEDS(descriptor_stat, stat_at, d, 0, S("l")).value.ok.type);
  FAILS(NOT_DIRECTORY, none, remove_directory_at, d, S("l/"));
  FAILS(NOT_DIRECTORY, none, unlink_file_at, d, S("l/"));
  FAILS(IS_DIRECTORY, descriptor, open_at, d, 0, S("new/"), OPEN(CREATE), FLAGS(WRITE));
  FAILS(IS_DIRECTORY, none, unlink_file_at, d, S("d/"));
  FAILS(NOT_EMPTY, none, remove_directory_at, d, S("d/"));
  FAILS(INVALID, none, remove_directory_at, d, S("d/."));
  FAILS(NOT_PERMITTED, none, rename_at, d, S("d/f"), d, S("../f"));
  FAILS(NOT_DIRECTORY, none, rename_at, d, S("d/f"), d, S("g/"));
  FAILS(BUSY, none, rename_at, d, S("."), d, S("g"));
  SUCCEEDS(none, rename_at, d, S("d/"), d, S("e/"));
  CONTAINS("hello", open_in(d, S("e/f"), 0, FLAGS(READ)));
  FAILS(NO_ENTRY, descriptor, open_at, d, 0, S("l/f"), 0, FLAGS(READ));
}

TEST(links_that_go_in_circles_end_in_every_place) {
  descriptor d = root();
  link_in(d, S("b"), S("a"));
  link_in(d, S("a"), S("b"));
  link_in(d, S("self/x"), S("self"));
  FAILS(LOOP, descriptor_stat, stat_at, d, FOLLOW, S("a"));
  FAILS(LOOP, descriptor_stat, stat_at, d, 0, S("a/"));
  FAILS(LOOP, descriptor_stat, stat_at, d, 0, S("a/x"));
  FAILS(LOOP, descriptor_stat, stat_at, d, FOLLOW, S("self"));
  FAILS(LOOP, none, set_times_at, d, FOLLOW, S("b"), NOW, NOW);
  FAILS(LOOP, none, create_directory_at, d, S("a/x"));
  FAILS(LOOP, descriptor, open_at, d, FOLLOW, S("a"), OPEN(CREATE), FLAGS(WRITE));
  FAILS(EXIST, none, create_directory_at, d, S("a"));
  SUCCEEDS(none, rename_at, d, S("a"), d, S("c"));
  FAILS(NO_ENTRY, descriptor_stat, stat_at, d, FOLLOW, S("b"));
  SUCCEEDS(none, unlink_file_at, d, S("b"));
}

TEST(a_directory_is_listed_while_it_changes) {
  descriptor d = root();
  for (uint8_t name = 'a'; name < 'k'; name++) files_types_drop_descriptor(file_in(d, &name, 1));
  files_directory_entry_stream_t entries = SUCCEEDS(directory_entry_stream, read_directory, d).value.ok, second;
  files_result_option_directory_entry_error_code_t r;
  int seen = 0;
  for (;;) {
    files_types_directory_entry_stream_read_directory_entry(entries, &r);
    OK(r);
    if (!r.value.ok.is_some) break;
    SUCCEEDS(none, unlink_file_at, d, r.value.ok.value.name.ptr, r.value.ok.value.name.len);
    seen++;
  }
  EQ(10, seen);
  second = SUCCEEDS(directory_entry_stream, read_directory, d).value.ok;
  files_types_directory_entry_stream_read_directory_entry(second, &r);
  OK(r);
  CHECK(!r.value.ok.is_some);
  SUCCEEDS(none, create_directory_at, d, S("gone"));
  descriptor gone = open_in(d, S("gone"), OPEN(DIRECTORY), FLAGS(READ));
  entries = SUCCEEDS(directory_entry_stream, read_directory, gone).value.ok;
  SUCCEEDS(none, remove_directory_at, d, S("gone"));
  files_types_directory_entry_stream_read_directory_entry(entries, &r);
  OK(r);
  CHECK(!r.value.ok.is_some);
  FAILS(NO_ENTRY, descriptor, open_at, gone, 0, S("f"), OPEN(CREATE), FLAGS(WRITE));
  FAILS(NO_ENTRY, none, create_directory_at, gone, S("d"));
}

TEST(files_are_opened_for_nothing) {
  descriptor d = root();
  file_with(d, S("f"), S("hello"));
  descriptor none = open_in(d, S("f"), 0, 0);
  FAILS(BAD_DESCRIPTOR, tuple_list_u8_bool, read, none, 1, 0);
  FAILS(BAD_DESCRIPTOR, filesize, write, none, S("x"), 0);
  EQ(5, stat_of(none).size);
  EQ(0, SUCCEEDS(descriptor_flags, get_flags, none).value.ok);
  SUCCEEDS(none, sync, none);
  // That it can change a directory is said of directories alone.
  EQ(FLAGS(READ), SUCCEEDS(descriptor_flags, get_flags, open_in(d, S("f"), 0, FLAGS(READ) | FLAGS(MUTATE_DIRECTORY))).value.ok);
}

// advise, sync

TEST(advice_is_taken) {
  descriptor d = root(), file = file_with(d, S("f"), S("hello"));
  for (files_advice_t advice = FILES_ADVICE_NORMAL; advice <= FILES_ADVICE_NO_REUSE; advice++) SUCCEEDS(none, advise, file, 0, 5, advice);
  FAILS(BAD_DESCRIPTOR, none, advise, d, 0, 5, FILES_ADVICE_NORMAL);
  FAILS(INVALID, none, advise, file, -1, 5, FILES_ADVICE_NORMAL);
}

TEST(what_was_written_is_synced) {
  descriptor d = root(), file = file_with(d, S("f"), S("hello"));
  SUCCEEDS(none, sync, file);
  SUCCEEDS(none, sync_data, file);
  SUCCEEDS(none, sync, d);
  SUCCEEDS(none, sync_data, d);
  descriptor synced = open_in(d, S("f"), 0, READ_WRITE | FLAGS(FILE_INTEGRITY_SYNC));
  EQ(READ_WRITE | FLAGS(FILE_INTEGRITY_SYNC), SUCCEEDS(descriptor_flags, get_flags, synced).value.ok);
  SUCCEEDS(filesize, write, synced, S("J"), 0);
  CONTAINS("Jello", synced);
}

// stat, times

TEST(what_is_exclusive_is_no_link_either) {
  descriptor d = root();
  link_in(d, S("target"), S("dangling"));
  FAILS(EXIST, descriptor, open_at, d, FOLLOW, S("dangling"), OPEN(CREATE) | OPEN(EXCLUSIVE), READ_WRITE);
  FAILS(EXIST, descriptor, open_at, d, 0, S("dangling"), OPEN(CREATE) | OPEN(EXCLUSIVE), READ_WRITE);
  FAILS(NO_ENTRY, descriptor_stat, stat_at, d, 0, S("target"));
  open_in(d, S("dangling"), OPEN(CREATE), READ_WRITE);
  SUCCEEDS(descriptor_stat, stat_at, d, 0, S("target"));
  // Without `create` it says nothing.
  open_in(d, S("dangling"), OPEN(EXCLUSIVE), FLAGS(READ));
}

TEST(stat_of_files_directories_and_links) {
  descriptor d = root();
  files_descriptor_stat_t s = stat_of(file_with(d, S("f"), S("hello")));
  EQ(IS(REGULAR_FILE), s.type);
  EQ(5, s.size);
  EQ(1, s.link_count);
  CHECK(s.data_modification_timestamp.is_some && s.data_modification_timestamp.value.seconds > 1735689600);
  EQ(IS(DIRECTORY), stat_of(d).type);
  link_in(d, S("f"), S("l"));
  EQ(IS(SYMBOLIC_LINK), SUCCEEDS(descriptor_stat, stat_at, d, 0, S("l")).value.ok.type);
  EQ(IS(REGULAR_FILE), SUCCEEDS(descriptor_stat, stat_at, d, FOLLOW, S("l")).value.ok.type);
  EQ(IS(DIRECTORY), SUCCEEDS(descriptor_stat, stat_at, d, 0, S(".")).value.ok.type);
  FAILS(NO_ENTRY, descriptor_stat, stat_at, d, 0, S("none"));
  FAILS(NOT_DIRECTORY, descriptor_stat, stat_at, d, 0, S("f/"));
  FAILS(NOT_DIRECTORY, descriptor_stat, stat_at, file_in(d, S("f")), 0, S("x"));
}

static void check_times(files_descriptor_stat_t s, uint64_t access, uint32_t access_nanoseconds, uint64_t modification) {
  EQ(access, s.data_access_timestamp.value.seconds);
  EQ(access_nanoseconds, s.data_access_timestamp.value.nanoseconds);
  EQ(modification, s.data_modification_timestamp.value.seconds);
}

TEST(times_are_set) {
  descriptor d = root(), file = file_in(d, S("f"));
  SUCCEEDS(none, set_times, file, AT(1000, 500), AT(2000, 0));
  check_times(stat_of(file), 1000, 500, 2000);
  SUCCEEDS(none, set_times, file, KEEP, AT(3000, 0));
  check_times(stat_of(file), 1000, 500, 3000);
  SUCCEEDS(none, set_times, file, AT(4000, 0), KEEP);
  check_times(stat_of(file), 4000, 0, 3000);
  SUCCEEDS(none, set_times, file, KEEP, KEEP);
  check_times(stat_of(file), 4000, 0, 3000);
  SUCCEEDS(none, set_times, file, KEEP, NOW);
  CHECK(stat_of(file).data_modification_timestamp.value.seconds > 1735689600);
  FAILS(INVALID, none, set_times, file, AT(1, 1000000000), KEEP);
  FAILS(INVALID, none, set_times, file, AT(-1, 0), KEEP);
}

TEST(times_are_set_by_path) {
  descriptor d = root(), file = file_in(d, S("f"));
  link_in(d, S("f"), S("l"));
  SUCCEEDS(none, set_times_at, d, FOLLOW, S("l"), AT(1000, 500), AT(2000, 0));
  check_times(stat_of(file), 1000, 500, 2000);
  SUCCEEDS(none, set_times_at, d, 0, S("l"), AT(5000, 0), AT(6000, 0));
  check_times(stat_of(file), 1000, 500, 2000);
  EQ(6000, SUCCEEDS(descriptor_stat, stat_at, d, 0, S("l")).value.ok.data_modification_timestamp.value.seconds);
  FAILS(NO_ENTRY, none, set_times_at, d, 0, S("none"), NOW, NOW);
  FAILS(INVALID, none, set_times_at, d, 0, S("f"), KEEP, AT(1, 1000000000));
  FAILS(NOT_DIRECTORY, none, set_times_at, file, 0, S("x"), NOW, NOW);
}

// Directories

TEST(directories_are_made_and_removed) {
  descriptor d = root();
  SUCCEEDS(none, create_directory_at, d, S("d"));
  SUCCEEDS(none, create_directory_at, d, S("d/e/"));
  FAILS(EXIST, none, create_directory_at, d, S("d"));
  FAILS(EXIST, none, create_directory_at, d, S("."));
  FAILS(NO_ENTRY, none, create_directory_at, d, S("none/d"));
  file_in(d, S("f"));
  FAILS(EXIST, none, create_directory_at, d, S("f"));
  FAILS(NOT_DIRECTORY, none, create_directory_at, d, S("f/d"));
  FAILS(NOT_EMPTY, none, remove_directory_at, d, S("d"));
  FAILS(NOT_DIRECTORY, none, remove_directory_at, d, S("f"));
  FAILS(NO_ENTRY, none, remove_directory_at, d, S("none"));
  FAILS(INVALID, none, remove_directory_at, d, S("."));
  SUCCEEDS(none, remove_directory_at, d, S("d/e"));
  SUCCEEDS(none, remove_directory_at, d, S("d/"));
  FAILS(NO_ENTRY, descriptor_stat, stat_at, d, 0, S("d"));
}

TEST(entries_are_read) {
  descriptor d = root();
  file_in(d, S("f"));
  SUCCEEDS(none, create_directory_at, d, S("d"));
  link_in(d, S("f"), S("l"));
  files_directory_entry_stream_t entries = SUCCEEDS(directory_entry_stream, read_directory, d).value.ok;
  files_result_option_directory_entry_error_code_t r;
  int files = 0, directories = 0, links = 0;
  for (;;) {
    files_types_directory_entry_stream_read_directory_entry(entries, &r);
    OK(r);
    if (!r.value.ok.is_some) break;
    EQ(1, r.value.ok.value.name.len);
    uint8_t name = r.value.ok.value.name.ptr[0];
    files += name == 'f' && r.value.ok.value.type == IS(REGULAR_FILE);
    directories += name == 'd' && r.value.ok.value.type == IS(DIRECTORY);
    links += name == 'l' && r.value.ok.value.type == IS(SYMBOLIC_LINK);
  }
  EQ(1, files);
  EQ(1, directories);
  EQ(1, links);
  files_types_directory_entry_stream_read_directory_entry(entries, &r);
  OK(r);
  CHECK(!r.value.ok.is_some);
  files_types_drop_directory_entry_stream(entries);
  FAILS(NOT_DIRECTORY, directory_entry_stream, read_directory, file_in(d, S("f")));
}

// link, symlink, readlink, rename, unlink

TEST(links_are_of_the_same_file) {
  descriptor d = root(), file = file_with(d, S("f"), S("hello"));
  SUCCEEDS(none, link_at, d, 0, S("f"), d, S("g"));
  EQ(2, stat_of(file).link_count);
  CHECK(files_types_descriptor_is_same_object(file, open_in(d, S("g"), 0, FLAGS(READ))));
  FAILS(EXIST, none, link_at, d, 0, S("f"), d, S("g"));
  FAILS(NO_ENTRY, none, link_at, d, 0, S("none"), d, S("h"));
  FAILS(NO_ENTRY, none, link_at, d, 0, S("f"), d, S("none/h"));
  SUCCEEDS(none, create_directory_at, d, S("d"));
  FAILS(NOT_PERMITTED, none, link_at, d, 0, S("d"), d, S("e"));
  FAILS(NOT_DIRECTORY, none, link_at, d, 0, S("f"), file, S("h"));
}

TEST(symlinks_are_read) {
  descriptor d = root();
  link_in(d, S("any/where"), S("l"));
  files_result_string_error_code_t r = SUCCEEDS(string, readlink_at, d, S("l"));
  TEXT("any/where", r.value.ok);
  file_in(d, S("f"));
  FAILS(INVALID, string, readlink_at, d, S("f"));
  FAILS(NO_ENTRY, string, readlink_at, d, S("none"));
  FAILS(EXIST, none, symlink_at, d, S("f"), S("l"));
  FAILS(NOT_PERMITTED, none, symlink_at, d, S("/etc"), S("m"));
  FAILS(NO_ENTRY, none, symlink_at, d, S(""), S("m"));
  FAILS(NO_ENTRY, none, symlink_at, d, S("f"), S("none/m"));
}

TEST(files_are_renamed) {
  descriptor d = root();
  file_with(d, S("f"), S("hello"));
  SUCCEEDS(none, create_directory_at, d, S("d"));
  descriptor inner = open_in(d, S("d"), 0, FLAGS(READ) | FLAGS(MUTATE_DIRECTORY));
  SUCCEEDS(none, rename_at, d, S("f"), inner, S("g"));
  CONTAINS("hello", open_in(d, S("d/g"), 0, FLAGS(READ)));
  FAILS(NO_ENTRY, none, rename_at, d, S("f"), d, S("h"));
  file_with(d, S("f"), S("new"));
  SUCCEEDS(none, rename_at, d, S("f"), inner, S("g"));
  CONTAINS("new", open_in(d, S("d/g"), 0, FLAGS(READ)));
  SUCCEEDS(none, rename_at, d, S("d/g"), d, S("d/g"));
  FAILS(INVALID, none, rename_at, d, S("d"), d, S("d/e"));
  SUCCEEDS(none, create_directory_at, d, S("e"));
  FAILS(NOT_EMPTY, none, rename_at, d, S("e"), d, S("d"));
  file_in(d, S("f"));
  FAILS(IS_DIRECTORY, none, rename_at, d, S("f"), d, S("e"));
  FAILS(NOT_DIRECTORY, none, rename_at, d, S("e"), d, S("f"));
  SUCCEEDS(none, rename_at, d, S("d"), d, S("e"));
  CONTAINS("new", open_in(d, S("e/g"), 0, FLAGS(READ)));
  FAILS(NOT_DIRECTORY, none, rename_at, d, S("f"), file_in(d, S("f")), S("x"));
}

TEST(files_are_unlinked) {
  descriptor d = root(), file = file_with(d, S("f"), S("hello"));
  SUCCEEDS(none, unlink_file_at, d, S("f"));
  FAILS(NO_ENTRY, none, unlink_file_at, d, S("f"));
  CONTAINS("hello", file);
  SUCCEEDS(none, create_directory_at, d, S("d"));
  FAILS(IS_DIRECTORY, none, unlink_file_at, d, S("d"));
  file_in(d, S("f"));
  FAILS(NOT_DIRECTORY, none, unlink_file_at, d, S("f/"));
  link_in(d, S("f"), S("l"));
  SUCCEEDS(none, unlink_file_at, d, S("l"));
  open_in(d, S("f"), 0, FLAGS(READ));
  FAILS(NOT_DIRECTORY, none, unlink_file_at, open_in(d, S("f"), 0, FLAGS(READ)), S("x"));
}

// Identity

TEST(objects_are_the_same_or_not) {
  descriptor d = root(), f = file_in(d, S("f")), g = file_in(d, S("g"));
  CHECK(files_types_descriptor_is_same_object(f, file_in(d, S("f"))));
  CHECK(!files_types_descriptor_is_same_object(f, g));
  CHECK(!files_types_descriptor_is_same_object(f, d));
  CHECK(files_types_descriptor_is_same_object(d, open_in(d, S("."), 0, FLAGS(READ))));
}

static bool are_equal(files_metadata_hash_value_t a, files_metadata_hash_value_t b) { return a.lower == b.lower && a.upper == b.upper; }

TEST(hashes_tell_files_and_contents_apart) {
  descriptor d = root(), f = file_with(d, S("f"), S("hello")), g = file_with(d, S("g"), S("hello"));
  link_in(d, S("f"), S("l"));
  files_metadata_hash_value_t of_f = SUCCEEDS(metadata_hash_value, metadata_hash, f).value.ok;
  CHECK(are_equal(of_f, SUCCEEDS(metadata_hash_value, metadata_hash, f).value.ok));
  CHECK(are_equal(of_f, SUCCEEDS(metadata_hash_value, metadata_hash_at, d, 0, S("f")).value.ok));
  CHECK(are_equal(of_f, SUCCEEDS(metadata_hash_value, metadata_hash_at, d, FOLLOW, S("l")).value.ok));
  CHECK(!are_equal(of_f, SUCCEEDS(metadata_hash_value, metadata_hash_at, d, 0, S("l")).value.ok));
  CHECK(!are_equal(of_f, SUCCEEDS(metadata_hash_value, metadata_hash, g).value.ok));
  SUCCEEDS(filesize, write, f, S("longer than it was"), 0);
  CHECK(!are_equal(of_f, SUCCEEDS(metadata_hash_value, metadata_hash, f).value.ok));
  FAILS(NO_ENTRY, metadata_hash_value, metadata_hash_at, d, 0, S("none"));
  FAILS(NOT_DIRECTORY, metadata_hash_value, metadata_hash_at, f, 0, S("x"));
}

// What is read-only

TEST(what_is_read_only_can_be_read) {
  descriptor d = read_only();
  CONTAINS("content", open_in(d, S("kept"), 0, FLAGS(READ)));
  EQ(FLAGS(READ), SUCCEEDS(descriptor_flags, get_flags, d).value.ok);
  FAILS(INVALID, string, readlink_at, d, S("kept"));
  SUCCEEDS(directory_entry_stream, read_directory, d);
}

TEST(what_is_read_only_is_not_changed) {
  descriptor d = read_only(), other = root();
  file_in(other, S("f"));
  FAILS(READ_ONLY, descriptor, open_at, d, 0, S("kept"), 0, FLAGS(WRITE));
  FAILS(READ_ONLY, descriptor, open_at, d, 0, S("new"), OPEN(CREATE), FLAGS(READ));
  FAILS(READ_ONLY, descriptor, open_at, d, 0, S("kept"), OPEN(TRUNCATE), FLAGS(READ));
  FAILS(READ_ONLY, descriptor, open_at, d, 0, S("dir"), OPEN(DIRECTORY), FLAGS(READ) | FLAGS(MUTATE_DIRECTORY));
  FAILS(READ_ONLY, none, create_directory_at, d, S("new"));
  FAILS(READ_ONLY, none, remove_directory_at, d, S("dir"));
  FAILS(READ_ONLY, none, unlink_file_at, d, S("kept"));
  FAILS(READ_ONLY, none, symlink_at, d, S("kept"), S("new"));
  FAILS(READ_ONLY, none, link_at, d, 0, S("kept"), other, S("new"));
  FAILS(READ_ONLY, none, link_at, other, 0, S("f"), d, S("new"));
  FAILS(READ_ONLY, none, rename_at, d, S("kept"), other, S("new"));
  FAILS(READ_ONLY, none, rename_at, other, S("f"), d, S("new"));
  FAILS(READ_ONLY, none, set_times_at, d, 0, S("kept"), NOW, NOW);
  FAILS(READ_ONLY, none, set_times, d, NOW, NOW);
  descriptor file = open_in(d, S("kept"), 0, FLAGS(READ));
  FAILS(READ_ONLY, none, set_times, file, NOW, NOW);
  FAILS(READ_ONLY, none, set_size, file, 0);
  FAILS(READ_ONLY, filesize, write, file, S("x"), 0);
  FAILS(READ_ONLY, output_stream, write_via_stream, file, 0);
  FAILS(READ_ONLY, output_stream, append_via_stream, file);
  descriptor inner = open_in(d, S("dir"), OPEN(DIRECTORY), FLAGS(READ));
  FAILS(READ_ONLY, descriptor, open_at, inner, 0, S("new"), OPEN(CREATE), FLAGS(WRITE));
  CONTAINS("content", file);
}
