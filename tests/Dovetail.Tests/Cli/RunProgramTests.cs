using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dovetail.Cli;
using Dovetail.Tests.House;
using Dovetail.Tests.Wasi;

namespace Dovetail.Tests.Cli;

/// <summary><c>dovetail run</c> of programs, in processes of their own: their streams, their exit codes, and how they are stopped.</summary>
public sealed class RunProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Arguments_and_variables_reach_the_program_and_its_streams_come_back()
    {
        var (code, output, errors) = Run("hello.wasm", "--env", "GREETING=hi", "--", "one", "--two");
        Assert.Equal((0, "this is an error\n"), (code, errors));
        Assert.Equal("hello, 2 arguments\n1: [one]\n2: [--two]\nvariable GREETING=hi\nGREETING is hi\n", output);
    }

    [Fact]
    public void The_exit_code_is_the_programs() => Assert.Equal(1, Run("hello.wasm", "--", "fail").Code);

    [Fact]
    public void A_directory_is_there_where_it_is_granted()
    {
        File.WriteAllText(Path.Combine(_folder, "f"), "text");
        Assert.Equal((0, "text"), Outcome(Run("cat.wasm", "--dir", _folder + "::/in:ro", "--", "/in/f")));
        Assert.Equal((0, "text"), Outcome(Run("cat.wasm", "--dir", _folder, "--", Path.Combine(_folder, "f"))));
        Assert.Equal(1, Run("cat.wasm", "--", Path.Combine(_folder, "f")).Code);
        Assert.Equal(1, Run("cat.wasm", "--dir", _folder + "::/in", "--", "/in/../../etc/passwd").Code);
    }

    [Fact]
    public void A_grant_that_was_missing_is_named()
    {
        var (_, output, errors) = Run("files.wasm", "--dir", _folder + "::/:ro");
        Assert.StartsWith("mkdir: Read-only file system", output, StringComparison.Ordinal);
        Assert.Contains("note: `wasi:filesystem/types.descriptor` of `/` was refused; `--dir …::/ without :ro` grants it", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_directory_is_said_before_anything_runs()
    {
        var (code, output, errors) = Run("hello.wasm", "--dir", Path.Combine(_folder, "none"));
        Assert.Equal((ExitCode.NotTheProgram, ""), (code, output));
        Assert.Contains("--dir: there is no directory", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trap_is_no_exit_code_of_the_program()
    {
        var (code, _, errors) = Run(Write(Program("unreachable")));
        Assert.Equal(ExitCode.NotTheProgram, code);
        Assert.Contains("unreachable", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_returns_a_failure_ends_with_1() => Assert.Equal((1, ""), Outcome(Run(Write(Program("i32.const 1")))));

    [Fact]
    public void A_program_that_hangs_is_stopped_after_its_time()
    {
        var (code, _, errors) = Run(Write(Program("(loop $l (br $l)) unreachable")), "--timeout", "0.5");
        Assert.Equal(ExitCode.NotTheProgram, code);
        Assert.Contains("deadline exceeded", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Much_goes_through_whoever_is_slow()
    {
        using var process = Begin("cat.wasm", interruptible: false);
        const int size = 8 << 20;
        var writing = Task.Run(async () =>
        {
            await process.StandardInput.BaseStream.WriteAsync(new byte[size]);
            process.StandardInput.Close();
        });
        await Task.Delay(500);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await writing;
        await process.WaitForExitAsync();
        Assert.Equal((0, size), (process.ExitCode, (int)output.Length));
    }

    [LinuxFact]
    public async Task Ctrl_c_stops_a_program_that_waits_for_its_input()
    {
        using var process = Begin("cat.wasm", interruptible: true);
        // What it gives back shows that it runs: before, an interrupt ends the process by itself.
        await process.StandardInput.BaseStream.WriteAsync(new byte[32 << 10]);
        await process.StandardInput.BaseStream.FlushAsync();
        await process.StandardOutput.BaseStream.ReadExactlyAsync(new byte[4096]);
        using (var interrupting = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await interrupting.WaitForExitAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(late.Token);
        Assert.Equal(ExitCode.NotTheProgram, process.ExitCode);
        Assert.Contains("cancelled", await process.StandardError.ReadToEndAsync(late.Token), StringComparison.Ordinal);
    }

    // Nobody can see from outside when it is caught: a first one that comes too soon ends the process by itself.
    [LinuxFact]
    public async Task Ctrl_c_stops_a_call()
    {
        var loop = Write("""(module (func (export "f") (loop $l (br $l))))""");
        var code = 0;
        for (var wait = 1; wait <= 16 && code != ExitCode.Limit; wait *= 2)
        {
            using var process = Begin(loop, interruptible: true, "--invoke", "f()");
            await Task.Delay(TimeSpan.FromSeconds(wait));
            using (var interrupting = Process.Start("kill", ["-INT", $"{process.Id}"]))
                await interrupting.WaitForExitAsync();
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await process.WaitForExitAsync(late.Token);
            code = process.ExitCode;
        }
        Assert.Equal(ExitCode.Limit, code);
    }

    [Fact]
    public async Task What_a_connection_has_taken_is_sent_though_the_program_has_ended()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        // Small, lest it take more blocks than an exit code can tell.
        listener.Server.ReceiveBufferSize = 64 << 10;
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var process = Begin(Write(Sender(port)), interruptible: false, "--allow-tcp", $"127.0.0.1:{port}");
        using var client = await listener.AcceptTcpClientAsync();
        // Nobody takes the last block before the program has ended.
        await Task.Delay(TimeSpan.FromSeconds(2));
        using var received = new MemoryStream();
        await client.GetStream().CopyToAsync(received);
        await process.WaitForExitAsync();
        Assert.Equal("", await process.StandardError.ReadToEndAsync());
        Assert.InRange(process.ExitCode, 2, 120);
        Assert.Equal(process.ExitCode << 16, received.Length);
    }

    [Fact]
    public void The_exit_code_is_the_guests_wherever_it_ends()
    {
        const string Module = """
            (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32))) (memory (export "memory") 1)
              (func $end (call $exit (i32.const 7))) (export "f" (func $end)){0})
            """;
        Assert.Equal((7, ""), Outcome(Run(Write(Module.Replace("{0}", "", StringComparison.Ordinal)), "--invoke", "f()")));
        Assert.Equal((7, ""), Outcome(Run(Write(Module.Replace("{0}", " (start $end)", StringComparison.Ordinal)), "--invoke", "f()")));
    }

    [Fact]
    public void A_core_module_for_preview_1_is_run_as_it_is()
    {
        File.WriteAllText(Path.Combine(_folder, "f"), "text");
        var (code, output, errors) = Run(Core("hello.wasm"), "--env", "GREETING=hi", "--", "one", "--two");
        Assert.Equal((0, "this is an error\n"), (code, errors));
        Assert.Equal("hello, 2 arguments\n1: [one]\n2: [--two]\nvariable GREETING=hi\nGREETING is hi\n", output);
        Assert.Equal((0, "text"), Outcome(Run(Core("cat.wasm"), "--dir", _folder + "::/in:ro", "--", "/in/f")));
        Assert.Equal(1, Run(Core("cat.wasm"), "--", Path.Combine(_folder, "f")).Code);
        Assert.Equal(1, Run(Core("cat.wasm"), "--dir", _folder + "::/in", "--", "/in/../../etc/passwd").Code);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(42), InlineData(125), InlineData(255)]
    public void The_exit_code_of_a_core_module_is_its_own(int code) => Assert.Equal((code, ""), Outcome(Run(Write($"(call $exit (i32.const {code}))", "_start"))));

    [Fact]
    public void A_core_module_that_returns_from_its_start_has_done_well() => Assert.Equal((0, ""), Outcome(Run(Write("", "_start"))));

    [Fact]
    public void A_trap_of_a_core_module_is_no_exit_code_of_its_own()
    {
        var (code, _, errors) = Run(Write("unreachable", "_start"));
        Assert.Equal(ExitCode.NotTheProgram, code);
        Assert.Contains("unreachable", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grant_that_a_core_module_missed_is_named() => Assert.Contains(
        "note: `wasi_snapshot_preview1` of `/` was refused; `--dir …::/ without :ro` grants it", Run(Core("files.wasm"), "--dir", _folder + "::/:ro").Errors, StringComparison.Ordinal);

    [Fact]
    public void A_library_for_preview_1_is_told_that_it_begins_and_can_be_called()
    {
        var path = Write("(global.set $begun (i32.const 7))", "_initialize");
        Assert.Equal((0, "7\n"), Outcome(Run(path, "--invoke", "begun()")));
        Assert.Contains("begun", Run(path).Output, StringComparison.Ordinal);
    }

    private static (int, string) Outcome((int Code, string Output, string) run) => (run.Code, run.Output);

    private static string Program(string body) => $$"""
        (component
          (core module $m (func (export "run") (result i32) {{body}}))
          (core instance $i (instantiate $m))
          (func $run (result (result)) (canon lift (core func $i "run")))
          (instance (export "wasi:cli/run@0.2.3") (export "run" (func $run))))
        """;

    // Connects, writes blocks of 64 KiB until no more has been taken for a while, and exits with their number.
    private static string Sender(int port) => $$"""
        (component
          {{WasiText.Io()}} {{WasiText.Clocks}} {{WasiText.Sockets}} {{WasiText.Exit("0.2.12")}}
          (core module $memory (memory (export "memory") 2))
          (core instance $m (instantiate $memory))
          (core func $network (canon lower (func $instance-network "instance-network")))
          (core func $create (canon lower (func $create-tcp "create-tcp-socket") (memory $m "memory")))
          (core func $start (canon lower (func $tcp "[method]tcp-socket.start-connect") (memory $m "memory")))
          (core func $finish (canon lower (func $tcp "[method]tcp-socket.finish-connect") (memory $m "memory")))
          (core func $subscribe (canon lower (func $tcp "[method]tcp-socket.subscribe")))
          (core func $block (canon lower (func $poll "[method]pollable.block")))
          (core func $check (canon lower (func $streams "[method]output-stream.check-write") (memory $m "memory")))
          (core func $write (canon lower (func $streams "[method]output-stream.write") (memory $m "memory")))
          (core func $after (canon lower (func $monotonic "subscribe-duration")))
          (core func $end (canon lower (func $exit "exit-with-code")))
          (core module $program
            (import "" "memory" (memory 2))
            (import "" "network" (func $network (result i32)))
            (import "" "create" (func $create (param i32 i32)))
            (import "" "start" (func $start (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
            (import "" "finish" (func $finish (param i32 i32)))
            (import "" "subscribe" (func $subscribe (param i32) (result i32)))
            (import "" "block" (func $block (param i32)))
            (import "" "check" (func $check (param i32 i32)))
            (import "" "write" (func $write (param i32 i32 i32 i32)))
            (import "" "after" (func $after (param i64) (result i32)))
            (import "" "end" (func $end (param i32)))
            (func (export "run") (result i32) (local $socket i32) (local $out i32) (local $blocks i32)
              (call $create (i32.const 0) (i32.const 0))
              (local.set $socket (i32.load offset=4 (i32.const 0)))
              (call $start (local.get $socket) (call $network) (i32.const 0) (i32.const {{port}}) (i32.const 127) (i32.const 0) (i32.const 0) (i32.const 1)
                (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))
              (call $block (call $subscribe (local.get $socket)))
              (call $finish (local.get $socket) (i32.const 0))
              (local.set $out (i32.load offset=8 (i32.const 0)))
              (loop $more
                (call $check (local.get $out) (i32.const 0))
                (if (i64.eqz (i64.load offset=8 (i32.const 0))) (then
                  (call $block (call $after (i64.const 300000000)))
                  (call $check (local.get $out) (i32.const 0))))
                (if (i64.ne (i64.load offset=8 (i32.const 0)) (i64.const 0)) (then
                  (call $write (local.get $out) (i32.const 65536) (i32.const 65536) (i32.const 0))
                  (local.set $blocks (i32.add (local.get $blocks) (i32.const 1)))
                  (br $more))))
              (call $end (local.get $blocks))
              unreachable))
          (core instance $i (instantiate $program (with "" (instance
            (export "memory" (memory $m "memory")) (export "network" (func $network)) (export "create" (func $create)) (export "start" (func $start))
            (export "finish" (func $finish)) (export "subscribe" (func $subscribe)) (export "block" (func $block)) (export "check" (func $check))
            (export "write" (func $write)) (export "after" (func $after)) (export "end" (func $end))))))
          (func $run (result (result)) (canon lift (core func $i "run")))
          (instance (export "wasi:cli/run@0.2.3") (export "run" (func $run))))
        """;

    private string Write(string body, string export) => Write($$"""
        (module
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (global $begun (mut i32) (i32.const 0))
          (func (export "begun") (result i32) (global.get $begun))
          (func (export "{{export}}") {{body}}))
        """);

    private string Core(string program)
    {
        var path = Path.Combine(_folder, program);
        File.WriteAllBytes(path, CoreProgram.In(File.ReadAllBytes(Repository.PathOf($"tests/programs/{program}"))));
        return path;
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "program.wat");
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Output, string Errors) Run(string program, params string[] arguments)
    {
        using var process = Begin(program, interruptible: false, arguments);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    // Where the tests run in the background their interrupts are ignored, and so would be those of their children.
    private static Process Begin(string program, bool interruptible, params string[] arguments)
    {
        var path = Path.IsPathRooted(program) ? program : Repository.PathOf($"tests/programs/{program}");
        string[] prefix = interruptible ? ["--default-signal=INT", "dotnet"] : [];
        return Process.Start(new ProcessStartInfo(interruptible ? "env" : "dotnet", [.. prefix, typeof(ExitCode).Assembly.Location, "run", path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
