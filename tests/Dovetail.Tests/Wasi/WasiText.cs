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

    /// <summary>A component of <paramref name="parts"/> that exports the imported instances of <paramref name="names"/> again.</summary>
    public static string Forward(string[] parts, params string[] names) =>
        $"(component {string.Join('\n', parts)} {string.Join('\n', names.Select(name => $"(export \"test:wasi/{name}\" (instance ${name}))"))})";
}
