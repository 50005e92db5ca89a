// wasi:io, wasi:clocks, wasi:random and wasi:cli, a test for each function and each error. The host gives "0123456789" as the standard input, takes the standard output and error, and has the
// arguments "program", "one" and "", the variables A=1 and B=, and the directory "/home".
#include "system.h"
#define WORLD system
#include "suite.h"

typedef system_input_stream_t input;
typedef system_output_stream_t output;
typedef system_pollable_t pollable;

#define CLOSED SYSTEM_STREAM_ERROR_CLOSED
#define FAILED SYSTEM_STREAM_ERROR_LAST_OPERATION_FAILED
#define SECOND 1000000000ull

#define READ(stream, length) ({ system_result_list_u8_stream_error_t r_; system_streams_input_stream_blocking_read(stream, length, &r_); r_; })
#define PERMIT(stream) ({ system_result_u64_stream_error_t r_; system_streams_output_stream_check_write(stream, &r_); r_; })
#define WRITE(stream, ...) ({ system_result_none_stream_error_t r_; system_streams_output_stream_write(stream, __VA_ARGS__, &r_); r_; })
#define SEND(stream, ...) ({ system_result_none_stream_error_t r_; system_streams_output_stream_blocking_write_and_flush(stream, __VA_ARGS__, &r_); r_; })
#define FLUSH(stream) ({ system_result_none_stream_error_t r_; system_streams_output_stream_blocking_flush(stream, &r_); r_; })

static void wait_for(pollable waited) {
  system_poll_pollable_block(waited);
  CHECK(system_poll_pollable_ready(waited));
}

static void wait_to_write(output stream) {
  pollable writable = system_streams_output_stream_subscribe(stream);
  wait_for(writable);
  system_poll_drop_pollable(writable);
}

// input-stream

TEST(read_gives_what_is_there) {
  input in = system_stdin_get_stdin();
  pollable readable = system_streams_input_stream_subscribe(in);
  wait_for(readable);
  system_result_list_u8_stream_error_t r;
  system_streams_input_stream_read(in, 4, &r);
  OK(r);
  TEXT("0123", r.value.ok);
  system_streams_input_stream_read(in, 0, &r);
  OK(r);
  EQ(0, r.value.ok.len);
  system_poll_drop_pollable(readable);
  system_streams_drop_input_stream(in);
}

TEST(read_of_much_gives_what_there_is) {
  system_result_list_u8_stream_error_t r = READ(system_stdin_get_stdin(), -1);
  OK(r);
  TEXT("0123456789", r.value.ok);
}

TEST(blocking_read_ends_with_closed) {
  input in = system_stdin_get_stdin();
  system_result_list_u8_stream_error_t r = READ(in, 100);
  OK(r);
  r = READ(in, 100);
  ERR(CLOSED, r);
  r = READ(in, 100);
  ERR(CLOSED, r);
  system_streams_input_stream_read(in, 1, &r);
  ERR(CLOSED, r);
  pollable readable = system_streams_input_stream_subscribe(in);
  CHECK(system_poll_pollable_ready(readable));
}

TEST(skip_passes_over) {
  input in = system_stdin_get_stdin();
  wait_for(system_streams_input_stream_subscribe(in));
  system_result_u64_stream_error_t skipped;
  system_streams_input_stream_skip(in, 3, &skipped);
  OK(skipped);
  EQ(3, skipped.value.ok);
  system_result_list_u8_stream_error_t r = READ(in, 2);
  TEXT("34", r.value.ok);
}

TEST(blocking_skip_passes_over_until_closed) {
  input in = system_stdin_get_stdin();
  system_result_u64_stream_error_t skipped;
  system_streams_input_stream_blocking_skip(in, 100, &skipped);
  OK(skipped);
  EQ(10, skipped.value.ok);
  system_streams_input_stream_blocking_skip(in, 1, &skipped);
  ERR(CLOSED, skipped);
  system_streams_input_stream_skip(in, 1, &skipped);
  ERR(CLOSED, skipped);
}

TEST(broken_read_fails_once_then_is_closed) {
  input in = system_stdin_get_stdin();
  system_result_list_u8_stream_error_t r = READ(in, 1);
  ERR(FAILED, r);
  string text;
  system_error_error_to_debug_string(r.value.err.value.last_operation_failed, &text);
  CHECK(text.len > 0);
  system_error_drop_error(r.value.err.value.last_operation_failed);
  r = READ(in, 1);
  ERR(CLOSED, r);
}

// output-stream

TEST(write_what_is_permitted) {
  output out = system_stdout_get_stdout();
  wait_to_write(out);
  system_result_u64_stream_error_t permit = PERMIT(out);
  OK(permit);
  CHECK(permit.value.ok >= 10);
  system_result_none_stream_error_t r = WRITE(out, S("hello"));
  OK(r);
  r = WRITE(out, S(""));
  OK(r);
  r = FLUSH(out);
  OK(r);
  system_streams_drop_output_stream(out);
}

TEST(traps_write_without_permit) { (void)WRITE(system_stdout_get_stdout(), S("hello")); }

TEST(traps_write_of_more_than_the_permit) {
  output out = system_stdout_get_stdout();
  wait_to_write(out);
  uint64_t permit = PERMIT(out).value.ok;
  uint8_t *bytes = cabi_realloc(0, 0, 1, permit + 1);
  (void)WRITE(out, bytes, permit + 1);
}

TEST(blocking_write_and_flush_of_4096) {
  static uint8_t bytes[4096];
  system_result_none_stream_error_t r = SEND(system_stdout_get_stdout(), bytes, sizeof bytes);
  OK(r);
  r = SEND(system_stderr_get_stderr(), S(""));
  OK(r);
}

TEST(traps_blocking_write_and_flush_of_4097) {
  static uint8_t bytes[4097];
  (void)SEND(system_stdout_get_stdout(), bytes, sizeof bytes);
}

TEST(flush_then_ready) {
  output out = system_stdout_get_stdout();
  system_result_none_stream_error_t r;
  system_streams_output_stream_flush(out, &r);
  OK(r);
  wait_to_write(out);
  CHECK(PERMIT(out).value.ok > 0);
}

TEST(write_zeroes_what_is_permitted) {
  output out = system_stdout_get_stdout();
  wait_to_write(out);
  CHECK(PERMIT(out).value.ok >= 10);
  system_result_none_stream_error_t r;
  system_streams_output_stream_write_zeroes(out, 10, &r);
  OK(r);
  r = FLUSH(out);
  OK(r);
}

TEST(traps_write_zeroes_without_permit) {
  system_result_none_stream_error_t r;
  system_streams_output_stream_write_zeroes(system_stdout_get_stdout(), 1, &r);
}

TEST(blocking_write_zeroes_of_4096) {
  system_result_none_stream_error_t r;
  system_streams_output_stream_blocking_write_zeroes_and_flush(system_stdout_get_stdout(), 4096, &r);
  OK(r);
}

TEST(traps_blocking_write_zeroes_of_4097) {
  system_result_none_stream_error_t r;
  system_streams_output_stream_blocking_write_zeroes_and_flush(system_stdout_get_stdout(), 4097, &r);
}

TEST(splice_what_is_there) {
  input in = system_stdin_get_stdin();
  output out = system_stdout_get_stdout();
  wait_for(system_streams_input_stream_subscribe(in));
  wait_to_write(out);
  system_result_u64_stream_error_t r;
  system_streams_output_stream_splice(out, in, 4, &r);
  OK(r);
  EQ(4, r.value.ok);
  system_result_list_u8_stream_error_t rest = READ(in, 100);
  TEXT("456789", rest.value.ok);
}

TEST(blocking_splice_until_closed) {
  input in = system_stdin_get_stdin();
  output out = system_stdout_get_stdout();
  system_result_u64_stream_error_t r;
  system_streams_output_stream_blocking_splice(out, in, 100, &r);
  OK(r);
  EQ(10, r.value.ok);
  system_streams_output_stream_blocking_splice(out, in, 100, &r);
  ERR(CLOSED, r);
}

TEST(broken_write_fails_once_then_is_closed) {
  output out = system_stdout_get_stdout();
  system_result_none_stream_error_t r = SEND(out, S("hello"));
  ERR(FAILED, r);
  r = SEND(out, S("hello"));
  ERR(CLOSED, r);
  system_result_u64_stream_error_t permit = PERMIT(out);
  ERR(CLOSED, permit);
  r = FLUSH(out);
  ERR(CLOSED, r);
  system_streams_output_stream_flush(out, &r);
  ERR(CLOSED, r);
  system_streams_output_stream_blocking_write_zeroes_and_flush(out, 1, &r);
  ERR(CLOSED, r);
  system_streams_output_stream_splice(out, system_stdin_get_stdin(), 1, &permit);
  ERR(CLOSED, permit);
  pollable writable = system_streams_output_stream_subscribe(out);
  CHECK(system_poll_pollable_ready(writable));
}

TEST(traps_drop_of_a_stream_before_its_pollable) {
  input in = system_stdin_get_stdin();
  system_streams_input_stream_subscribe(in);
  system_streams_drop_input_stream(in);
}

TEST(broken_write_of_nothing_is_told_that_it_is_closed) {
  output out = system_stdout_get_stdout();
  system_result_none_stream_error_t r = SEND(out, S("hello"));
  ERR(FAILED, r);
  r = SEND(out, S(""));
  ERR(CLOSED, r);
  system_streams_output_stream_blocking_write_zeroes_and_flush(out, 0, &r);
  ERR(CLOSED, r);
}

TEST(nothing_is_read_and_skipped_until_the_end) {
  input in = system_stdin_get_stdin();
  system_result_list_u8_stream_error_t r = READ(in, 0);
  OK(r);
  EQ(0, r.value.ok.len);
  system_result_u64_stream_error_t n;
  system_streams_input_stream_skip(in, 0, &n);
  OK(n);
  EQ(0, n.value.ok);
  system_streams_input_stream_blocking_skip(in, -1, &n);
  EQ(10, n.value.ok);
  r = READ(in, 1);
  ERR(CLOSED, r);
  r = READ(in, 0);
  ERR(CLOSED, r);
  system_streams_input_stream_read(in, 0, &r);
  ERR(CLOSED, r);
  system_streams_input_stream_skip(in, 0, &n);
  ERR(CLOSED, n);
}

TEST(nothing_is_spliced_until_the_end) {
  input in = system_stdin_get_stdin();
  output out = system_stdout_get_stdout();
  system_result_u64_stream_error_t r;
  system_streams_output_stream_blocking_splice(out, in, 0, &r);
  OK(r);
  EQ(0, r.value.ok);
  system_streams_output_stream_splice(out, in, -1, &r);
  OK(r);
  system_streams_output_stream_blocking_splice(out, in, -1, &r);
  ERR(CLOSED, r);
  system_streams_output_stream_splice(out, in, 0, &r);
  ERR(CLOSED, r);
  system_streams_output_stream_blocking_splice(out, in, 0, &r);
  ERR(CLOSED, r);
}

TEST(zeroes_of_nothing_need_no_permit) {
  output out = system_stdout_get_stdout();
  system_result_none_stream_error_t r;
  system_streams_output_stream_write_zeroes(out, 0, &r);
  OK(r);
  r = WRITE(out, S(""));
  OK(r);
  system_streams_output_stream_blocking_write_zeroes_and_flush(out, 0, &r);
  OK(r);
}

TEST(traps_write_of_what_a_permit_has_no_more_of) {
  output out = system_stdout_get_stdout();
  wait_to_write(out);
  uint64_t permit = PERMIT(out).value.ok;
  system_result_none_stream_error_t r;
  system_streams_output_stream_write_zeroes(out, permit, &r);
  OK(r);
  (void)WRITE(out, S("x"));
}

TEST(traps_write_zeroes_without_end) {
  output out = system_stdout_get_stdout();
  wait_to_write(out);
  (void)PERMIT(out);
  system_result_none_stream_error_t r;
  system_streams_output_stream_write_zeroes(out, -1, &r);
}

TEST(traps_write_after_a_flush_with_the_permit_before) {
  output out = system_stdout_get_stdout();
  wait_to_write(out);
  CHECK(PERMIT(out).value.ok > 0);
  (void)FLUSH(out);
  (void)WRITE(out, S("x"));
}

TEST(handles_to_one_output_are_written_in_turn) {
  output a = system_stdout_get_stdout(), b = system_stdout_get_stdout();
  wait_to_write(a);
  CHECK(PERMIT(a).value.ok > 0 && PERMIT(b).value.ok > 0);
  system_result_none_stream_error_t r = WRITE(a, S("a"));
  OK(r);
  r = WRITE(b, S("b"));
  OK(r);
  system_streams_drop_output_stream(a);
  r = FLUSH(b);
  OK(r);
}

TEST(traps_drop_of_an_output_before_its_pollable) {
  output out = system_stdout_get_stdout();
  system_streams_output_stream_subscribe(out);
  system_streams_drop_output_stream(out);
}

// poll

TEST(poll_gives_the_same_one_as_often_as_it_is_asked_for) {
  pollable now = system_monotonic_clock_subscribe_instant(0);
  pollable all[] = {now, now, now};
  system_list_u32_t ready;
  for (int i = 0; i < 2; i++) {
    system_poll_poll(all, 3, &ready);
    EQ(3, ready.len);
    EQ(2, ready.ptr[2]);
  }
}

TEST(poll_gives_all_that_are_ready) {
  pollable never = system_monotonic_clock_subscribe_duration(-1);
  pollable now = system_monotonic_clock_subscribe_duration(0);
  pollable all[] = {never, now, never, now};
  system_list_u32_t ready;
  system_poll_poll(all, 4, &ready);
  EQ(2, ready.len);
  EQ(1, ready.ptr[0]);
  EQ(3, ready.ptr[1]);
}

TEST(poll_waits_for_the_first) {
  pollable both[] = {system_monotonic_clock_subscribe_duration(-1), system_monotonic_clock_subscribe_duration(SECOND / 100)};
  system_list_u32_t ready;
  system_poll_poll(both, 2, &ready);
  EQ(1, ready.len);
  EQ(1, ready.ptr[0]);
}

TEST(traps_poll_of_nothing) {
  system_list_u32_t ready;
  system_poll_poll(0, 0, &ready);
}

// clocks

TEST(monotonic_clock_never_goes_back) {
  system_instant_t last = system_monotonic_clock_now();
  for (int i = 0; i < 1000; i++) {
    system_instant_t now = system_monotonic_clock_now();
    CHECK(now >= last);
    last = now;
  }
  CHECK(system_monotonic_clock_resolution() > 0);
}

TEST(a_duration_is_waited_for) {
  system_instant_t start = system_monotonic_clock_now();
  pollable timer = system_monotonic_clock_subscribe_duration(SECOND / 50);
  CHECK(!system_poll_pollable_ready(timer));
  wait_for(timer);
  CHECK(system_monotonic_clock_now() - start >= SECOND / 50);
}

TEST(an_instant_is_waited_for) {
  system_instant_t then = system_monotonic_clock_now() + SECOND / 50;
  pollable timer = system_monotonic_clock_subscribe_instant(then);
  wait_for(timer);
  CHECK(system_monotonic_clock_now() >= then);
}

TEST(what_is_past_is_ready) {
  CHECK(system_poll_pollable_ready(system_monotonic_clock_subscribe_duration(0)));
  CHECK(system_poll_pollable_ready(system_monotonic_clock_subscribe_instant(0)));
  CHECK(system_poll_pollable_ready(system_monotonic_clock_subscribe_instant(system_monotonic_clock_now())));
  CHECK(!system_poll_pollable_ready(system_monotonic_clock_subscribe_instant(-1)));
}

TEST(wall_clock_has_the_time) {
  system_datetime_t now, resolution;
  system_wall_clock_now(&now);
  // Between 2025 and 2100.
  CHECK(now.seconds > 1735689600 && now.seconds < 4102444800);
  CHECK(now.nanoseconds < SECOND);
  system_wall_clock_resolution(&resolution);
  CHECK(resolution.seconds > 0 || resolution.nanoseconds > 0);
  CHECK(resolution.nanoseconds < SECOND);
}

TEST(the_timezone_is_utc) {
  system_timezone_display_t display;
  system_timezone_display(1735689600, 0, &display);
  TEXT("UTC", display.name);
  EQ(0, display.utc_offset);
  CHECK(!display.in_daylight_saving_time);
  EQ(0, system_timezone_utc_offset(1751328000, 0));
}

// random

static void check_random(system_list_u8_t a, system_list_u8_t b) {
  EQ(32, a.len);
  EQ(32, b.len);
  CHECK(!same(a.ptr, a.len, b.ptr, b.len));
}

TEST(random_bytes_differ) {
  system_list_u8_t a, b, none;
  system_random_get_random_bytes(32, &a);
  system_random_get_random_bytes(32, &b);
  check_random(a, b);
  system_random_get_random_bytes(0, &none);
  EQ(0, none.len);
  CHECK(system_random_get_random_u64() != system_random_get_random_u64());
}

TEST(insecure_random_bytes_differ) {
  system_list_u8_t a, b, none;
  system_insecure_get_insecure_random_bytes(32, &a);
  system_insecure_get_insecure_random_bytes(32, &b);
  check_random(a, b);
  system_insecure_get_insecure_random_bytes(0, &none);
  EQ(0, none.len);
  CHECK(system_insecure_get_insecure_random_u64() != system_insecure_get_insecure_random_u64());
}

TEST(the_insecure_seed_is_a_seed) {
  system_tuple_u64_u64_t seed;
  system_insecure_seed_insecure_seed(&seed);
  CHECK(seed.item0 != 0 && seed.item1 != 0 && seed.item0 != seed.item1);
}

TEST(exceeds_random_bytes_without_end) {
  system_list_u8_t all;
  system_random_get_random_bytes(-1, &all);
}

TEST(exceeds_insecure_random_bytes_without_end) {
  system_list_u8_t all;
  system_insecure_get_insecure_random_bytes(-1, &all);
}

// cli

TEST(arguments_come_in_order) {
  system_list_string_t arguments;
  system_environment_get_arguments(&arguments);
  EQ(3, arguments.len);
  TEXT("program", arguments.ptr[0]);
  TEXT("one", arguments.ptr[1]);
  TEXT("", arguments.ptr[2]);
}

TEST(variables_have_names_and_values) {
  system_list_tuple_string_string_t variables;
  system_environment_get_environment(&variables);
  EQ(2, variables.len);
  for (int i = 0; i < 2; i++) {
    bool is_a = variables.ptr[i].item0.ptr[0] == 'A';
    EQ(1, variables.ptr[i].item0.len);
    if (is_a) TEXT("1", variables.ptr[i].item1);
    else TEXT("", variables.ptr[i].item1);
  }
}

TEST(the_directory_is_told) {
  system_option_string_t directory;
  system_environment_initial_cwd(&directory);
  CHECK(directory.is_some);
  TEXT("/home", directory.value);
}

TEST(denied_environment_is_empty) {
  system_list_string_t arguments;
  system_environment_get_arguments(&arguments);
  EQ(0, arguments.len);
  system_list_tuple_string_string_t variables;
  system_environment_get_environment(&variables);
  EQ(0, variables.len);
  system_option_string_t directory;
  system_environment_initial_cwd(&directory);
  CHECK(!directory.is_some);
}

TEST(denied_streams_are_nothing) {
  system_result_list_u8_stream_error_t r = READ(system_stdin_get_stdin(), 1);
  ERR(CLOSED, r);
  system_result_none_stream_error_t sent = SEND(system_stdout_get_stdout(), S("nowhere"));
  OK(sent);
  sent = SEND(system_stderr_get_stderr(), S("nowhere"));
  OK(sent);
}

static void check_terminals(bool are) {
  system_option_terminal_input_t in;
  system_terminal_stdin_get_terminal_stdin(&in);
  EQ(are, in.is_some);
  system_option_terminal_output_t out;
  system_terminal_stdout_get_terminal_stdout(&out);
  EQ(are, out.is_some);
  if (are) system_terminal_output_drop_terminal_output(out.value);
  system_terminal_stderr_get_terminal_stderr(&out);
  EQ(are, out.is_some);
  if (are) system_terminal_input_drop_terminal_input(in.value);
}

TEST(streams_are_terminals_where_the_host_says_so) { check_terminals(true); }

TEST(denied_streams_are_no_terminals) { check_terminals(false); }

TEST(exits_0_with_success) { system_exit_exit(0); }

TEST(exits_1_with_failure) { system_exit_exit(1); }

TEST(exits_42_with_a_code) { system_exit_exit_with_code(42); }

TEST(exits_0_with_the_code_0) { system_exit_exit_with_code(0); }
