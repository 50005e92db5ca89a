using System.Diagnostics;
using System.Runtime.InteropServices;
using Dovetail.Cli;
using Dovetail.Cli.Output;
using Dovetail.Wasm;

namespace Dovetail.Tests.Cli;

/// <summary>What verbs say of files that cannot be read or written, and what they leave of them.</summary>
[Collection("console")]
public sealed class InputOutputTests : IDisposable
{
    private const string Component = """(component (core module) (import "f" (func)))""";

    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-io").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("parse c.wat -o folder", "`folder` is a folder; expected a file")]
    [InlineData("parse c.wat -o none/c.wasm", "`none/c.wasm` cannot be written: there is no folder `none`")]
    [InlineData("parse c.wat -o c.wat/c.wasm", "`c.wat/c.wasm` cannot be written: there is no folder `c.wat`")]
    [InlineData("parse c.wat -o ''", "the name of the file to write is empty")]
    [InlineData("parse c.wat -o locked.wasm", "`locked.wasm` cannot be written: it is read-only")]
    [InlineData("wit w.wit --out-dir c.wat", "`c.wat` is a file; expected a folder")]
    [InlineData("wit w.wit --out-dir c.wat/below", "`c.wat` is a file; expected a folder")]
    [InlineData("wit w.wit --out-dir ''", "the name of the folder to write to is empty")]
    [InlineData("bindgen w.wit --guest c -o c.wat", "`c.wat` is a file; expected a folder")]
    [InlineData("print ''", "`` does not exist")]
    [InlineData("wit none.wit --fix", "`none.wit` does not exist")]
    [InlineData("wit c.wat --fix", "`c.wat` is no file *.wit; --fix writes into no other")]
    [InlineData("wit empty.wasm", "empty.wasm: unexpected end: the input is empty (at offset 0x0)")]
    [InlineData("wit w.wit cut.wasm", "cut.wasm: unexpected end (at offset 0x9)")]
    [InlineData("diff cut.wasm w.wit", "cut.wasm: unexpected end (at offset 0x9)")]
    [InlineData("compose c.wat --plug cut.wasm", "cut.wasm: unexpected end (at offset 0x9)")]
    [InlineData("targets cut.wasm --wit w.wit", "cut.wasm: unexpected end (at offset 0x9)")]
    [InlineData("new cut-core.wasm --wit w.wit", "cut-core.wasm: unexpected end (at offset 0x9)")]
    [InlineData("new core.wat --wit w.wit --adapt a=cut-core.wasm", "cut-core.wasm: unexpected end (at offset 0x9)")]
    [InlineData("embed core.wat --wit cut.wasm -o e.wasm", "cut.wasm: unexpected end (at offset 0x9)")]
    [InlineData("new core.wat --wit w.wit --as-types none.d.ts", "`none.d.ts` does not exist")]
    [InlineData("compose s.wac --dep a:b=none.wasm", "`none.wasm` does not exist")]
    public void One_line_says_which_file_is_wrong_and_why(string line, string message)
    {
        Write("c.wat", Component);
        Write("core.wat", "(module)");
        Write("w.wit", "package a:b; world w { }");
        Write("s.wac", "package a:s; let x = new a:b { }; export x...;");
        Write("locked.wasm", "kept");
        File.SetAttributes(PathOf("locked.wasm"), FileAttributes.ReadOnly);
        Directory.CreateDirectory(PathOf("folder"));
        File.WriteAllBytes(PathOf("empty.wasm"), []);
        File.WriteAllBytes(PathOf("cut.wasm"), [0, (byte)'a', (byte)'s', (byte)'m', 0x0d, 0, 1, 0, 7]);
        File.WriteAllBytes(PathOf("cut-core.wasm"), [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, 1]);
        var (code, output, errors) = CommandLine.Run([.. line.Split(' ').Select(Resolve)]);
        Assert.Equal((1, "", $"error: {message}\n"), (code, output, errors.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)));
        Assert.Equal("kept", File.ReadAllText(PathOf("locked.wasm")));
        Assert.Empty(Directory.GetFiles(_folder, "*.part", SearchOption.AllDirectories));
        File.SetAttributes(PathOf("locked.wasm"), FileAttributes.Normal);
    }

    [Fact]
    public void A_file_that_is_replaced_keeps_who_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var file = Write("c.wat", Component);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, CommandLine.Run("parse", file, "-o", file).Code);
        Assert.True(WasmInput.IsBinary(File.ReadAllBytes(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [LinuxTheory]
    [InlineData("echo 'package a:b;' | dovetail diff - -", "the standard input was read already; `-` can stand for one input alone")]
    [InlineData("echo '(component)' | dovetail compose - --plug c.wat -", "the standard input was read already; `-` can stand for one input alone")]
    [InlineData("dovetail print - 0>>w.wit", "the standard input is not open for reading")]
    public void One_line_says_why_the_standard_input_cannot_be_read(string script, string message)
    {
        Write("c.wat", Component);
        Write("w.wit", "package a:b;");
        Assert.Equal((1, "", $"error: {message}\n"), Shell(script));
    }

    [LinuxTheory]
    [InlineData("dovetail print c.wat >&-")]
    [InlineData("dovetail parse c.wat >&-")]
    [InlineData("dovetail inspect c.wat --json >&-")]
    [InlineData("dovetail run m.wat --invoke 'f()' >&-")]
    [InlineData("dovetail run m.wat --invoke 'f()' 1<m.wat")]
    [InlineData("dovetail --help >&-")]
    [InlineData("dovetail --version >&-")]
    [InlineData("dovetail inspect c.wat 1<m.wat")]
    public void One_line_says_that_the_standard_output_is_not_open(string script)
    {
        Write("c.wat", Component);
        Write("m.wat", """(module (func (export "f")))""");
        Assert.Equal((1, "", "error: the standard output is not open for writing\n"), Shell(script));
    }

    [LinuxTheory]
    [InlineData("dovetail run m.wat --invoke 'f()' | cat", "7\n")]
    [InlineData("(echo a; dovetail run m.wat --invoke 'f()'; echo b) >out; cat out", "a\n7\nb\n")]
    [InlineData("echo a >out; dovetail run m.wat --invoke 'f()' >>out; echo b >>out; cat out", "a\n7\nb\n")]
    [InlineData("mkfifo p; timeout 30 cat m.wat >p & dovetail run p --invoke 'f()'; wait", "7\n")]
    [InlineData("cp m.wat 'mü.wat'; dovetail run 'mü.wat' --invoke 'f()'", "7\n")]
    [InlineData("LC_ALL=C.UTF-8 dovetail run char.wat --invoke 'f()'", "'ü'\n")]
    public void The_result_of_a_plain_call_stands_where_the_system_puts_it(string script, string output)
    {
        Write("m.wat", """(module (func (export "f") (result i32) (i32.const 7)))""");
        Write("char.wat", """
            (component
              (core module $m (func (export "f") (result i32) (i32.const 252)))
              (core instance $i (instantiate $m))
              (func (export "f") (result char) (canon lift (core func $i "f"))))
            """);
        Assert.Equal((0, output, ""), Shell(script));
    }

    [LinuxTheory]
    [InlineData("dovetail run m.wat --invoke 'f()' | true")]
    [InlineData("dovetail run quiet.wat >&-")]
    public void Output_that_nobody_reads_or_writes_is_no_error(string script)
    {
        Write("m.wat", """(module (func (export "f")))""");
        Write("quiet.wat", """(module (func (export "_start")))""");
        Assert.Equal((0, "", ""), Shell(script));
    }

    [LinuxTheory]
    [InlineData("dovetail print none.wat 2>&-", 1)]
    [InlineData("dovetail nothing 2>&-", 2)]
    [InlineData("dovetail run trap.wat --invoke 'f()' 2>&-", 3)]
    [InlineData("dovetail run trap.wat --invoke 'f()' 2>/dev/full", 3)]
    public void The_exit_code_says_it_where_the_standard_error_is_not_open(string script, int code)
    {
        Write("trap.wat", """(module (func (export "f") unreachable))""");
        Assert.Equal((code, "", ""), Shell(script));
    }

    [LinuxFact]
    public void One_line_says_that_the_standard_output_is_full()
    {
        Write("m.wat", """(module (func (export "f")))""");
        var (code, _, errors) = Shell("dovetail run m.wat --invoke 'f()' >/dev/full");
        Assert.Equal(1, code);
        Assert.StartsWith("error: No space left on device", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("mkfifo p; timeout 30 cat p & dovetail print c.wat -o p; wait; test -p p")]
    [InlineData("mkfifo p; ln -s p link; timeout 30 cat p & dovetail print c.wat -o link; wait; test -p p")]
    [InlineData("ln -s /dev/stdout link; dovetail print c.wat -o link | cat")]
    [InlineData("f=$(mktemp -p /dev/shm); ln -s $f link; ls -i $f >before; dovetail print c.wat -o link; ls -i $f | cmp before && cat $f; rm $f")]
    public void What_is_a_pipe_or_lies_among_devices_is_written_into(string script)
    {
        Write("c.wat", Component);
        Assert.Equal(CommandLine.Run("print", PathOf("c.wat")), Shell(script));
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [LinuxFact]
    public void A_signal_that_ends_the_program_removes_what_was_written_so_far()
    {
        // This process is to go on.
        using var goOn = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        var removed = false;
        var failure = Record.Exception(() => OutputFile.Write(PathOf("c.wasm"), text =>
        {
            text.Write("half");
            Assert.Single(Directory.GetFiles(_folder));
            Process.Start("kill", ["-TERM", $"{Environment.ProcessId}"]).WaitForExit();
            removed = SpinWait.SpinUntil(() => Directory.GetFiles(_folder).Length == 0, TimeSpan.FromSeconds(30));
        }));
        Assert.True(removed);
        Assert.IsType<FileNotFoundException>(failure);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private (int Code, string Output, string Errors) Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script.Replace("dovetail", $"dotnet '{typeof(ExitCode).Assembly.Location}'", StringComparison.Ordinal)])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, output, errors.Result);
    }

    // Names of files, but for what is an option, a word, or of the form `a=FILE`.
    private string Resolve(string word) => word switch
    {
        "''" => "",
        _ when word.Contains('=') => $"{word.Split('=')[0]}={PathOf(word.Split('=')[1])}",
        _ when word.Contains('.') || word is "folder" => PathOf(word),
        _ => word,
    };

    private string PathOf(string name) => Path.Combine(_folder, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }
}
