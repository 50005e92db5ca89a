// wasi:sockets, a test for each function and each error that a guest can bring about. The host allows everything on 127.0.0.1 and ::1, and names to be looked up; no more than 20 sockets.
#include "net.h"
#define WORLD net
#include "suite.h"

typedef net_tcp_socket_t tcp;
typedef net_udp_socket_t udp;
typedef net_ip_socket_address_t address;

#define E(code) NET_ERROR_CODE_##code
#define IPV4 NET_IP_ADDRESS_FAMILY_IPV4
#define IPV6 NET_IP_ADDRESS_FAMILY_IPV6
#define SECOND 1000000000ull

// An address as it is passed: the case, then its parts, flat.
#define V4(a, b, c, d, port) 0, port, a, b, c, d, 0, 0, 0, 0, 0, 0
#define LOCAL(port) V4(127, 0, 0, 1, port)
#define V6(a, b, c, d, e, f, g, h, port) 1, port, 0, a, b, c, d, e, f, g, h, 0
#define LOCAL6(port) V6(0, 0, 0, 0, 0, 0, 0, 1, port)

#define TCP(type, method, ...) ({ net_result_##type##_error_code_t r_; net_tcp_tcp_socket_##method(__VA_ARGS__, &r_); r_; })
#define UDP(type, method, ...) ({ net_result_##type##_error_code_t r_; net_udp_udp_socket_##method(__VA_ARGS__, &r_); r_; })
#define SUCCEEDS(protocol, type, ...) ({ net_result_##type##_error_code_t s_ = protocol(type, __VA_ARGS__); OK(s_); s_; })
#define FAILS(code, protocol, type, ...) ({ net_result_##type##_error_code_t f_ = protocol(type, __VA_ARGS__); ERR(E(code), f_); })

typedef struct { tcp socket; net_input_stream_t in; net_output_stream_t out; } connection;

static net_network_t network(void) { return net_instance_network_instance_network(); }

static tcp new_tcp(net_ip_address_family_t family) {
  net_result_tcp_socket_error_code_t r;
  net_tcp_create_socket_create_tcp_socket(family, &r);
  OK(r);
  return r.value.ok;
}

static udp new_udp(void) {
  net_result_udp_socket_error_code_t r;
  net_udp_create_socket_create_udp_socket(IPV4, &r);
  OK(r);
  return r.value.ok;
}

static void wait_for(net_pollable_t pollable) {
  net_poll_pollable_block(pollable);
  net_poll_drop_pollable(pollable);
}

static uint16_t port_of(tcp socket) { return SUCCEEDS(TCP, ip_socket_address, local_address, socket).value.ok.value.ipv4.port; }

static tcp bound(void) {
  tcp socket = new_tcp(IPV4);
  SUCCEEDS(TCP, none, start_bind, socket, network(), LOCAL(0));
  SUCCEEDS(TCP, none, finish_bind, socket);
  return socket;
}

static tcp listening(void) {
  tcp socket = bound();
  SUCCEEDS(TCP, none, start_listen, socket);
  SUCCEEDS(TCP, none, finish_listen, socket);
  return socket;
}

static connection connect_to(uint16_t port) {
  tcp socket = new_tcp(IPV4);
  SUCCEEDS(TCP, none, start_connect, socket, network(), LOCAL(port));
  wait_for(net_tcp_tcp_socket_subscribe(socket));
  net_result_tuple_input_stream_output_stream_error_code_t r = SUCCEEDS(TCP, tuple_input_stream_output_stream, finish_connect, socket);
  return (connection){socket, r.value.ok.item0, r.value.ok.item1};
}

static connection accept_from(tcp listener) {
  wait_for(net_tcp_tcp_socket_subscribe(listener));
  net_result_tuple_tcp_socket_input_stream_output_stream_error_code_t r = SUCCEEDS(TCP, tuple_tcp_socket_input_stream_output_stream, accept, listener);
  return (connection){r.value.ok.item0, r.value.ok.item1, r.value.ok.item2};
}

static void send(net_output_stream_t stream, uint8_t *bytes, size_t count) {
  net_result_none_stream_error_t r;
  net_streams_output_stream_blocking_write_and_flush(stream, bytes, count, &r);
  OK(r);
}

static net_result_list_u8_stream_error_t receive(net_input_stream_t stream) {
  net_result_list_u8_stream_error_t r;
  net_streams_input_stream_blocking_read(stream, 1000, &r);
  return r;
}

#define RECEIVES(expected, stream) ({ net_result_list_u8_stream_error_t t_ = receive(stream); OK(t_); TEXT(expected, t_.value.ok); })
#define ENDS(stream) ({ net_result_list_u8_stream_error_t t_ = receive(stream); ERR(NET_STREAM_ERROR_CLOSED, t_); })

static void close(connection c) {
  net_streams_drop_input_stream(c.in);
  net_streams_drop_output_stream(c.out);
  net_tcp_drop_tcp_socket(c.socket);
}

// create-tcp-socket, create-udp-socket

TEST(sockets_have_a_family) {
  EQ(IPV4, net_tcp_tcp_socket_address_family(new_tcp(IPV4)));
  EQ(IPV6, net_tcp_tcp_socket_address_family(new_tcp(IPV6)));
  EQ(IPV4, net_udp_udp_socket_address_family(new_udp()));
}

TEST(no_more_sockets_than_the_limit) {
  net_result_tcp_socket_error_code_t r;
  for (int i = 0; i < 20; i++) {
    net_tcp_create_socket_create_tcp_socket(IPV4, &r);
    OK(r);
  }
  net_result_udp_socket_error_code_t u;
  net_udp_create_socket_create_udp_socket(IPV4, &u);
  ERR(E(NEW_SOCKET_LIMIT), u);
  net_tcp_drop_tcp_socket(r.value.ok);
  new_tcp(IPV4);
  net_tcp_create_socket_create_tcp_socket(IPV4, &r);
  ERR(E(NEW_SOCKET_LIMIT), r);
}

TEST(denied_sockets_are_refused) {
  net_result_tcp_socket_error_code_t r;
  net_tcp_create_socket_create_tcp_socket(IPV4, &r);
  ERR(E(ACCESS_DENIED), r);
  net_result_udp_socket_error_code_t u;
  net_udp_create_socket_create_udp_socket(IPV4, &u);
  ERR(E(ACCESS_DENIED), u);
  net_result_resolve_address_stream_error_code_t names;
  net_ip_name_lookup_resolve_addresses(network(), S("localhost"), &names);
  ERR(E(ACCESS_DENIED), names);
}

// tcp-socket

TEST(tcp_binds_to_a_port) {
  tcp socket = new_tcp(IPV4);
  FAILS(INVALID_STATE, TCP, ip_socket_address, local_address, socket);
  FAILS(NOT_IN_PROGRESS, TCP, none, finish_bind, socket);
  SUCCEEDS(TCP, none, start_bind, socket, network(), LOCAL(0));
  FAILS(INVALID_STATE, TCP, none, start_bind, socket, network(), LOCAL(0));
  SUCCEEDS(TCP, none, finish_bind, socket);
  FAILS(NOT_IN_PROGRESS, TCP, none, finish_bind, socket);
  FAILS(INVALID_STATE, TCP, none, start_bind, socket, network(), LOCAL(0));
  address local = SUCCEEDS(TCP, ip_socket_address, local_address, socket).value.ok;
  EQ(0, local.tag);
  EQ(127, local.value.ipv4.address.item0);
  EQ(1, local.value.ipv4.address.item3);
  CHECK(local.value.ipv4.port != 0);
}

TEST(tcp_binds_to_ipv6) {
  tcp socket = new_tcp(IPV6);
  SUCCEEDS(TCP, none, start_bind, socket, network(), LOCAL6(0));
  SUCCEEDS(TCP, none, finish_bind, socket);
  address local = SUCCEEDS(TCP, ip_socket_address, local_address, socket).value.ok;
  EQ(1, local.tag);
  EQ(1, local.value.ipv6.address.item7);
  EQ(0, local.value.ipv6.address.item0);
}

TEST(tcp_binds_to_no_other_address) {
  tcp four = new_tcp(IPV4), six = new_tcp(IPV6);
  FAILS(INVALID_ARGUMENT, TCP, none, start_bind, four, network(), LOCAL6(0));
  FAILS(INVALID_ARGUMENT, TCP, none, start_bind, six, network(), LOCAL(0));
  FAILS(INVALID_ARGUMENT, TCP, none, start_bind, six, network(), V6(0, 0, 0, 0, 0, 0xffff, 0x7f00, 1, 0));
  FAILS(INVALID_ARGUMENT, TCP, none, start_bind, four, network(), V4(224, 0, 0, 1, 0));
  FAILS(INVALID_ARGUMENT, TCP, none, start_bind, four, network(), V4(255, 255, 255, 255, 0));
  FAILS(ADDRESS_NOT_BINDABLE, TCP, none, start_bind, four, network(), V4(192, 0, 2, 1, 0));
  FAILS(ADDRESS_IN_USE, TCP, none, start_bind, four, network(), LOCAL(port_of(listening())));
  FAILS(ACCESS_DENIED, TCP, none, start_bind, four, network(), V4(0, 0, 0, 0, 0));
}

TEST(tcp_connects_and_talks) {
  tcp listener = listening();
  CHECK(net_tcp_tcp_socket_is_listening(listener));
  FAILS(WOULD_BLOCK, TCP, tuple_tcp_socket_input_stream_output_stream, accept, listener);
  connection client = connect_to(port_of(listener)), server = accept_from(listener);
  CHECK(!net_tcp_tcp_socket_is_listening(client.socket));
  EQ(IPV4, net_tcp_tcp_socket_address_family(server.socket));
  EQ(port_of(listener), SUCCEEDS(TCP, ip_socket_address, remote_address, client.socket).value.ok.value.ipv4.port);
  EQ(port_of(client.socket), SUCCEEDS(TCP, ip_socket_address, remote_address, server.socket).value.ok.value.ipv4.port);
  send(client.out, S("hello"));
  RECEIVES("hello", server.in);
  send(server.out, S("and good-bye"));
  close(server);
  RECEIVES("and good-bye", client.in);
  ENDS(client.in);
  FAILS(WOULD_BLOCK, TCP, tuple_tcp_socket_input_stream_output_stream, accept, listener);
}

TEST(tcp_connects_from_where_it_is_bound) {
  tcp listener = listening(), socket = bound();
  uint16_t port = port_of(socket);
  SUCCEEDS(TCP, none, start_connect, socket, network(), LOCAL(port_of(listener)));
  wait_for(net_tcp_tcp_socket_subscribe(socket));
  SUCCEEDS(TCP, tuple_input_stream_output_stream, finish_connect, socket);
  EQ(port, SUCCEEDS(TCP, ip_socket_address, remote_address, accept_from(listener).socket).value.ok.value.ipv4.port);
}

TEST(tcp_is_refused_where_nobody_listens) {
  tcp gone = bound(), socket = new_tcp(IPV4);
  SUCCEEDS(TCP, none, start_connect, socket, network(), LOCAL(port_of(gone)));
  FAILS(CONCURRENCY_CONFLICT, TCP, none, start_connect, socket, network(), LOCAL(port_of(gone)));
  wait_for(net_tcp_tcp_socket_subscribe(socket));
  FAILS(CONNECTION_REFUSED, TCP, tuple_input_stream_output_stream, finish_connect, socket);
  FAILS(NOT_IN_PROGRESS, TCP, tuple_input_stream_output_stream, finish_connect, socket);
  FAILS(INVALID_STATE, TCP, none, start_connect, socket, network(), LOCAL(port_of(gone)));
  FAILS(INVALID_STATE, TCP, bool, keep_alive_enabled, socket);
}

TEST(tcp_connects_to_no_other_address) {
  tcp four = new_tcp(IPV4), six = new_tcp(IPV6);
  FAILS(INVALID_ARGUMENT, TCP, none, start_connect, four, network(), LOCAL(0));
  FAILS(INVALID_ARGUMENT, TCP, none, start_connect, four, network(), V4(0, 0, 0, 0, 80));
  FAILS(INVALID_ARGUMENT, TCP, none, start_connect, four, network(), V4(224, 0, 0, 1, 80));
  FAILS(INVALID_ARGUMENT, TCP, none, start_connect, four, network(), V4(255, 255, 255, 255, 80));
  FAILS(INVALID_ARGUMENT, TCP, none, start_connect, four, network(), LOCAL6(80));
  FAILS(INVALID_ARGUMENT, TCP, none, start_connect, six, network(), V6(0, 0, 0, 0, 0, 0xffff, 0x7f00, 1, 80));
  FAILS(INVALID_ARGUMENT, TCP, none, start_connect, six, network(), V6(0, 0, 0, 0, 0, 0, 0, 0, 80));
  FAILS(ACCESS_DENIED, TCP, none, start_connect, four, network(), V4(192, 0, 2, 1, 80));
}

TEST(tcp_keeps_to_its_states) {
  tcp fresh = new_tcp(IPV4), listener = listening();
  FAILS(INVALID_STATE, TCP, none, start_listen, fresh);
  FAILS(NOT_IN_PROGRESS, TCP, none, finish_listen, fresh);
  FAILS(NOT_IN_PROGRESS, TCP, tuple_input_stream_output_stream, finish_connect, fresh);
  FAILS(INVALID_STATE, TCP, tuple_tcp_socket_input_stream_output_stream, accept, fresh);
  FAILS(INVALID_STATE, TCP, ip_socket_address, remote_address, fresh);
  FAILS(INVALID_STATE, TCP, none, shutdown, fresh, NET_SHUTDOWN_TYPE_BOTH);
  FAILS(INVALID_STATE, TCP, none, start_listen, listener);
  FAILS(INVALID_STATE, TCP, none, start_bind, listener, network(), LOCAL(0));
  FAILS(INVALID_STATE, TCP, none, start_connect, listener, network(), LOCAL(80));
  FAILS(INVALID_STATE, TCP, none, shutdown, listener, NET_SHUTDOWN_TYPE_BOTH);
  connection client = connect_to(port_of(listener));
  FAILS(INVALID_STATE, TCP, none, start_connect, client.socket, network(), LOCAL(80));
  FAILS(INVALID_STATE, TCP, none, start_bind, client.socket, network(), LOCAL(0));
  FAILS(INVALID_STATE, TCP, none, start_listen, client.socket);
  FAILS(INVALID_STATE, TCP, tuple_tcp_socket_input_stream_output_stream, accept, client.socket);
}

TEST(tcp_listens_with_a_backlog) {
  tcp socket = bound();
  FAILS(INVALID_ARGUMENT, TCP, none, set_listen_backlog_size, socket, 0);
  SUCCEEDS(TCP, none, set_listen_backlog_size, socket, -1);
  SUCCEEDS(TCP, none, start_listen, socket);
  FAILS(CONCURRENCY_CONFLICT, TCP, none, start_listen, socket);
  CHECK(!net_tcp_tcp_socket_is_listening(socket));
  SUCCEEDS(TCP, none, finish_listen, socket);
  SUCCEEDS(TCP, none, set_listen_backlog_size, socket, 1);
  FAILS(INVALID_STATE, TCP, none, set_listen_backlog_size, connect_to(port_of(socket)).socket, 1);
}

TEST(tcp_shuts_down_sending) {
  tcp listener = listening();
  connection client = connect_to(port_of(listener)), server = accept_from(listener);
  send(client.out, S("all"));
  SUCCEEDS(TCP, none, shutdown, client.socket, NET_SHUTDOWN_TYPE_SEND);
  RECEIVES("all", server.in);
  ENDS(server.in);
  net_result_none_stream_error_t r;
  net_streams_output_stream_blocking_write_and_flush(client.out, S("more"), &r);
  ERR(NET_STREAM_ERROR_CLOSED, r);
  send(server.out, S("answer"));
  RECEIVES("answer", client.in);
}

TEST(tcp_shuts_down_receiving) {
  tcp listener = listening();
  connection client = connect_to(port_of(listener)), server = accept_from(listener);
  SUCCEEDS(TCP, none, shutdown, client.socket, NET_SHUTDOWN_TYPE_RECEIVE);
  ENDS(client.in);
  send(client.out, S("still"));
  RECEIVES("still", server.in);
  SUCCEEDS(TCP, none, shutdown, client.socket, NET_SHUTDOWN_TYPE_BOTH);
  ENDS(server.in);
}

TEST(tcp_shuts_down_twice) {
  tcp listener = listening();
  connection client = connect_to(port_of(listener)), server = accept_from(listener);
  for (int i = 0; i < 2; i++) SUCCEEDS(TCP, none, shutdown, client.socket, NET_SHUTDOWN_TYPE_SEND);
  ENDS(server.in);
  for (int i = 0; i < 2; i++) SUCCEEDS(TCP, none, shutdown, client.socket, NET_SHUTDOWN_TYPE_BOTH);
  for (int i = 0; i < 2; i++) SUCCEEDS(TCP, none, shutdown, server.socket, NET_SHUTDOWN_TYPE_BOTH);
  ENDS(client.in);
  net_result_none_stream_error_t r;
  net_streams_output_stream_blocking_write_and_flush(client.out, S(""), &r);
  ERR(NET_STREAM_ERROR_CLOSED, r);
  net_pollable_t readable = net_streams_input_stream_subscribe(client.in), writable = net_streams_output_stream_subscribe(client.out);
  CHECK(net_poll_pollable_ready(readable) && net_poll_pollable_ready(writable));
}

TEST(tcp_streams_live_on_without_the_socket) {
  tcp listener = listening();
  connection client = connect_to(port_of(listener)), server = accept_from(listener);
  net_tcp_drop_tcp_socket(client.socket);
  send(client.out, S("still"));
  RECEIVES("still", server.in);
  net_streams_drop_output_stream(client.out);
  send(server.out, S("here"));
  RECEIVES("here", client.in);
  net_streams_drop_input_stream(client.in);
  ENDS(server.in);
}

TEST(tcp_that_is_accepted_is_as_its_listener) {
  tcp listener = bound();
  SUCCEEDS(TCP, none, set_keep_alive_enabled, listener, true);
  SUCCEEDS(TCP, none, set_keep_alive_idle_time, listener, 20 * SECOND);
  SUCCEEDS(TCP, none, set_keep_alive_interval, listener, 3 * SECOND);
  SUCCEEDS(TCP, none, set_keep_alive_count, listener, 4);
  SUCCEEDS(TCP, none, set_hop_limit, listener, 42);
  SUCCEEDS(TCP, none, set_receive_buffer_size, listener, 65536);
  SUCCEEDS(TCP, none, set_send_buffer_size, listener, 65536);
  SUCCEEDS(TCP, none, start_listen, listener);
  SUCCEEDS(TCP, none, finish_listen, listener);
  connect_to(port_of(listener));
  tcp accepted = accept_from(listener).socket;
  EQ(true, SUCCEEDS(TCP, bool, keep_alive_enabled, accepted).value.ok);
  EQ(20 * SECOND, SUCCEEDS(TCP, duration, keep_alive_idle_time, accepted).value.ok);
  EQ(3 * SECOND, SUCCEEDS(TCP, duration, keep_alive_interval, accepted).value.ok);
  EQ(4, SUCCEEDS(TCP, u32, keep_alive_count, accepted).value.ok);
  EQ(42, SUCCEEDS(TCP, u8, hop_limit, accepted).value.ok);
  EQ(SUCCEEDS(TCP, u64, receive_buffer_size, listener).value.ok, SUCCEEDS(TCP, u64, receive_buffer_size, accepted).value.ok);
  EQ(SUCCEEDS(TCP, u64, send_buffer_size, listener).value.ok, SUCCEEDS(TCP, u64, send_buffer_size, accepted).value.ok);
}

TEST(tcp_binds_again_where_it_failed) {
  tcp socket = new_tcp(IPV4);
  FAILS(ADDRESS_IN_USE, TCP, none, start_bind, socket, network(), LOCAL(port_of(listening())));
  FAILS(NOT_IN_PROGRESS, TCP, none, finish_bind, socket);
  FAILS(INVALID_STATE, TCP, ip_socket_address, local_address, socket);
  FAILS(INVALID_ARGUMENT, TCP, none, start_connect, socket, network(), LOCAL(0));
  SUCCEEDS(TCP, none, start_bind, socket, network(), LOCAL(0));
  FAILS(INVALID_STATE, TCP, none, start_listen, socket);
  FAILS(INVALID_STATE, TCP, none, start_connect, socket, network(), LOCAL(80));
  SUCCEEDS(TCP, none, finish_bind, socket);
  CHECK(port_of(socket) != 0);
}

TEST(tcp_that_connects_is_not_connected_yet) {
  tcp listener = listening(), socket = new_tcp(IPV4);
  SUCCEEDS(TCP, none, start_connect, socket, network(), LOCAL(port_of(listener)));
  FAILS(INVALID_STATE, TCP, ip_socket_address, remote_address, socket);
  FAILS(INVALID_STATE, TCP, none, shutdown, socket, NET_SHUTDOWN_TYPE_BOTH);
  FAILS(INVALID_STATE, TCP, none, start_bind, socket, network(), LOCAL(0));
  FAILS(INVALID_STATE, TCP, none, start_listen, socket);
  FAILS(INVALID_STATE, TCP, none, set_listen_backlog_size, socket, 1);
  // If it is not connected yet it may have no address either.
  net_result_ip_socket_address_error_code_t local = TCP(ip_socket_address, local_address, socket);
  if (local.tag) ERR(E(INVALID_STATE), local);
  wait_for(net_tcp_tcp_socket_subscribe(socket));
  SUCCEEDS(TCP, tuple_input_stream_output_stream, finish_connect, socket);
  CHECK(port_of(socket) != 0);
  FAILS(NOT_IN_PROGRESS, TCP, tuple_input_stream_output_stream, finish_connect, socket);
}

TEST(traps_drop_of_a_socket_before_its_pollable) {
  tcp socket = listening();
  net_tcp_tcp_socket_subscribe(socket);
  net_tcp_drop_tcp_socket(socket);
}

TEST(tcp_that_is_reset_says_why) {
  tcp listener = listening();
  connection client = connect_to(port_of(listener)), server = accept_from(listener);
  // What was not read when a socket is closed resets the connection.
  send(client.out, S("unread"));
  wait_for(net_streams_input_stream_subscribe(server.in));
  close(server);
  for (int i = 0; i < 100; i++) {
    net_result_list_u8_stream_error_t r = receive(client.in);
    CHECK(r.tag);
    if (r.value.err.tag == NET_STREAM_ERROR_CLOSED) return;
    string text;
    net_error_error_to_debug_string(r.value.err.value.last_operation_failed, &text);
    CHECK(text.len > 0);
    net_option_error_code_t code;
    net_network_network_error_code(r.value.err.value.last_operation_failed, &code);
    CHECK(code.is_some);
    EQ(E(CONNECTION_RESET), code.value);
  }
  CHECK(false);
}

TEST(tcp_options_are_kept) {
  tcp socket = new_tcp(IPV4);
  EQ(false, SUCCEEDS(TCP, bool, keep_alive_enabled, socket).value.ok);
  SUCCEEDS(TCP, none, set_keep_alive_enabled, socket, true);
  EQ(true, SUCCEEDS(TCP, bool, keep_alive_enabled, socket).value.ok);
  SUCCEEDS(TCP, none, set_keep_alive_idle_time, socket, 20 * SECOND);
  EQ(20 * SECOND, SUCCEEDS(TCP, duration, keep_alive_idle_time, socket).value.ok);
  SUCCEEDS(TCP, none, set_keep_alive_interval, socket, 1);
  EQ(SECOND, SUCCEEDS(TCP, duration, keep_alive_interval, socket).value.ok);
  SUCCEEDS(TCP, none, set_keep_alive_count, socket, 5);
  EQ(5, SUCCEEDS(TCP, u32, keep_alive_count, socket).value.ok);
  SUCCEEDS(TCP, none, set_hop_limit, socket, 42);
  EQ(42, SUCCEEDS(TCP, u8, hop_limit, socket).value.ok);
  SUCCEEDS(TCP, none, set_receive_buffer_size, socket, 65536);
  CHECK(SUCCEEDS(TCP, u64, receive_buffer_size, socket).value.ok >= 65536);
  SUCCEEDS(TCP, none, set_send_buffer_size, socket, 65536);
  CHECK(SUCCEEDS(TCP, u64, send_buffer_size, socket).value.ok >= 65536);
}

TEST(tcp_options_of_ipv6_are_kept) {
  tcp socket = new_tcp(IPV6);
  SUCCEEDS(TCP, none, set_hop_limit, socket, 42);
  EQ(42, SUCCEEDS(TCP, u8, hop_limit, socket).value.ok);
}

TEST(tcp_options_are_not_nothing) {
  tcp socket = new_tcp(IPV4);
  FAILS(INVALID_ARGUMENT, TCP, none, set_keep_alive_idle_time, socket, 0);
  FAILS(INVALID_ARGUMENT, TCP, none, set_keep_alive_interval, socket, 0);
  FAILS(INVALID_ARGUMENT, TCP, none, set_keep_alive_count, socket, 0);
  FAILS(INVALID_ARGUMENT, TCP, none, set_hop_limit, socket, 0);
  FAILS(INVALID_ARGUMENT, TCP, none, set_receive_buffer_size, socket, 0);
  FAILS(INVALID_ARGUMENT, TCP, none, set_send_buffer_size, socket, 0);
  SUCCEEDS(TCP, none, set_keep_alive_idle_time, socket, -1);
  SUCCEEDS(TCP, none, set_keep_alive_interval, socket, -1);
  SUCCEEDS(TCP, none, set_keep_alive_count, socket, -1);
  SUCCEEDS(TCP, none, set_receive_buffer_size, socket, -1);
  SUCCEEDS(TCP, none, set_send_buffer_size, socket, -1);
}

// udp-socket

typedef struct { udp socket; uint16_t port; net_incoming_datagram_stream_t in; net_outgoing_datagram_stream_t out; } peer;

static void bind_udp(udp socket) {
  SUCCEEDS(UDP, none, start_bind, socket, network(), LOCAL(0));
  SUCCEEDS(UDP, none, finish_bind, socket);
}

static peer new_peer(void) {
  udp socket = new_udp();
  bind_udp(socket);
  net_result_tuple_incoming_datagram_stream_outgoing_datagram_stream_error_code_t r =
    SUCCEEDS(UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, socket, 0, V4(0, 0, 0, 0, 0));
  return (peer){socket, SUCCEEDS(UDP, ip_socket_address, local_address, socket).value.ok.value.ipv4.port, r.value.ok.item0, r.value.ok.item1};
}

static net_outgoing_datagram_t datagram(uint8_t *bytes, size_t count, uint16_t port) {
  return (net_outgoing_datagram_t){{bytes, count}, {port != 0, {0, {.ipv4 = {port, {127, 0, 0, 1}}}}}};
}

static net_result_u64_error_code_t send_one(net_outgoing_datagram_stream_t out, net_outgoing_datagram_t one) {
  wait_for(net_udp_outgoing_datagram_stream_subscribe(out));
  net_result_u64_error_code_t r;
  net_udp_outgoing_datagram_stream_check_send(out, &r);
  OK(r);
  CHECK(r.value.ok > 0);
  net_udp_outgoing_datagram_stream_send(out, &one, 1, &r);
  return r;
}

static void send_to(net_outgoing_datagram_stream_t out, uint8_t *bytes, size_t count, uint16_t port) {
  net_result_u64_error_code_t r = send_one(out, datagram(bytes, count, port));
  OK(r);
  EQ(1, r.value.ok);
}

static net_list_incoming_datagram_t receive_from(net_incoming_datagram_stream_t in, uint64_t most) {
  wait_for(net_udp_incoming_datagram_stream_subscribe(in));
  net_result_list_incoming_datagram_error_code_t r;
  net_udp_incoming_datagram_stream_receive(in, most, &r);
  OK(r);
  return r.value.ok;
}

TEST(udp_sends_and_receives) {
  peer a = new_peer(), b = new_peer();
  net_result_list_incoming_datagram_error_code_t none;
  net_udp_incoming_datagram_stream_receive(b.in, 5, &none);
  OK(none);
  EQ(0, none.value.ok.len);
  send_to(a.out, S("hello"), b.port);
  net_list_incoming_datagram_t got = receive_from(b.in, 5);
  EQ(1, got.len);
  TEXT("hello", got.ptr[0].data);
  EQ(a.port, got.ptr[0].remote_address.value.ipv4.port);
  send_to(b.out, S(""), a.port);
  got = receive_from(a.in, 5);
  EQ(1, got.len);
  EQ(0, got.ptr[0].data.len);
  net_udp_incoming_datagram_stream_receive(b.in, 0, &none);
  OK(none);
  EQ(0, none.value.ok.len);
}

TEST(udp_talks_to_one_alone) {
  peer a = new_peer(), b = new_peer(), stranger = new_peer();
  net_result_tuple_incoming_datagram_stream_outgoing_datagram_stream_error_code_t r =
    SUCCEEDS(UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, a.socket, 1, LOCAL(b.port));
  EQ(b.port, SUCCEEDS(UDP, ip_socket_address, remote_address, a.socket).value.ok.value.ipv4.port);
  send_to(r.value.ok.item1, S("to you"), 0);
  send_to(r.value.ok.item1, S("to you again"), b.port);
  net_result_u64_error_code_t refused = send_one(r.value.ok.item1, datagram(S("to others"), stranger.port));
  ERR(E(INVALID_ARGUMENT), refused);
  net_list_incoming_datagram_t got = receive_from(b.in, 1);
  TEXT("to you", got.ptr[0].data);
  send_to(stranger.out, S("unasked"), a.port);
  send_to(b.out, S("asked"), a.port);
  for (;;) {
    got = receive_from(r.value.ok.item0, 10);
    if (got.len) break;
  }
  EQ(1, got.len);
  TEXT("asked", got.ptr[0].data);
}

TEST(udp_talks_to_all_again) {
  peer a = new_peer(), b = new_peer(), stranger = new_peer();
  net_result_tuple_incoming_datagram_stream_outgoing_datagram_stream_error_code_t r =
    SUCCEEDS(UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, a.socket, 1, LOCAL(b.port));
  FAILS(INVALID_ARGUMENT, UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, a.socket, 1, LOCAL(0));
  FAILS(ACCESS_DENIED, UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, a.socket, 1, V4(192, 0, 2, 1, 80));
  // What failed has changed nothing.
  EQ(b.port, SUCCEEDS(UDP, ip_socket_address, remote_address, a.socket).value.ok.value.ipv4.port);
  net_udp_drop_incoming_datagram_stream(r.value.ok.item0);
  net_udp_drop_outgoing_datagram_stream(r.value.ok.item1);
  r = SUCCEEDS(UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, a.socket, 0, V4(0, 0, 0, 0, 0));
  FAILS(INVALID_STATE, UDP, ip_socket_address, remote_address, a.socket);
  EQ(a.port, SUCCEEDS(UDP, ip_socket_address, local_address, a.socket).value.ok.value.ipv4.port);
  send_to(stranger.out, S("hello"), a.port);
  net_list_incoming_datagram_t got = receive_from(r.value.ok.item0, -1);
  EQ(1, got.len);
  TEXT("hello", got.ptr[0].data);
  net_result_u64_error_code_t nowhere = send_one(r.value.ok.item1, datagram(S("x"), 0));
  ERR(E(INVALID_ARGUMENT), nowhere);
  send_to(r.value.ok.item1, S("back"), stranger.port);
  got = receive_from(stranger.in, 1);
  TEXT("back", got.ptr[0].data);
}

TEST(udp_streams_live_on_without_the_socket) {
  peer a = new_peer(), b = new_peer();
  net_udp_drop_udp_socket(a.socket);
  send_to(a.out, S("still"), b.port);
  net_list_incoming_datagram_t got = receive_from(b.in, 1);
  TEXT("still", got.ptr[0].data);
}

TEST(udp_goes_to_many_at_once) {
  // Where the host lets it, for it is asked.
  peer a = new_peer();
  net_outgoing_datagram_t away = datagram(S("x"), 5353);
  away.remote_address.value.value.ipv4.address = (net_ipv4_address_t){224, 0, 0, 251};
  net_result_u64_error_code_t r = send_one(a.out, away);
  ERR(E(ACCESS_DENIED), r);
  away.remote_address.value.value.ipv4.address = (net_ipv4_address_t){255, 255, 255, 255};
  r = send_one(a.out, away);
  ERR(E(ACCESS_DENIED), r);
  FAILS(ACCESS_DENIED, UDP, none, start_bind, new_udp(), network(), V4(224, 0, 0, 251, 5353));
}

TEST(traps_drop_of_a_datagram_stream_before_its_pollable) {
  peer a = new_peer();
  net_udp_incoming_datagram_stream_subscribe(a.in);
  net_udp_drop_incoming_datagram_stream(a.in);
}

TEST(traps_udp_send_of_more_than_the_permit) {
  peer a = new_peer(), b = new_peer();
  net_outgoing_datagram_t many[100];
  for (int i = 0; i < 100; i++) many[i] = datagram(S("x"), b.port);
  net_result_u64_error_code_t r;
  net_udp_outgoing_datagram_stream_check_send(a.out, &r);
  OK(r);
  CHECK(r.value.ok < 100);
  net_udp_outgoing_datagram_stream_send(a.out, many, r.value.ok + 1, &r);
}

TEST(udp_sends_nothing_nowhere) {
  peer a = new_peer();
  net_result_u64_error_code_t r = send_one(a.out, datagram(S("x"), 0));
  ERR(E(INVALID_ARGUMENT), r);
  static uint8_t large[65508];
  r = send_one(a.out, datagram(large, sizeof large, a.port));
  ERR(E(DATAGRAM_TOO_LARGE), r);
  net_outgoing_datagram_t away = datagram(S("x"), 80);
  away.remote_address.value.value.ipv4.address = (net_ipv4_address_t){192, 0, 2, 1};
  r = send_one(a.out, away);
  ERR(E(ACCESS_DENIED), r);
  away.remote_address.value.value.ipv4.address = (net_ipv4_address_t){0, 0, 0, 0};
  r = send_one(a.out, away);
  ERR(E(INVALID_ARGUMENT), r);
  net_udp_outgoing_datagram_stream_check_send(a.out, &r);
  net_udp_outgoing_datagram_stream_send(a.out, 0, 0, &r);
  OK(r);
  EQ(0, r.value.ok);
}

TEST(udp_tells_how_many_went_before_the_error) {
  peer a = new_peer(), b = new_peer();
  net_outgoing_datagram_t two[] = {datagram(S("first"), b.port), datagram(S("second"), 0)};
  net_result_u64_error_code_t r;
  net_udp_outgoing_datagram_stream_check_send(a.out, &r);
  net_udp_outgoing_datagram_stream_send(a.out, two, 2, &r);
  OK(r);
  EQ(1, r.value.ok);
}

TEST(traps_udp_send_without_permit) {
  peer a = new_peer();
  net_outgoing_datagram_t one = datagram(S("x"), a.port);
  net_result_u64_error_code_t r;
  net_udp_outgoing_datagram_stream_send(a.out, &one, 1, &r);
}

TEST(udp_keeps_to_its_states) {
  udp socket = new_udp();
  FAILS(INVALID_STATE, UDP, ip_socket_address, local_address, socket);
  FAILS(INVALID_STATE, UDP, ip_socket_address, remote_address, socket);
  FAILS(NOT_IN_PROGRESS, UDP, none, finish_bind, socket);
  FAILS(INVALID_STATE, UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, socket, 0, V4(0, 0, 0, 0, 0));
  FAILS(INVALID_ARGUMENT, UDP, none, start_bind, socket, network(), LOCAL6(0));
  FAILS(ADDRESS_NOT_BINDABLE, UDP, none, start_bind, socket, network(), V4(192, 0, 2, 1, 0));
  FAILS(ACCESS_DENIED, UDP, none, start_bind, socket, network(), V4(0, 0, 0, 0, 0));
  FAILS(ADDRESS_IN_USE, UDP, none, start_bind, socket, network(), LOCAL(new_peer().port));
  bind_udp(socket);
  FAILS(INVALID_STATE, UDP, none, start_bind, socket, network(), LOCAL(0));
  FAILS(INVALID_ARGUMENT, UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, socket, 1, LOCAL(0));
  FAILS(INVALID_ARGUMENT, UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, socket, 1, V4(0, 0, 0, 0, 80));
  FAILS(ACCESS_DENIED, UDP, tuple_incoming_datagram_stream_outgoing_datagram_stream, stream, socket, 1, V4(192, 0, 2, 1, 80));
  wait_for(net_udp_udp_socket_subscribe(socket));
}

TEST(udp_options_are_kept) {
  udp socket = new_udp();
  SUCCEEDS(UDP, none, set_unicast_hop_limit, socket, 42);
  EQ(42, SUCCEEDS(UDP, u8, unicast_hop_limit, socket).value.ok);
  SUCCEEDS(UDP, none, set_receive_buffer_size, socket, 65536);
  CHECK(SUCCEEDS(UDP, u64, receive_buffer_size, socket).value.ok >= 65536);
  SUCCEEDS(UDP, none, set_send_buffer_size, socket, 65536);
  CHECK(SUCCEEDS(UDP, u64, send_buffer_size, socket).value.ok >= 65536);
  FAILS(INVALID_ARGUMENT, UDP, none, set_unicast_hop_limit, socket, 0);
  FAILS(INVALID_ARGUMENT, UDP, none, set_receive_buffer_size, socket, 0);
  FAILS(INVALID_ARGUMENT, UDP, none, set_send_buffer_size, socket, 0);
}

// ip-name-lookup

static net_result_resolve_address_stream_error_code_t look_up(uint8_t *name, size_t length) {
  net_result_resolve_address_stream_error_code_t r;
  net_ip_name_lookup_resolve_addresses(network(), name, length, &r);
  return r;
}

#define NEXT(stream) ({ net_result_option_ip_address_error_code_t n_; net_ip_name_lookup_resolve_address_stream_resolve_next_address(stream, &n_); n_; })

TEST(addresses_are_their_own_names) {
  net_result_resolve_address_stream_error_code_t r = look_up(S("127.0.0.1"));
  OK(r);
  wait_for(net_ip_name_lookup_resolve_address_stream_subscribe(r.value.ok));
  net_result_option_ip_address_error_code_t next = NEXT(r.value.ok);
  OK(next);
  CHECK(next.value.ok.is_some);
  EQ(0, next.value.ok.value.tag);
  EQ(127, next.value.ok.value.value.ipv4.item0);
  next = NEXT(r.value.ok);
  OK(next);
  CHECK(!next.value.ok.is_some);
  net_ip_name_lookup_drop_resolve_address_stream(r.value.ok);
  r = look_up(S("::1"));
  OK(r);
  next = NEXT(r.value.ok);
  EQ(1, next.value.ok.value.tag);
  EQ(1, next.value.ok.value.value.ipv6.item7);
}

TEST(addresses_of_version_4_are_told_as_such) {
  net_result_resolve_address_stream_error_code_t r = look_up(S("::ffff:127.0.0.1"));
  OK(r);
  net_result_option_ip_address_error_code_t next = NEXT(r.value.ok);
  EQ(0, next.value.ok.value.tag);
  EQ(127, next.value.ok.value.value.ipv4.item0);
}

TEST(localhost_is_here) {
  net_result_resolve_address_stream_error_code_t r = look_up(S("localhost"));
  OK(r);
  wait_for(net_ip_name_lookup_resolve_address_stream_subscribe(r.value.ok));
  net_result_option_ip_address_error_code_t next = NEXT(r.value.ok);
  OK(next);
  CHECK(next.value.ok.is_some);
}

TEST(what_is_no_name_is_not_looked_up) {
  net_result_resolve_address_stream_error_code_t r = look_up(S(""));
  ERR(E(INVALID_ARGUMENT), r);
  r = look_up(S("two words"));
  ERR(E(INVALID_ARGUMENT), r);
  r = look_up(S("http://localhost"));
  ERR(E(INVALID_ARGUMENT), r);
  r = look_up(S("[::1]:80"));
  ERR(E(INVALID_ARGUMENT), r);
  r = look_up(S("::1%1"));
  ERR(E(INVALID_ARGUMENT), r);
  r = look_up(S("127.0.0.1:80"));
  ERR(E(INVALID_ARGUMENT), r);
  r = look_up(S("a..b"));
  ERR(E(INVALID_ARGUMENT), r);
  r = look_up(S("forbidden.example"));
  ERR(E(ACCESS_DENIED), r);
}
