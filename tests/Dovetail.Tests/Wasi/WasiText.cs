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

    /// <summary>A component of <paramref name="parts"/> that exports the imported instances of <paramref name="names"/> again.</summary>
    public static string Forward(string[] parts, params string[] names) =>
        $"(component {string.Join('\n', parts)} {string.Join('\n', names.Select(name => $"(export \"test:wasi/{name}\" (instance ${name}))"))})";
}
