namespace Dovetail.Tests.Wasi;

/// <summary>Imports of WASI's interfaces as text, each a part of a component. What comes later needs what comes before.</summary>
internal static class WasiText
{
    public static string Io(string error = "0.2.0", string poll = "0.2.4", string streams = "0.2.10") => $$"""
        (import "wasi:io/error@{{error}}" (instance $error
          (export "error" (type $error (sub resource)))
          (export "[method]error.to-debug-string" (func (param "self" (borrow $error)) (result string)))))
        (alias export $error "error" (type $error))
        (import "wasi:io/poll@{{poll}}" (instance $poll
          (export "pollable" (type $pollable (sub resource)))
          (export "[method]pollable.ready" (func (param "self" (borrow $pollable)) (result bool)))
          (export "[method]pollable.block" (func (param "self" (borrow $pollable))))
          (export "poll" (func (param "in" (list (borrow $pollable))) (result (list u32))))))
        (alias export $poll "pollable" (type $pollable))
        (import "wasi:io/streams@{{streams}}" (instance $streams
          (alias outer 1 $error (type $e')) (export "error" (type $e (eq $e')))
          (alias outer 1 $pollable (type $p')) (export "pollable" (type $p (eq $p')))
          (type $se' (variant (case "last-operation-failed" (own $e)) (case "closed")))
          (export "stream-error" (type $se (eq $se')))
          (export "input-stream" (type $in (sub resource)))
          (export "output-stream" (type $out (sub resource)))
          (export "[method]input-stream.read" (func (param "self" (borrow $in)) (param "len" u64) (result (result (list u8) (error $se)))))
          (export "[method]input-stream.blocking-read" (func (param "self" (borrow $in)) (param "len" u64) (result (result (list u8) (error $se)))))
          (export "[method]input-stream.skip" (func (param "self" (borrow $in)) (param "len" u64) (result (result u64 (error $se)))))
          (export "[method]input-stream.blocking-skip" (func (param "self" (borrow $in)) (param "len" u64) (result (result u64 (error $se)))))
          (export "[method]input-stream.subscribe" (func (param "self" (borrow $in)) (result (own $p))))
          (export "[method]output-stream.check-write" (func (param "self" (borrow $out)) (result (result u64 (error $se)))))
          (export "[method]output-stream.write" (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $se)))))
          (export "[method]output-stream.blocking-write-and-flush"
            (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $se)))))
          (export "[method]output-stream.flush" (func (param "self" (borrow $out)) (result (result (error $se)))))
          (export "[method]output-stream.blocking-flush" (func (param "self" (borrow $out)) (result (result (error $se)))))
          (export "[method]output-stream.subscribe" (func (param "self" (borrow $out)) (result (own $p))))
          (export "[method]output-stream.write-zeroes" (func (param "self" (borrow $out)) (param "len" u64) (result (result (error $se)))))
          (export "[method]output-stream.blocking-write-zeroes-and-flush"
            (func (param "self" (borrow $out)) (param "len" u64) (result (result (error $se)))))
          (export "[method]output-stream.splice"
            (func (param "self" (borrow $out)) (param "src" (borrow $in)) (param "len" u64) (result (result u64 (error $se)))))
          (export "[method]output-stream.blocking-splice"
            (func (param "self" (borrow $out)) (param "src" (borrow $in)) (param "len" u64) (result (result u64 (error $se)))))))
        (alias export $streams "input-stream" (type $input-stream))
        (alias export $streams "output-stream" (type $output-stream))
        """;

    public static string Stdio(string version = "0.2.0") => $$"""
        (import "wasi:cli/stdin@{{version}}" (instance $stdin
          (alias outer 1 $input-stream (type $s')) (export "input-stream" (type $s (eq $s')))
          (export "get-stdin" (func (result (own $s))))))
        (import "wasi:cli/stdout@{{version}}" (instance $stdout
          (alias outer 1 $output-stream (type $s')) (export "output-stream" (type $s (eq $s')))
          (export "get-stdout" (func (result (own $s))))))
        (import "wasi:cli/stderr@{{version}}" (instance $stderr
          (alias outer 1 $output-stream (type $s')) (export "output-stream" (type $s (eq $s')))
          (export "get-stderr" (func (result (own $s))))))
        """;

    public const string Clocks = """
        (import "wasi:clocks/monotonic-clock@0.2.3" (instance $monotonic
          (alias outer 1 $pollable (type $p')) (export "pollable" (type $p (eq $p')))
          (type $u64' u64) (export "instant" (type $instant (eq $u64'))) (export "duration" (type $duration (eq $u64')))
          (export "now" (func (result $instant)))
          (export "resolution" (func (result $duration)))
          (export "subscribe-instant" (func (param "when" $instant) (result (own $p))))
          (export "subscribe-duration" (func (param "when" $duration) (result (own $p))))))
        (import "wasi:clocks/wall-clock@0.2.0" (instance $wall
          (type $d' (record (field "seconds" u64) (field "nanoseconds" u32))) (export "datetime" (type $d (eq $d')))
          (export "now" (func (result $d)))
          (export "resolution" (func (result $d)))))
        (alias export $wall "datetime" (type $datetime))
        (import "wasi:clocks/timezone@0.2.1" (instance $timezone
          (alias outer 1 $datetime (type $d')) (export "datetime" (type $d (eq $d')))
          (type $t' (record (field "utc-offset" s32) (field "name" string) (field "in-daylight-saving-time" bool)))
          (export "timezone-display" (type $t (eq $t')))
          (export "display" (func (param "when" $d) (result $t)))
          (export "utc-offset" (func (param "when" $d) (result s32)))))
        """;

    public const string Random = """
        (import "wasi:random/random@0.2.12" (instance $random
          (export "get-random-bytes" (func (param "len" u64) (result (list u8))))
          (export "get-random-u64" (func (result u64)))))
        (import "wasi:random/insecure@0.2.12" (instance $insecure
          (export "get-insecure-random-bytes" (func (param "len" u64) (result (list u8))))
          (export "get-insecure-random-u64" (func (result u64)))))
        (import "wasi:random/insecure-seed@0.2.12" (instance $insecure-seed
          (export "insecure-seed" (func (result (tuple u64 u64))))))
        """;

    public const string Environment = """
        (import "wasi:cli/environment@0.2.6" (instance $environment
          (export "get-environment" (func (result (list (tuple string string)))))
          (export "get-arguments" (func (result (list string))))
          (export "initial-cwd" (func (result (option string))))))
        """;

    public static string Exit(string version) => $$"""
        (import "wasi:cli/exit@{{version}}" (instance $exit
          (export "exit" (func (param "status" (result))))
          (export "exit-with-code" (func (param "status-code" u8)))))
        """;

    public const string Terminals = """
        (import "wasi:cli/terminal-input@0.2.0" (instance $terminal-input (export "terminal-input" (type (sub resource)))))
        (import "wasi:cli/terminal-output@0.2.0" (instance $terminal-output (export "terminal-output" (type (sub resource)))))
        (alias export $terminal-input "terminal-input" (type $ti))
        (alias export $terminal-output "terminal-output" (type $to))
        (import "wasi:cli/terminal-stdin@0.2.0" (instance $terminal-stdin
          (alias outer 1 $ti (type $t')) (export "terminal-input" (type $t (eq $t')))
          (export "get-terminal-stdin" (func (result (option (own $t)))))))
        (import "wasi:cli/terminal-stdout@0.2.0" (instance $terminal-stdout
          (alias outer 1 $to (type $t')) (export "terminal-output" (type $t (eq $t')))
          (export "get-terminal-stdout" (func (result (option (own $t)))))))
        (import "wasi:cli/terminal-stderr@0.2.0" (instance $terminal-stderr
          (alias outer 1 $to (type $t')) (export "terminal-output" (type $t (eq $t')))
          (export "get-terminal-stderr" (func (result (option (own $t)))))))
        """;

    /// <summary>Needs streams and the wall clock.</summary>
    public const string Filesystem = """
        (import "wasi:filesystem/types@0.2.6" (instance $types
          (alias outer 1 $input-stream (type $in')) (export "input-stream" (type $in (eq $in')))
          (alias outer 1 $output-stream (type $out')) (export "output-stream" (type $out (eq $out')))
          (alias outer 1 $error (type $error')) (export "error" (type $error (eq $error')))
          (alias outer 1 $datetime (type $datetime')) (export "datetime" (type $datetime (eq $datetime')))
          (type $size' u64) (export "filesize" (type $size (eq $size')))
          (type $type' (enum "unknown" "block-device" "character-device" "directory" "fifo" "symbolic-link" "regular-file" "socket"))
          (export "descriptor-type" (type $type (eq $type')))
          (type $flags' (flags "read" "write" "file-integrity-sync" "data-integrity-sync" "requested-write-sync" "mutate-directory"))
          (export "descriptor-flags" (type $flags (eq $flags')))
          (type $links' u64) (export "link-count" (type $links (eq $links')))
          (type $stat' (record (field "type" $type) (field "link-count" $links) (field "size" $size)
            (field "data-access-timestamp" (option $datetime)) (field "data-modification-timestamp" (option $datetime))
            (field "status-change-timestamp" (option $datetime))))
          (export "descriptor-stat" (type $stat (eq $stat')))
          (type $path' (flags "symlink-follow")) (export "path-flags" (type $path (eq $path')))
          (type $open' (flags "create" "directory" "exclusive" "truncate")) (export "open-flags" (type $open (eq $open')))
          (type $time' (variant (case "no-change") (case "now") (case "timestamp" $datetime))) (export "new-timestamp" (type $time (eq $time')))
          (type $entry' (record (field "type" $type) (field "name" string))) (export "directory-entry" (type $entry (eq $entry')))
          (type $code' (enum "access" "would-block" "already" "bad-descriptor" "busy" "deadlock" "quota" "exist" "file-too-large"
            "illegal-byte-sequence" "in-progress" "interrupted" "invalid" "io" "is-directory" "loop" "too-many-links" "message-size"
            "name-too-long" "no-device" "no-entry" "no-lock" "insufficient-memory" "insufficient-space" "not-directory" "not-empty"
            "not-recoverable" "unsupported" "no-tty" "no-such-device" "overflow" "not-permitted" "pipe" "read-only" "invalid-seek"
            "text-file-busy" "cross-device"))
          (export "error-code" (type $code (eq $code')))
          (type $advice' (enum "normal" "sequential" "random" "will-need" "dont-need" "no-reuse")) (export "advice" (type $advice (eq $advice')))
          (type $hash' (record (field "lower" u64) (field "upper" u64))) (export "metadata-hash-value" (type $hash (eq $hash')))
          (export "descriptor" (type $d (sub resource)))
          (export "directory-entry-stream" (type $entries (sub resource)))
          (export "[method]descriptor.read-via-stream" (func (param "self" (borrow $d)) (param "offset" $size) (result (result (own $in) (error $code)))))
          (export "[method]descriptor.write-via-stream" (func (param "self" (borrow $d)) (param "offset" $size) (result (result (own $out) (error $code)))))
          (export "[method]descriptor.append-via-stream" (func (param "self" (borrow $d)) (result (result (own $out) (error $code)))))
          (export "[method]descriptor.advise"
            (func (param "self" (borrow $d)) (param "offset" $size) (param "length" $size) (param "advice" $advice) (result (result (error $code)))))
          (export "[method]descriptor.sync-data" (func (param "self" (borrow $d)) (result (result (error $code)))))
          (export "[method]descriptor.get-flags" (func (param "self" (borrow $d)) (result (result $flags (error $code)))))
          (export "[method]descriptor.get-type" (func (param "self" (borrow $d)) (result (result $type (error $code)))))
          (export "[method]descriptor.set-size" (func (param "self" (borrow $d)) (param "size" $size) (result (result (error $code)))))
          (export "[method]descriptor.set-times" (func (param "self" (borrow $d))
            (param "data-access-timestamp" $time) (param "data-modification-timestamp" $time) (result (result (error $code)))))
          (export "[method]descriptor.read"
            (func (param "self" (borrow $d)) (param "length" $size) (param "offset" $size) (result (result (tuple (list u8) bool) (error $code)))))
          (export "[method]descriptor.write"
            (func (param "self" (borrow $d)) (param "buffer" (list u8)) (param "offset" $size) (result (result $size (error $code)))))
          (export "[method]descriptor.read-directory" (func (param "self" (borrow $d)) (result (result (own $entries) (error $code)))))
          (export "[method]descriptor.sync" (func (param "self" (borrow $d)) (result (result (error $code)))))
          (export "[method]descriptor.create-directory-at" (func (param "self" (borrow $d)) (param "path" string) (result (result (error $code)))))
          (export "[method]descriptor.stat" (func (param "self" (borrow $d)) (result (result $stat (error $code)))))
          (export "[method]descriptor.stat-at"
            (func (param "self" (borrow $d)) (param "path-flags" $path) (param "path" string) (result (result $stat (error $code)))))
          (export "[method]descriptor.set-times-at" (func (param "self" (borrow $d)) (param "path-flags" $path) (param "path" string)
            (param "data-access-timestamp" $time) (param "data-modification-timestamp" $time) (result (result (error $code)))))
          (export "[method]descriptor.link-at" (func (param "self" (borrow $d)) (param "old-path-flags" $path) (param "old-path" string)
            (param "new-descriptor" (borrow $d)) (param "new-path" string) (result (result (error $code)))))
          (export "[method]descriptor.open-at" (func (param "self" (borrow $d)) (param "path-flags" $path) (param "path" string)
            (param "open-flags" $open) (param "flags" $flags) (result (result (own $d) (error $code)))))
          (export "[method]descriptor.readlink-at" (func (param "self" (borrow $d)) (param "path" string) (result (result string (error $code)))))
          (export "[method]descriptor.remove-directory-at" (func (param "self" (borrow $d)) (param "path" string) (result (result (error $code)))))
          (export "[method]descriptor.rename-at" (func (param "self" (borrow $d)) (param "old-path" string)
            (param "new-descriptor" (borrow $d)) (param "new-path" string) (result (result (error $code)))))
          (export "[method]descriptor.symlink-at"
            (func (param "self" (borrow $d)) (param "old-path" string) (param "new-path" string) (result (result (error $code)))))
          (export "[method]descriptor.unlink-file-at" (func (param "self" (borrow $d)) (param "path" string) (result (result (error $code)))))
          (export "[method]descriptor.is-same-object" (func (param "self" (borrow $d)) (param "other" (borrow $d)) (result bool)))
          (export "[method]descriptor.metadata-hash" (func (param "self" (borrow $d)) (result (result $hash (error $code)))))
          (export "[method]descriptor.metadata-hash-at"
            (func (param "self" (borrow $d)) (param "path-flags" $path) (param "path" string) (result (result $hash (error $code)))))
          (export "[method]directory-entry-stream.read-directory-entry"
            (func (param "self" (borrow $entries)) (result (result (option $entry) (error $code)))))
          (export "filesystem-error-code" (func (param "err" (borrow $error)) (result (option $code))))))
        (alias export $types "descriptor" (type $descriptor))
        (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
          (alias outer 1 $descriptor (type $d')) (export "descriptor" (type $d (eq $d')))
          (export "get-directories" (func (result (list (tuple (own $d) string)))))))
        """;

    /// <summary>Needs streams and the clocks.</summary>
    public const string Sockets = """
        (import "wasi:sockets/network@0.2.0" (instance $network
          (export "network" (type (sub resource)))
          (alias outer 1 $error (type $e')) (export "error" (type $e (eq $e')))
          (type $code' (enum "unknown" "access-denied" "not-supported" "invalid-argument" "out-of-memory" "timeout" "concurrency-conflict" "not-in-progress"
            "would-block" "invalid-state" "new-socket-limit" "address-not-bindable" "address-in-use" "remote-unreachable" "connection-refused"
            "connection-reset" "connection-aborted" "datagram-too-large" "name-unresolvable" "temporary-resolver-failure" "permanent-resolver-failure"))
          (export "error-code" (type $code (eq $code')))
          (type $family' (enum "ipv4" "ipv6")) (export "ip-address-family" (type (eq $family')))
          (type $v4' (tuple u8 u8 u8 u8)) (export "ipv4-address" (type $v4 (eq $v4')))
          (type $v6' (tuple u16 u16 u16 u16 u16 u16 u16 u16)) (export "ipv6-address" (type $v6 (eq $v6')))
          (type $ip' (variant (case "ipv4" $v4) (case "ipv6" $v6))) (export "ip-address" (type (eq $ip')))
          (type $s4' (record (field "port" u16) (field "address" $v4))) (export "ipv4-socket-address" (type $s4 (eq $s4')))
          (type $s6' (record (field "port" u16) (field "flow-info" u32) (field "address" $v6) (field "scope-id" u32)))
          (export "ipv6-socket-address" (type $s6 (eq $s6')))
          (type $address' (variant (case "ipv4" $s4) (case "ipv6" $s6))) (export "ip-socket-address" (type (eq $address')))
          (export "network-error-code" (func (param "err" (borrow $e)) (result (option $code))))))
        (alias export $network "network" (type $network))
        (alias export $network "error-code" (type $socket-code))
        (alias export $network "ip-address-family" (type $ip-address-family))
        (alias export $network "ip-address" (type $ip-address))
        (alias export $network "ip-socket-address" (type $ip-socket-address))
        (alias export $monotonic "duration" (type $duration))
        (import "wasi:sockets/instance-network@0.2.0" (instance $instance-network
          (alias outer 1 $network (type $n')) (export "network" (type $n (eq $n')))
          (export "instance-network" (func (result (own $n))))))
        (import "wasi:sockets/ip-name-lookup@0.2.0" (instance $lookup
          (alias outer 1 $pollable (type $p')) (export "pollable" (type $p (eq $p')))
          (alias outer 1 $network (type $n')) (export "network" (type $n (eq $n')))
          (alias outer 1 $socket-code (type $code')) (export "error-code" (type $code (eq $code')))
          (alias outer 1 $ip-address (type $ip')) (export "ip-address" (type $ip (eq $ip')))
          (export "resolve-address-stream" (type $s (sub resource)))
          (export "resolve-addresses" (func (param "network" (borrow $n)) (param "name" string) (result (result (own $s) (error $code)))))
          (export "[method]resolve-address-stream.resolve-next-address" (func (param "self" (borrow $s)) (result (result (option $ip) (error $code)))))
          (export "[method]resolve-address-stream.subscribe" (func (param "self" (borrow $s)) (result (own $p))))))
        (import "wasi:sockets/tcp@0.2.4" (instance $tcp
          (alias outer 1 $input-stream (type $in')) (export "input-stream" (type $in (eq $in')))
          (alias outer 1 $output-stream (type $out')) (export "output-stream" (type $out (eq $out')))
          (alias outer 1 $pollable (type $p')) (export "pollable" (type $p (eq $p')))
          (alias outer 1 $duration (type $d')) (export "duration" (type $duration (eq $d')))
          (alias outer 1 $network (type $n')) (export "network" (type $n (eq $n')))
          (alias outer 1 $socket-code (type $code')) (export "error-code" (type $code (eq $code')))
          (alias outer 1 $ip-socket-address (type $a')) (export "ip-socket-address" (type $address (eq $a')))
          (alias outer 1 $ip-address-family (type $f')) (export "ip-address-family" (type $family (eq $f')))
          (type $shutdown' (enum "receive" "send" "both")) (export "shutdown-type" (type $shutdown (eq $shutdown')))
          (export "tcp-socket" (type $s (sub resource)))
          (export "[method]tcp-socket.start-bind" (func (param "self" (borrow $s)) (param "network" (borrow $n)) (param "local-address" $address) (result (result (error $code)))))
          (export "[method]tcp-socket.finish-bind" (func (param "self" (borrow $s)) (result (result (error $code)))))
          (export "[method]tcp-socket.start-connect" (func (param "self" (borrow $s)) (param "network" (borrow $n)) (param "remote-address" $address) (result (result (error $code)))))
          (export "[method]tcp-socket.finish-connect" (func (param "self" (borrow $s)) (result (result (tuple (own $in) (own $out)) (error $code)))))
          (export "[method]tcp-socket.start-listen" (func (param "self" (borrow $s)) (result (result (error $code)))))
          (export "[method]tcp-socket.finish-listen" (func (param "self" (borrow $s)) (result (result (error $code)))))
          (export "[method]tcp-socket.accept" (func (param "self" (borrow $s)) (result (result (tuple (own $s) (own $in) (own $out)) (error $code)))))
          (export "[method]tcp-socket.local-address" (func (param "self" (borrow $s)) (result (result $address (error $code)))))
          (export "[method]tcp-socket.remote-address" (func (param "self" (borrow $s)) (result (result $address (error $code)))))
          (export "[method]tcp-socket.is-listening" (func (param "self" (borrow $s)) (result bool)))
          (export "[method]tcp-socket.address-family" (func (param "self" (borrow $s)) (result $family)))
          (export "[method]tcp-socket.set-listen-backlog-size" (func (param "self" (borrow $s)) (param "value" u64) (result (result (error $code)))))
          (export "[method]tcp-socket.keep-alive-enabled" (func (param "self" (borrow $s)) (result (result bool (error $code)))))
          (export "[method]tcp-socket.set-keep-alive-enabled" (func (param "self" (borrow $s)) (param "value" bool) (result (result (error $code)))))
          (export "[method]tcp-socket.keep-alive-idle-time" (func (param "self" (borrow $s)) (result (result $duration (error $code)))))
          (export "[method]tcp-socket.set-keep-alive-idle-time" (func (param "self" (borrow $s)) (param "value" $duration) (result (result (error $code)))))
          (export "[method]tcp-socket.keep-alive-interval" (func (param "self" (borrow $s)) (result (result $duration (error $code)))))
          (export "[method]tcp-socket.set-keep-alive-interval" (func (param "self" (borrow $s)) (param "value" $duration) (result (result (error $code)))))
          (export "[method]tcp-socket.keep-alive-count" (func (param "self" (borrow $s)) (result (result u32 (error $code)))))
          (export "[method]tcp-socket.set-keep-alive-count" (func (param "self" (borrow $s)) (param "value" u32) (result (result (error $code)))))
          (export "[method]tcp-socket.hop-limit" (func (param "self" (borrow $s)) (result (result u8 (error $code)))))
          (export "[method]tcp-socket.set-hop-limit" (func (param "self" (borrow $s)) (param "value" u8) (result (result (error $code)))))
          (export "[method]tcp-socket.receive-buffer-size" (func (param "self" (borrow $s)) (result (result u64 (error $code)))))
          (export "[method]tcp-socket.set-receive-buffer-size" (func (param "self" (borrow $s)) (param "value" u64) (result (result (error $code)))))
          (export "[method]tcp-socket.send-buffer-size" (func (param "self" (borrow $s)) (result (result u64 (error $code)))))
          (export "[method]tcp-socket.set-send-buffer-size" (func (param "self" (borrow $s)) (param "value" u64) (result (result (error $code)))))
          (export "[method]tcp-socket.subscribe" (func (param "self" (borrow $s)) (result (own $p))))
          (export "[method]tcp-socket.shutdown" (func (param "self" (borrow $s)) (param "shutdown-type" $shutdown) (result (result (error $code)))))
          ))
        (alias export $tcp "tcp-socket" (type $tcp-socket))
        (import "wasi:sockets/tcp-create-socket@0.2.4" (instance $create-tcp
          (alias outer 1 $socket-code (type $code')) (export "error-code" (type $code (eq $code')))
          (alias outer 1 $ip-address-family (type $f')) (export "ip-address-family" (type $family (eq $f')))
          (alias outer 1 $tcp-socket (type $s')) (export "tcp-socket" (type $s (eq $s')))
          (export "create-tcp-socket" (func (param "address-family" $family) (result (result (own $s) (error $code)))))))
        (import "wasi:sockets/udp@0.2.4" (instance $udp
          (alias outer 1 $pollable (type $p')) (export "pollable" (type $p (eq $p')))
          (alias outer 1 $network (type $n')) (export "network" (type $n (eq $n')))
          (alias outer 1 $socket-code (type $code')) (export "error-code" (type $code (eq $code')))
          (alias outer 1 $ip-socket-address (type $a')) (export "ip-socket-address" (type $address (eq $a')))
          (alias outer 1 $ip-address-family (type $f')) (export "ip-address-family" (type $family (eq $f')))
          (type $incoming' (record (field "data" (list u8)) (field "remote-address" $address))) (export "incoming-datagram" (type $incoming (eq $incoming')))
          (type $outgoing' (record (field "data" (list u8)) (field "remote-address" (option $address)))) (export "outgoing-datagram" (type $outgoing (eq $outgoing')))
          (export "udp-socket" (type $s (sub resource)))
          (export "incoming-datagram-stream" (type $in (sub resource)))
          (export "outgoing-datagram-stream" (type $out (sub resource)))
          (export "[method]udp-socket.start-bind" (func (param "self" (borrow $s)) (param "network" (borrow $n)) (param "local-address" $address) (result (result (error $code)))))
          (export "[method]udp-socket.finish-bind" (func (param "self" (borrow $s)) (result (result (error $code)))))
          (export "[method]udp-socket.stream" (func (param "self" (borrow $s)) (param "remote-address" (option $address)) (result (result (tuple (own $in) (own $out)) (error $code)))))
          (export "[method]udp-socket.local-address" (func (param "self" (borrow $s)) (result (result $address (error $code)))))
          (export "[method]udp-socket.remote-address" (func (param "self" (borrow $s)) (result (result $address (error $code)))))
          (export "[method]udp-socket.address-family" (func (param "self" (borrow $s)) (result $family)))
          (export "[method]udp-socket.unicast-hop-limit" (func (param "self" (borrow $s)) (result (result u8 (error $code)))))
          (export "[method]udp-socket.set-unicast-hop-limit" (func (param "self" (borrow $s)) (param "value" u8) (result (result (error $code)))))
          (export "[method]udp-socket.receive-buffer-size" (func (param "self" (borrow $s)) (result (result u64 (error $code)))))
          (export "[method]udp-socket.set-receive-buffer-size" (func (param "self" (borrow $s)) (param "value" u64) (result (result (error $code)))))
          (export "[method]udp-socket.send-buffer-size" (func (param "self" (borrow $s)) (result (result u64 (error $code)))))
          (export "[method]udp-socket.set-send-buffer-size" (func (param "self" (borrow $s)) (param "value" u64) (result (result (error $code)))))
          (export "[method]udp-socket.subscribe" (func (param "self" (borrow $s)) (result (own $p))))
          (export "[method]incoming-datagram-stream.receive" (func (param "self" (borrow $in)) (param "max-results" u64) (result (result (list $incoming) (error $code)))))
          (export "[method]incoming-datagram-stream.subscribe" (func (param "self" (borrow $in)) (result (own $p))))
          (export "[method]outgoing-datagram-stream.check-send" (func (param "self" (borrow $out)) (result (result u64 (error $code)))))
          (export "[method]outgoing-datagram-stream.send" (func (param "self" (borrow $out)) (param "datagrams" (list $outgoing)) (result (result u64 (error $code)))))
          (export "[method]outgoing-datagram-stream.subscribe" (func (param "self" (borrow $out)) (result (own $p))))
          ))
        (alias export $udp "udp-socket" (type $udp-socket))
        (import "wasi:sockets/udp-create-socket@0.2.4" (instance $create-udp
          (alias outer 1 $socket-code (type $code')) (export "error-code" (type $code (eq $code')))
          (alias outer 1 $ip-address-family (type $f')) (export "ip-address-family" (type $family (eq $f')))
          (alias outer 1 $udp-socket (type $s')) (export "udp-socket" (type $s (eq $s')))
          (export "create-udp-socket" (func (param "address-family" $family) (result (result (own $s) (error $code)))))))
        """;

    /// <summary>A component of <paramref name="parts"/> that exports the imported instances of <paramref name="names"/> again.</summary>
    public static string Forward(string[] parts, params string[] names) =>
        $"(component {string.Join('\n', parts)} {string.Join('\n', names.Select(name => $"(export \"test:wasi/{name}\" (instance ${name}))"))})";
}
