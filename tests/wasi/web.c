// wasi:http, a test for each function and the errors that a guest can bring about. The host serves this very guest, and gives the address as the
// first argument; at that of the second there is always "hello" with the trailer "x-end: done", which is more than Kestrel sends by HTTP/1.1. Requests to other addresses are not
// allowed, but for 127.0.0.1:1, where nobody listens. What a request asks the served one for, is its path.
#include "web.h"
#define WORLD web
#include "suite.h"

typedef web_fields_t fields;

#define E(code) WEB_ERROR_CODE_##code
#define SYNTAX WEB_HEADER_ERROR_INVALID_SYNTAX
#define FORBIDDEN WEB_HEADER_ERROR_FORBIDDEN
#define IMMUTABLE WEB_HEADER_ERROR_IMMUTABLE
// An optional text as it is passed.
#define SOME(text) 1, (int32_t)(text), sizeof(text) - 1
#define NONE 0, 0, 0

#define SET(f, name, value) ({ web_field_value_t v_ = {S(value)}; web_result_none_header_error_t r_; web_types_fields_set(f, S(name), &v_, 1, &r_); r_; })
#define APPEND(f, name, value) ({ web_result_none_header_error_t r_; web_types_fields_append(f, S(name), S(value), &r_); r_; })
#define DELETE(f, name) ({ web_result_none_header_error_t r_; web_types_fields_delete(f, S(name), &r_); r_; })
#define GET(f, name) ({ web_list_field_value_t r_; web_types_fields_get(f, S(name), &r_); r_; })
#define COUNT(f) ({ web_list_tuple_field_name_field_value_t r_; web_types_fields_entries(f, &r_); r_.len; })

static void wait_for(web_pollable_t pollable) {
  web_poll_pollable_block(pollable);
  web_poll_drop_pollable(pollable);
}

static void send(web_output_stream_t stream, uint8_t *bytes, size_t count) {
  for (size_t part; count; bytes += part, count -= part) {
    part = count < 4096 ? count : 4096;
    web_result_none_stream_error_t r;
    web_streams_output_stream_blocking_write_and_flush(stream, bytes, part, &r);
    OK(r);
  }
}

// fields

TEST(fields_are_set_and_read) {
  fields f = web_types_new_fields();
  CHECK(!web_types_fields_has(f, S("x-a")));
  EQ(0, GET(f, "x-a").len);
  web_result_none_header_error_t r = SET(f, "x-a", "1");
  OK(r);
  r = APPEND(f, "X-A", "2");
  OK(r);
  r = APPEND(f, "x-b", "");
  OK(r);
  CHECK(web_types_fields_has(f, S("X-a")));
  web_list_field_value_t values = GET(f, "x-A");
  EQ(2, values.len);
  TEXT("1", values.ptr[0]);
  TEXT("2", values.ptr[1]);
  EQ(3, COUNT(f));
  r = SET(f, "x-a", "3");
  OK(r);
  EQ(2, COUNT(f));
  r = DELETE(f, "x-a");
  OK(r);
  r = DELETE(f, "x-a");
  OK(r);
  EQ(1, COUNT(f));
  web_types_drop_fields(f);
}

TEST(fields_are_made_of_a_list) {
  web_tuple_field_name_field_value_t entries[] = {{STRING("x-a"), {S("1")}}, {STRING("x-b"), {S("2\t 2")}}, {STRING("x-a"), {S("3")}}};
  web_result_fields_header_error_t r;
  web_types_fields_from_list(entries, 3, &r);
  OK(r);
  EQ(3, COUNT(r.value.ok));
  EQ(2, GET(r.value.ok, "x-a").len);
  web_types_fields_from_list(0, 0, &r);
  OK(r);
  EQ(0, COUNT(r.value.ok));
}

TEST(fields_are_cloned) {
  fields f = web_types_new_fields();
  SET(f, "x-a", "1");
  fields g = web_types_fields_clone(f);
  SET(g, "x-a", "2");
  web_list_field_value_t values = GET(f, "x-a");
  TEXT("1", values.ptr[0]);
}

TEST(fields_of_wrong_syntax_are_refused) {
  fields f = web_types_new_fields();
  web_result_none_header_error_t r = SET(f, "two words", "1");
  ERR(SYNTAX, r);
  r = APPEND(f, "", "1");
  ERR(SYNTAX, r);
  r = APPEND(f, "x-a", "1\r\nx-b: 2");
  ERR(SYNTAX, r);
  r = APPEND(f, "x-a", "1\0");
  ERR(SYNTAX, r);
  r = DELETE(f, "x:a");
  ERR(SYNTAX, r);
  web_tuple_field_name_field_value_t entry = {STRING("x a"), {S("1")}};
  web_result_fields_header_error_t list;
  web_types_fields_from_list(&entry, 1, &list);
  ERR(SYNTAX, list);
  EQ(0, COUNT(f));
  EQ(0, GET(f, "two words").len);
  CHECK(!web_types_fields_has(f, S("two words")));
}

TEST(fields_of_the_connection_are_forbidden) {
  fields f = web_types_new_fields();
  web_result_none_header_error_t r = SET(f, "connection", "close");
  ERR(FORBIDDEN, r);
  r = APPEND(f, "Host", "example.com");
  ERR(FORBIDDEN, r);
  r = APPEND(f, "transfer-encoding", "chunked");
  ERR(FORBIDDEN, r);
  r = APPEND(f, "Upgrade", "h2c");
  ERR(FORBIDDEN, r);
  web_tuple_field_name_field_value_t entry = {STRING("keep-alive"), {S("1")}};
  web_result_fields_header_error_t list;
  web_types_fields_from_list(&entry, 1, &list);
  ERR(FORBIDDEN, list);
}

static void check_immutable(fields f) {
  size_t count = COUNT(f);
  web_result_none_header_error_t r = SET(f, "x-a", "1");
  ERR(IMMUTABLE, r);
  r = APPEND(f, "x-a", "1");
  ERR(IMMUTABLE, r);
  r = DELETE(f, "x-a");
  ERR(IMMUTABLE, r);
  EQ(count, COUNT(f));
  fields own = web_types_fields_clone(f);
  r = APPEND(own, "x-a", "1");
  OK(r);
  web_types_drop_fields(own);
}

TEST(fields_of_messages_are_immutable) {
  fields f = web_types_new_fields();
  SET(f, "x-b", "1");
  check_immutable(web_types_outgoing_request_headers(web_types_new_outgoing_request(f)));
  check_immutable(web_types_outgoing_response_headers(web_types_new_outgoing_response(web_types_new_fields())));
}

// outgoing-request

TEST(requests_have_defaults) {
  web_outgoing_request_t request = web_types_new_outgoing_request(web_types_new_fields());
  web_method_t method;
  web_types_outgoing_request_method(request, &method);
  EQ(WEB_METHOD_GET, method.tag);
  web_option_string_t text;
  web_types_outgoing_request_path_with_query(request, &text);
  CHECK(!text.is_some);
  web_types_outgoing_request_authority(request, &text);
  CHECK(!text.is_some);
  web_option_scheme_t scheme;
  web_types_outgoing_request_scheme(request, &scheme);
  CHECK(!scheme.is_some);
  web_types_drop_outgoing_request(request);
}

TEST(requests_keep_what_is_set) {
  web_outgoing_request_t request = web_types_new_outgoing_request(web_types_new_fields());
  web_method_t method;
  for (int tag = WEB_METHOD_GET; tag < WEB_METHOD_OTHER; tag++) {
    EQ(0, web_types_outgoing_request_set_method(request, tag, 0, 0));
    web_types_outgoing_request_method(request, &method);
    EQ(tag, method.tag);
  }
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_OTHER, (int32_t)"PURGE", 5));
  web_types_outgoing_request_method(request, &method);
  EQ(WEB_METHOD_OTHER, method.tag);
  TEXT("PURGE", method.value.other);
  web_option_string_t text;
  EQ(0, web_types_outgoing_request_set_path_with_query(request, SOME("/a?b=c")));
  web_types_outgoing_request_path_with_query(request, &text);
  TEXT("/a?b=c", text.value);
  EQ(0, web_types_outgoing_request_set_path_with_query(request, NONE));
  web_types_outgoing_request_path_with_query(request, &text);
  CHECK(!text.is_some);
  EQ(0, web_types_outgoing_request_set_authority(request, SOME("example.com:8080")));
  web_types_outgoing_request_authority(request, &text);
  TEXT("example.com:8080", text.value);
  EQ(0, web_types_outgoing_request_set_authority(request, NONE));
  web_option_scheme_t scheme;
  EQ(0, web_types_outgoing_request_set_scheme(request, 1, WEB_SCHEME_HTTPS, 0, 0));
  web_types_outgoing_request_scheme(request, &scheme);
  EQ(WEB_SCHEME_HTTPS, scheme.value.tag);
  EQ(0, web_types_outgoing_request_set_scheme(request, 1, WEB_SCHEME_OTHER, (int32_t)"ftp", 3));
  web_types_outgoing_request_scheme(request, &scheme);
  TEXT("ftp", scheme.value.value.other);
  EQ(0, web_types_outgoing_request_set_scheme(request, 0, 0, 0, 0));
  web_types_outgoing_request_scheme(request, &scheme);
  CHECK(!scheme.is_some);
}

TEST(requests_refuse_wrong_syntax) {
  web_outgoing_request_t request = web_types_new_outgoing_request(web_types_new_fields());
  EQ(1, web_types_outgoing_request_set_method(request, WEB_METHOD_OTHER, (int32_t)"GET /", 5));
  EQ(1, web_types_outgoing_request_set_method(request, WEB_METHOD_OTHER, (int32_t)"", 0));
  EQ(1, web_types_outgoing_request_set_path_with_query(request, SOME("/a b")));
  EQ(1, web_types_outgoing_request_set_path_with_query(request, SOME("/a\r\n")));
  EQ(1, web_types_outgoing_request_set_authority(request, SOME("example.com/path")));
  EQ(1, web_types_outgoing_request_set_authority(request, SOME("two words")));
  EQ(1, web_types_outgoing_request_set_scheme(request, 1, WEB_SCHEME_OTHER, (int32_t)"1:", 2));
}

TEST(requests_have_one_body) {
  web_outgoing_request_t request = web_types_new_outgoing_request(web_types_new_fields());
  web_result_outgoing_body_none_t body;
  web_types_outgoing_request_body(request, &body);
  OK(body);
  web_result_output_stream_none_t stream;
  web_types_outgoing_body_write(body.value.ok, &stream);
  OK(stream);
  web_types_outgoing_body_write(body.value.ok, &stream);
  EQ(1, stream.tag);
  web_types_outgoing_request_body(request, &body);
  EQ(1, body.tag);
}

TEST(options_keep_what_is_set) {
  web_request_options_t options = web_types_new_request_options();
  web_option_duration_t time;
  web_types_request_options_connect_timeout(options, &time);
  CHECK(!time.is_some);
  web_types_request_options_first_byte_timeout(options, &time);
  CHECK(!time.is_some);
  web_types_request_options_between_bytes_timeout(options, &time);
  CHECK(!time.is_some);
  EQ(0, web_types_request_options_set_connect_timeout(options, 1, 1000));
  EQ(0, web_types_request_options_set_first_byte_timeout(options, 1, 2000));
  EQ(0, web_types_request_options_set_between_bytes_timeout(options, 1, 3000));
  web_types_request_options_connect_timeout(options, &time);
  EQ(1000, time.value);
  web_types_request_options_first_byte_timeout(options, &time);
  EQ(2000, time.value);
  web_types_request_options_between_bytes_timeout(options, &time);
  EQ(3000, time.value);
  EQ(0, web_types_request_options_set_connect_timeout(options, 0, 0));
  web_types_request_options_connect_timeout(options, &time);
  CHECK(!time.is_some);
}

// outgoing-response

TEST(responses_keep_what_is_set) {
  web_outgoing_response_t response = web_types_new_outgoing_response(web_types_new_fields());
  EQ(200, web_types_outgoing_response_status_code(response));
  EQ(0, web_types_outgoing_response_set_status_code(response, 404));
  EQ(404, web_types_outgoing_response_status_code(response));
  EQ(1, web_types_outgoing_response_set_status_code(response, 99));
  EQ(1, web_types_outgoing_response_set_status_code(response, 1000));
  EQ(404, web_types_outgoing_response_status_code(response));
  web_result_outgoing_body_none_t body;
  web_types_outgoing_response_body(response, &body);
  OK(body);
  web_types_outgoing_response_body(response, &body);
  EQ(1, body.tag);
}

// outgoing-handler

typedef web_result_future_incoming_response_error_code_t handled;

static web_outgoing_request_t request_to(string authority, const char *path, fields headers) {
  web_outgoing_request_t request = web_types_new_outgoing_request(headers);
  EQ(0, web_types_outgoing_request_set_scheme(request, 1, WEB_SCHEME_HTTP, 0, 0));
  EQ(0, web_types_outgoing_request_set_authority(request, 1, (int32_t)authority.ptr, authority.len));
  EQ(0, web_types_outgoing_request_set_path_with_query(request, 1, (int32_t)path, length_of(path)));
  return request;
}

static string argument(size_t index) {
  web_list_string_t arguments;
  web_environment_get_arguments(&arguments);
  CHECK(index < arguments.len);
  return arguments.ptr[index];
}

static string server(void) { return argument(0); }

static handled handle(web_outgoing_request_t request) {
  handled r;
  web_outgoing_handler_handle(request, 0, 0, &r);
  return r;
}

// The response, or the error in its place.
static web_result_incoming_response_error_code_t response_of(handled begun) {
  if (begun.tag) return (web_result_incoming_response_error_code_t){1, {.err = begun.value.err}};
  wait_for(web_types_future_incoming_response_subscribe(begun.value.ok));
  web_option_result_result_incoming_response_error_code_none_t r;
  web_types_future_incoming_response_get(begun.value.ok, &r);
  CHECK(r.is_some);
  OK(r.value);
  web_option_result_result_incoming_response_error_code_none_t again;
  web_types_future_incoming_response_get(begun.value.ok, &again);
  CHECK(again.is_some);
  EQ(1, again.value.tag);
  return r.value.value.ok;
}

static web_incoming_response_t get(const char *path) {
  web_result_incoming_response_error_code_t r = response_of(handle(request_to(server(), path, web_types_new_fields())));
  OK(r);
  return r.value.ok;
}

static web_incoming_body_t body_of(web_incoming_response_t response) {
  web_result_incoming_body_none_t body;
  web_types_incoming_response_consume(response, &body);
  OK(body);
  web_result_incoming_body_none_t again;
  web_types_incoming_response_consume(response, &again);
  EQ(1, again.tag);
  return body.value.ok;
}

static web_input_stream_t stream_of(web_incoming_body_t body) {
  web_result_input_stream_none_t stream, again;
  web_types_incoming_body_stream(body, &stream);
  OK(stream);
  web_types_incoming_body_stream(body, &again);
  EQ(1, again.tag);
  return stream.value.ok;
}

static size_t read_all(web_input_stream_t stream, uint8_t *to, size_t room) {
  size_t count = 0;
  for (;;) {
    web_result_list_u8_stream_error_t r;
    web_streams_input_stream_blocking_read(stream, 10000, &r);
    if (r.tag) {
      ERR(WEB_STREAM_ERROR_CLOSED, r);
      return count;
    }
    CHECK(count + r.value.ok.len <= room);
    for (size_t i = 0; i < r.value.ok.len; i++) to[count++] = r.value.ok.ptr[i];
  }
}

// What a body's trailers are: 0 for none.
static fields trailers_of(web_incoming_body_t body) {
  web_future_trailers_t future = web_types_incoming_body_finish(body);
  wait_for(web_types_future_trailers_subscribe(future));
  web_option_result_result_option_trailers_error_code_none_t r, again;
  web_types_future_trailers_get(future, &r);
  CHECK(r.is_some);
  OK(r.value);
  OK(r.value.value.ok);
  web_types_future_trailers_get(future, &again);
  CHECK(again.is_some);
  EQ(1, again.value.tag);
  if (r.value.value.ok.value.ok.is_some) return r.value.value.ok.value.ok.value;
  web_types_drop_future_trailers(future);
  return 0;
}

TEST(an_answer_has_status_headers_and_body) {
  web_incoming_response_t response = get("/hello?who=me");
  EQ(201, web_types_incoming_response_status(response));
  fields headers = web_types_incoming_response_headers(response);
  web_list_field_value_t kind = GET(headers, "x-kind");
  EQ(1, kind.len);
  TEXT("greeting", kind.ptr[0]);
  check_immutable(headers);
  web_types_drop_fields(headers);
  web_incoming_body_t body = body_of(response);
  web_input_stream_t stream = stream_of(body);
  uint8_t text[100];
  web_list_u8_t found = {text, read_all(stream, text, sizeof text)};
  TEXT("GET /hello?who=me", found);
  web_streams_drop_input_stream(stream);
  trailers_of(body);
}

TEST(trailers_come_behind_the_body) {
  web_result_incoming_response_error_code_t r = response_of(handle(request_to(argument(1), "/", web_types_new_fields())));
  OK(r);
  web_incoming_body_t body = body_of(r.value.ok);
  web_input_stream_t stream = stream_of(body);
  uint8_t text[100];
  web_list_u8_t found = {text, read_all(stream, text, sizeof text)};
  TEXT("hello", found);
  web_streams_drop_input_stream(stream);
  fields trailers = trailers_of(body);
  CHECK(trailers);
  web_list_field_value_t end = GET(trailers, "x-end");
  EQ(1, end.len);
  TEXT("done", end.ptr[0]);
  check_immutable(trailers);
}

TEST(an_answer_without_body_ends) {
  web_incoming_response_t response = get("/nothing");
  EQ(204, web_types_incoming_response_status(response));
  web_incoming_body_t body = body_of(response);
  web_input_stream_t stream = stream_of(body);
  EQ(0, read_all(stream, 0, 0));
  web_streams_drop_input_stream(stream);
  EQ(0, trailers_of(body));
}

TEST(a_body_is_sent) {
  fields headers = web_types_new_fields();
  SET(headers, "x-test", "sent");
  web_outgoing_request_t request = request_to(server(), "/echo", headers);
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_POST, 0, 0));
  web_result_outgoing_body_none_t out;
  web_types_outgoing_request_body(request, &out);
  OK(out);
  handled begun = handle(request);
  OK(begun);
  web_result_output_stream_none_t stream;
  web_types_outgoing_body_write(out.value.ok, &stream);
  OK(stream);
  static uint8_t sent[50000], received[50000];
  for (size_t i = 0; i < sizeof sent; i++) sent[i] = i * 7;
  send(stream.value.ok, sent, sizeof sent);
  web_streams_drop_output_stream(stream.value.ok);
  web_result_none_error_code_t finished;
  web_types_outgoing_body_finish(out.value.ok, 0, 0, &finished);
  OK(finished);
  web_result_incoming_response_error_code_t r = response_of(begun);
  OK(r);
  EQ(200, web_types_incoming_response_status(r.value.ok));
  CHECK(same(sent, sizeof sent, received, read_all(stream_of(body_of(r.value.ok)), received, sizeof received)));
}

TEST(a_body_of_another_length_is_an_error) {
  fields headers = web_types_new_fields();
  SET(headers, "content-length", "5");
  web_outgoing_request_t request = request_to(server(), "/echo", headers);
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_POST, 0, 0));
  web_result_outgoing_body_none_t out;
  web_types_outgoing_request_body(request, &out);
  handled begun = handle(request);
  OK(begun);
  web_result_output_stream_none_t stream;
  web_types_outgoing_body_write(out.value.ok, &stream);
  send(stream.value.ok, S("four"));
  web_streams_drop_output_stream(stream.value.ok);
  web_result_none_error_code_t finished;
  web_types_outgoing_body_finish(out.value.ok, 0, 0, &finished);
  ERR(E(HTTP_REQUEST_BODY_SIZE), finished);
}

TEST(every_method_arrives) {
  static const char *methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", 0, "OPTIONS", 0, "PATCH"};
  for (int tag = 0; tag < 9; tag++) {
    if (!methods[tag]) continue;
    web_outgoing_request_t request = request_to(server(), "/hello", web_types_new_fields());
    EQ(0, web_types_outgoing_request_set_method(request, tag, 0, 0));
    web_result_incoming_response_error_code_t r = response_of(handle(request));
    OK(r);
    web_list_field_value_t method = GET(web_types_incoming_response_headers(r.value.ok), "x-method");
    EQ(1, method.len);
    CHECK(same(methods[tag], length_of(methods[tag]), method.ptr[0].ptr, method.ptr[0].len));
  }
}

TEST(errors_of_the_handler_are_statuses) {
  EQ(500, web_types_incoming_response_status(get("/error")));
  EQ(500, web_types_incoming_response_status(get("/silence")));
  EQ(403, web_types_incoming_response_status(get("/denied")));
}

TEST(an_answer_that_breaks_off_has_a_code) {
  web_input_stream_t stream = stream_of(body_of(get("/torn")));
  web_result_list_u8_stream_error_t read;
  do web_streams_input_stream_blocking_read(stream, 100, &read); while (!read.tag);
  ERR(WEB_STREAM_ERROR_LAST_OPERATION_FAILED, read);
  web_option_error_code_t code;
  web_types_http_error_code(read.value.err.value.last_operation_failed, &code);
  CHECK(code.is_some);
  CHECK(code.value.tag == E(HTTP_RESPONSE_INCOMPLETE) || code.value.tag == E(CONNECTION_TERMINATED));
}

TEST(what_is_not_allowed_is_denied) {
  web_result_incoming_response_error_code_t r = response_of(handle(request_to(STRING("192.0.2.1:80"), "/", web_types_new_fields())));
  ERR(E(HTTP_REQUEST_DENIED), r);
}

TEST(denied_requests_are_refused) {
  web_result_incoming_response_error_code_t r = response_of(handle(request_to(STRING("127.0.0.1:1"), "/", web_types_new_fields())));
  ERR(E(HTTP_REQUEST_DENIED), r);
}

TEST(where_nobody_listens_is_refused) {
  web_result_incoming_response_error_code_t r = response_of(handle(request_to(STRING("127.0.0.1:1"), "/", web_types_new_fields())));
  ERR(E(CONNECTION_REFUSED), r);
}

TEST(a_request_without_authority_is_invalid) {
  web_outgoing_request_t request = web_types_new_outgoing_request(web_types_new_fields());
  web_result_incoming_response_error_code_t r = response_of(handle(request));
  ERR(E(HTTP_REQUEST_URI_INVALID), r);
}

static web_outgoing_body_t out_body_of(web_outgoing_request_t request) {
  web_result_outgoing_body_none_t body;
  web_types_outgoing_request_body(request, &body);
  OK(body);
  return body.value.ok;
}

static web_output_stream_t out_stream_of(web_outgoing_body_t body) {
  web_result_output_stream_none_t stream;
  web_types_outgoing_body_write(body, &stream);
  OK(stream);
  return stream.value.ok;
}

static web_result_none_error_code_t finished(web_outgoing_body_t body) {
  web_result_none_error_code_t r;
  web_types_outgoing_body_finish(body, 0, 0, &r);
  return r;
}

static web_outgoing_request_t new_request(void) { return web_types_new_outgoing_request(web_types_new_fields()); }

TEST(fields_are_set_to_nothing) {
  fields f = web_types_new_fields();
  SET(f, "x-a", "1");
  web_result_none_header_error_t r;
  web_types_fields_set(f, S("X-A"), 0, 0, &r);
  OK(r);
  CHECK(!web_types_fields_has(f, S("x-a")));
  EQ(0, COUNT(f));
  web_types_fields_set(f, S("host"), 0, 0, &r);
  ERR(FORBIDDEN, r);
  // One that is wrong leaves all as they were.
  SET(f, "x-b", "1");
  web_field_value_t two[] = {{S("2")}, {S("3\n")}};
  web_types_fields_set(f, S("x-b"), two, 2, &r);
  ERR(SYNTAX, r);
  web_list_field_value_t values = GET(f, "x-b");
  EQ(1, values.len);
  TEXT("1", values.ptr[0]);
}

TEST(a_method_of_another_case_is_another) {
  web_outgoing_request_t request = new_request();
  web_method_t method;
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_OTHER, (int32_t)"GET", 3));
  web_types_outgoing_request_method(request, &method);
  EQ(WEB_METHOD_GET, method.tag);
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_OTHER, (int32_t)"get", 3));
  web_types_outgoing_request_method(request, &method);
  EQ(WEB_METHOD_OTHER, method.tag);
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_OTHER, (int32_t)"CONNECT", 7));
  web_types_outgoing_request_method(request, &method);
  EQ(WEB_METHOD_CONNECT, method.tag);
}

static web_result_incoming_response_error_code_t asked_by(const char *method) {
  web_outgoing_request_t request = request_to(server(), "/hello", web_types_new_fields());
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_OTHER, (int32_t)method, length_of(method)));
  return response_of(handle(request));
}

TEST(another_method_arrives_and_connect_is_none) {
  web_result_incoming_response_error_code_t r = asked_by("PURGE");
  OK(r);
  web_list_field_value_t method = GET(web_types_incoming_response_headers(r.value.ok), "x-method");
  TEXT("other", method.ptr[0]);
  r = asked_by("CONNECT");
  ERR(E(HTTP_REQUEST_METHOD_INVALID), r);
  r = asked_by("Connect");
  ERR(E(HTTP_REQUEST_METHOD_INVALID), r);
}

TEST(another_scheme_is_no_protocol_of_ours_unless_it_is_one_by_its_name) {
  web_outgoing_request_t request = request_to(server(), "/hello", web_types_new_fields());
  EQ(0, web_types_outgoing_request_set_scheme(request, 1, WEB_SCHEME_OTHER, (int32_t)"ftp", 3));
  web_result_incoming_response_error_code_t r = response_of(handle(request));
  ERR(E(HTTP_PROTOCOL_ERROR), r);
  request = request_to(server(), "/hello", web_types_new_fields());
  EQ(0, web_types_outgoing_request_set_scheme(request, 1, WEB_SCHEME_OTHER, (int32_t)"HTTP", 4));
  r = response_of(handle(request));
  OK(r);
}

TEST(a_request_has_a_path_though_none_is_set) {
  web_outgoing_request_t request = request_to(server(), "/", web_types_new_fields());
  EQ(0, web_types_outgoing_request_set_path_with_query(request, NONE));
  web_result_incoming_response_error_code_t r = response_of(handle(request));
  OK(r);
  uint8_t text[100];
  web_list_u8_t found = {text, read_all(stream_of(body_of(r.value.ok)), text, sizeof text)};
  TEXT("GET /", found);
  r = response_of(handle(request_to(server(), "?a=/b", web_types_new_fields())));
  OK(r);
  found.len = read_all(stream_of(body_of(r.value.ok)), text, sizeof text);
  TEXT("GET /?a=/b", found);
  r = response_of(handle(request_to(server(), "/%2e%2E/../a//b?%20", web_types_new_fields())));
  OK(r);
  found.len = read_all(stream_of(body_of(r.value.ok)), text, sizeof text);
  TEXT("GET /%2e%2E/../a//b?%20", found);
}

TEST(the_star_is_no_path_that_can_be_asked_for) {
  web_outgoing_request_t request = request_to(server(), "*", web_types_new_fields());
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_OPTIONS, 0, 0));
  web_result_incoming_response_error_code_t r = response_of(handle(request));
  ERR(E(HTTP_REQUEST_URI_INVALID), r);
}

TEST(an_authority_is_a_host_with_or_without_a_port) {
  web_outgoing_request_t request = new_request();
  EQ(0, web_types_outgoing_request_set_authority(request, SOME("[2001:db8::1]:8080")));
  EQ(0, web_types_outgoing_request_set_authority(request, SOME("[::1]")));
  EQ(1, web_types_outgoing_request_set_authority(request, SOME("user:secret@example.com")));
  EQ(1, web_types_outgoing_request_set_authority(request, SOME("[::1")));
  EQ(1, web_types_outgoing_request_set_authority(request, SOME("example.com:port")));
  EQ(1, web_types_outgoing_request_set_authority(request, SOME("")));
  web_option_string_t text;
  web_types_outgoing_request_authority(request, &text);
  TEXT("[::1]", text.value);
  EQ(0, web_types_outgoing_request_set_scheme(request, 1, WEB_SCHEME_HTTP, 0, 0));
  web_result_incoming_response_error_code_t r = response_of(handle(request));
  ERR(E(HTTP_REQUEST_DENIED), r);
}

TEST(an_answer_to_head_has_the_length_and_not_the_bytes) {
  web_outgoing_request_t request = request_to(server(), "/length", web_types_new_fields());
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_HEAD, 0, 0));
  web_result_incoming_response_error_code_t r = response_of(handle(request));
  OK(r);
  fields headers = web_types_incoming_response_headers(r.value.ok);
  web_list_field_value_t length = GET(headers, "content-length");
  EQ(1, length.len);
  TEXT("5", length.ptr[0]);
  web_types_drop_fields(headers);
  web_incoming_body_t body = body_of(r.value.ok);
  web_input_stream_t stream = stream_of(body);
  EQ(0, read_all(stream, 0, 0));
  web_streams_drop_input_stream(stream);
  EQ(0, trailers_of(body));
}

TEST(a_get_may_have_a_body) {
  fields headers = web_types_new_fields();
  SET(headers, "content-length", "4");
  web_outgoing_request_t request = request_to(server(), "/echo", headers);
  web_outgoing_body_t body = out_body_of(request);
  web_output_stream_t stream = out_stream_of(body);
  // What is written before the request is made goes with it.
  send(stream, S("bo"));
  handled begun = handle(request);
  OK(begun);
  send(stream, S("dy"));
  web_streams_drop_output_stream(stream);
  web_result_none_error_code_t end = finished(body);
  OK(end);
  web_result_incoming_response_error_code_t r = response_of(begun);
  OK(r);
  uint8_t text[10];
  web_list_u8_t found = {text, read_all(stream_of(body_of(r.value.ok)), text, sizeof text)};
  TEXT("body", found);
}

TEST(lengths_that_differ_are_not_sent) {
  fields headers = web_types_new_fields();
  APPEND(headers, "content-length", "4");
  APPEND(headers, "content-length", "5");
  web_outgoing_request_t request = request_to(server(), "/echo", headers);
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_POST, 0, 0));
  web_result_incoming_response_error_code_t r = response_of(handle(request));
  EQ(1, r.tag);
}

TEST(more_than_the_length_fails_with_the_write) {
  fields headers = web_types_new_fields();
  SET(headers, "content-length", "3");
  web_outgoing_request_t request = request_to(server(), "/echo", headers);
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_POST, 0, 0));
  web_outgoing_body_t body = out_body_of(request);
  handled begun = handle(request);
  OK(begun);
  web_output_stream_t stream = out_stream_of(body);
  web_result_none_stream_error_t r;
  web_streams_output_stream_blocking_write_and_flush(stream, S("four"), &r);
  ERR(WEB_STREAM_ERROR_LAST_OPERATION_FAILED, r);
  web_option_error_code_t code;
  web_types_http_error_code(r.value.err.value.last_operation_failed, &code);
  CHECK(code.is_some);
  EQ(E(HTTP_REQUEST_BODY_SIZE), code.value.tag);
  CHECK(code.value.value.http_request_body_size.is_some);
  EQ(4, code.value.value.http_request_body_size.value);
  web_streams_output_stream_blocking_write_and_flush(stream, S("x"), &r);
  ERR(WEB_STREAM_ERROR_CLOSED, r);
  web_error_drop_error(r.value.err.value.last_operation_failed);
}

TEST(a_body_that_is_dropped_breaks_its_request) {
  web_outgoing_request_t request = request_to(server(), "/echo", web_types_new_fields());
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_POST, 0, 0));
  web_outgoing_body_t body = out_body_of(request);
  handled begun = handle(request);
  OK(begun);
  web_types_drop_outgoing_body(body);
  web_result_incoming_response_error_code_t r = response_of(begun);
  EQ(1, r.tag);
}

TEST(a_body_goes_from_an_answer_to_a_request) {
  web_input_stream_t from = stream_of(body_of(get("/hello")));
  fields headers = web_types_new_fields();
  SET(headers, "x-test", "spliced");
  web_outgoing_request_t request = request_to(server(), "/echo", headers);
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_POST, 0, 0));
  web_outgoing_body_t body = out_body_of(request);
  handled begun = handle(request);
  OK(begun);
  web_output_stream_t to = out_stream_of(body);
  web_result_u64_stream_error_t moved;
  uint64_t all = 0;
  for (;;) {
    web_streams_output_stream_blocking_splice(to, from, 3, &moved);
    if (moved.tag) break;
    CHECK(moved.value.ok <= 3);
    all += moved.value.ok;
  }
  ERR(WEB_STREAM_ERROR_CLOSED, moved);
  EQ(10, all);
  web_streams_drop_output_stream(to);
  web_result_none_error_code_t end = finished(body);
  OK(end);
  web_result_incoming_response_error_code_t r = response_of(begun);
  OK(r);
  uint8_t text[100];
  web_list_u8_t found = {text, read_all(stream_of(body_of(r.value.ok)), text, sizeof text)};
  TEXT("GET /hello", found);
}

TEST(trailers_of_a_request_are_not_supported) {
  web_outgoing_request_t request = request_to(server(), "/echo", web_types_new_fields());
  EQ(0, web_types_outgoing_request_set_method(request, WEB_METHOD_POST, 0, 0));
  web_outgoing_body_t body = out_body_of(request);
  handled begun = handle(request);
  OK(begun);
  fields trailers = web_types_new_fields();
  SET(trailers, "x-end", "done");
  web_result_none_error_code_t r;
  web_types_outgoing_body_finish(body, 1, trailers, &r);
  ERR(E(INTERNAL_ERROR), r);
  request = request_to(server(), "/hello", web_types_new_fields());
  body = out_body_of(request);
  // None are no trailers.
  web_types_outgoing_body_finish(body, 1, web_types_new_fields(), &r);
  OK(r);
}

TEST(an_answer_without_its_body_read_gives_its_trailers) {
  web_result_incoming_response_error_code_t r = response_of(handle(request_to(argument(1), "/", web_types_new_fields())));
  OK(r);
  web_incoming_body_t body = body_of(r.value.ok);
  web_types_drop_incoming_response(r.value.ok);
  fields trailers = trailers_of(body);
  CHECK(trailers);
  CHECK(web_types_fields_has(trailers, S("X-End")));
}

TEST(an_answer_that_nobody_wants_is_given_up) {
  handled begun = handle(request_to(server(), "/slow", web_types_new_fields()));
  OK(begun);
  web_option_result_result_incoming_response_error_code_none_t r;
  web_types_future_incoming_response_get(begun.value.ok, &r);
  CHECK(!r.is_some);
  web_types_drop_future_incoming_response(begun.value.ok);
  web_types_drop_incoming_body(body_of(get("/hello")));
  web_types_drop_incoming_response(get("/hello"));
}

TEST(times_that_are_extreme_are_taken) {
  web_request_options_t options = web_types_new_request_options();
  EQ(0, web_types_request_options_set_connect_timeout(options, 1, -1));
  EQ(0, web_types_request_options_set_first_byte_timeout(options, 1, -1));
  EQ(0, web_types_request_options_set_between_bytes_timeout(options, 1, -1));
  handled begun;
  web_outgoing_handler_handle(request_to(server(), "/hello", web_types_new_fields()), 1, options, &begun);
  web_result_incoming_response_error_code_t r = response_of(begun);
  OK(r);
  options = web_types_new_request_options();
  EQ(0, web_types_request_options_set_first_byte_timeout(options, 1, 0));
  web_outgoing_handler_handle(request_to(server(), "/slow", web_types_new_fields()), 1, options, &begun);
  r = response_of(begun);
  EQ(1, r.tag);
}

TEST(statuses_that_are_none_of_an_answer_and_errors_of_every_kind_are_answered_all_the_same) {
  for (int code = 0; code <= E(INTERNAL_ERROR); code++) {
    char path[] = {'/', 'e', 'r', 'r', 'o', 'r', '/', '0' + code / 10, '0' + code % 10, 0};
    web_incoming_response_t response = get(path);
    CHECK(web_types_incoming_response_status(response) >= 400);
    web_types_drop_incoming_response(response);
  }
  EQ(500, web_types_incoming_response_status(get("/status/100")));
  EQ(500, web_types_incoming_response_status(get("/status/199")));
  EQ(200, web_types_incoming_response_status(get("/status/200")));
  EQ(599, web_types_incoming_response_status(get("/status/599")));
}

TEST(traps_drop_of_a_request_before_its_headers) {
  web_outgoing_request_t request = new_request();
  web_types_outgoing_request_headers(request);
  web_types_drop_outgoing_request(request);
}

TEST(traps_request_that_is_made_before_its_headers_are_dropped) {
  web_outgoing_request_t request = request_to(server(), "/hello", web_types_new_fields());
  web_types_outgoing_request_headers(request);
  handle(request);
}

TEST(traps_drop_of_an_answer_before_its_headers) {
  web_incoming_response_t response = get("/hello");
  web_types_incoming_response_headers(response);
  web_types_drop_incoming_response(response);
}

TEST(traps_drop_of_a_body_before_its_stream) {
  web_incoming_body_t body = body_of(get("/hello"));
  stream_of(body);
  web_types_drop_incoming_body(body);
}

TEST(traps_end_of_a_body_before_its_stream) {
  web_incoming_body_t body = body_of(get("/hello"));
  stream_of(body);
  web_types_incoming_body_finish(body);
}

TEST(traps_end_of_an_outgoing_body_before_its_stream) {
  web_outgoing_body_t body = out_body_of(new_request());
  out_stream_of(body);
  finished(body);
}

TEST(traps_drop_of_an_outgoing_body_before_its_stream) {
  web_outgoing_body_t body = out_body_of(new_request());
  out_stream_of(body);
  web_types_drop_outgoing_body(body);
}

TEST(traps_drop_of_a_future_before_its_pollable) {
  handled begun = handle(request_to(server(), "/hello", web_types_new_fields()));
  OK(begun);
  web_types_future_incoming_response_subscribe(begun.value.ok);
  web_types_drop_future_incoming_response(begun.value.ok);
}

TEST(traps_drop_of_future_trailers_before_them) {
  web_result_incoming_response_error_code_t r = response_of(handle(request_to(argument(1), "/", web_types_new_fields())));
  OK(r);
  web_future_trailers_t future = web_types_incoming_body_finish(body_of(r.value.ok));
  wait_for(web_types_future_trailers_subscribe(future));
  web_option_result_result_option_trailers_error_code_none_t trailers;
  web_types_future_trailers_get(future, &trailers);
  CHECK(trailers.value.value.ok.value.ok.is_some);
  web_types_drop_future_trailers(future);
}

TEST(the_first_byte_comes_in_time_or_not_at_all) {
  web_request_options_t options = web_types_new_request_options();
  EQ(0, web_types_request_options_set_first_byte_timeout(options, 1, 100000000));
  handled begun;
  web_outgoing_handler_handle(request_to(server(), "/slow", web_types_new_fields()), 1, options, &begun);
  web_result_incoming_response_error_code_t r = response_of(begun);
  EQ(1, r.tag);
  CHECK(r.value.err.tag == E(CONNECTION_READ_TIMEOUT) || r.value.err.tag == E(HTTP_RESPONSE_TIMEOUT));
}

TEST(the_next_bytes_come_in_time_or_not_at_all) {
  web_request_options_t options = web_types_new_request_options();
  EQ(0, web_types_request_options_set_between_bytes_timeout(options, 1, 100000000));
  handled begun;
  web_outgoing_handler_handle(request_to(server(), "/pause", web_types_new_fields()), 1, options, &begun);
  web_result_incoming_response_error_code_t r = response_of(begun);
  OK(r);
  web_input_stream_t stream = stream_of(body_of(r.value.ok));
  for (;;) {
    web_result_list_u8_stream_error_t read;
    web_streams_input_stream_blocking_read(stream, 100, &read);
    if (!read.tag) continue;
    ERR(WEB_STREAM_ERROR_LAST_OPERATION_FAILED, read);
    web_option_error_code_t code;
    web_types_http_error_code(read.value.err.value.last_operation_failed, &code);
    CHECK(code.is_some);
    EQ(E(CONNECTION_READ_TIMEOUT), code.value.tag);
    return;
  }
}

// incoming-handler: the other side of all that. What is wrong here is an answer of 500 there.

static void respond(web_response_outparam_t out, web_outgoing_response_t response) { web_types_response_outparam_set(out, 0, response, 0, 0, 0, 0, 0, 0); }

static void error(web_response_outparam_t out, int code) { web_types_response_outparam_set(out, 1, code, 0, 0, 0, 0, 0, 0); }

static void finish(web_outgoing_body_t body, fields trailers) {
  web_result_none_error_code_t r;
  web_types_outgoing_body_finish(body, trailers != 0, trailers, &r);
  OK(r);
}

static void pause_for(uint64_t nanoseconds) { wait_for(web_monotonic_clock_subscribe_duration(nanoseconds)); }

void web_export_incoming_handler_handle(web_incoming_request_t request, web_response_outparam_t out) {
  static const char *methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "other"};
  web_method_t method;
  web_types_incoming_request_method(request, &method);
  web_option_string_t path, authority;
  web_types_incoming_request_path_with_query(request, &path);
  CHECK(path.is_some);
  web_types_incoming_request_authority(request, &authority);
  CHECK(authority.is_some && same("127.0.0.1:", 10, authority.value.ptr, 10));
  web_option_scheme_t scheme;
  web_types_incoming_request_scheme(request, &scheme);
  CHECK(scheme.is_some);
  EQ(WEB_SCHEME_HTTP, scheme.value.tag);
  fields headers = web_types_incoming_request_headers(request);
  check_immutable(headers);
#define IS(text) same(S(text), path.value.ptr, path.value.len)
  if (IS("/error")) return error(out, E(INTERNAL_ERROR));
#define BEGINS(text) (path.value.len > sizeof(text) - 1 && same(S(text), path.value.ptr, sizeof(text) - 1))
  if (BEGINS("/error/")) return error(out, (path.value.ptr[7] - '0') * 10 + path.value.ptr[8] - '0');
  if (BEGINS("/status/")) {
    web_outgoing_response_t bare = web_types_new_outgoing_response(web_types_new_fields());
    const uint8_t *digits = path.value.ptr + 8;
    EQ(0, web_types_outgoing_response_set_status_code(bare, (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + digits[2] - '0'));
    return respond(out, bare);
  }
  if (IS("/length")) {
    fields sized = web_types_new_fields();
    SET(sized, "content-length", "5");
    web_outgoing_response_t promised = web_types_new_outgoing_response(sized);
    web_result_outgoing_body_none_t none;
    web_types_outgoing_response_body(promised, &none);
    respond(out, promised);
    return finish(none.value.ok, 0);
  }
  if (IS("/denied")) return error(out, E(HTTP_REQUEST_DENIED));
  if (IS("/silence")) return;
  if (IS("/nothing")) {
    web_result_none_error_code_t early;
    web_types_response_outparam_send_informational(out, 103, web_types_new_fields(), &early);
    ERR(E(INTERNAL_ERROR), early);
    web_types_response_outparam_send_informational(out, 200, web_types_new_fields(), &early);
    ERR(E(HTTP_PROTOCOL_ERROR), early);
  }
  if (IS("/slow")) pause_for(3000000000);
  web_result_incoming_body_none_t in, again;
  web_types_incoming_request_consume(request, &in);
  OK(in);
  web_types_incoming_request_consume(request, &again);
  EQ(1, again.tag);
  fields mine = web_types_new_fields();
  SET(mine, "x-kind", "greeting");
  web_result_none_header_error_t set;
  web_field_value_t name = {(uint8_t *)methods[method.tag], length_of(methods[method.tag])};
  web_types_fields_set(mine, S("x-method"), &name, 1, &set);
  web_outgoing_response_t response = web_types_new_outgoing_response(mine);
  EQ(0, web_types_outgoing_response_set_status_code(response, IS("/nothing") ? 204 : IS("/echo") ? 200 : 201));
  web_result_outgoing_body_none_t body;
  web_types_outgoing_response_body(response, &body);
  respond(out, response);
  if (IS("/nothing")) return finish(body.value.ok, 0);
  web_result_output_stream_none_t stream;
  web_types_outgoing_body_write(body.value.ok, &stream);
  OK(stream);
  if (IS("/echo")) {
    CHECK(web_types_fields_has(headers, S("x-test")) || web_types_fields_has(headers, S("content-length")));
    static uint8_t bytes[100000];
    web_input_stream_t request_stream = stream_of(in.value.ok);
    send(stream.value.ok, bytes, read_all(request_stream, bytes, sizeof bytes));
    web_streams_drop_input_stream(request_stream);
    EQ(0, trailers_of(in.value.ok));
    web_streams_drop_output_stream(stream.value.ok);
    return finish(body.value.ok, 0);
  }
  if (method.tag != WEB_METHOD_HEAD) {
    send(stream.value.ok, (uint8_t *)methods[method.tag], length_of(methods[method.tag]));
    send(stream.value.ok, S(" "));
    send(stream.value.ok, path.value.ptr, path.value.len);
  }
  if (IS("/torn")) {
    // A connection that is reset takes along what its client has not read yet.
    pause_for(1000000000);
    __builtin_trap();
  }
  if (IS("/pause")) pause_for(3000000000);
  web_streams_drop_output_stream(stream.value.ok);
  fields trailers = web_types_new_fields();
  SET(trailers, "x-end", "done");
  finish(body.value.ok, trailers);
}
