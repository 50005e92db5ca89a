using System.Diagnostics;
using System.Text.RegularExpressions;
using Dovetail.Tooling.Bindgen;

namespace Dovetail.Tests.Tooling.Bindgen;

/// <summary>The compilers of guests.</summary>
public enum Compiler
{
    /// <summary>clang with a target for WebAssembly.</summary>
    Clang,
    /// <summary>Debian's rustc, or what RUSTC names.</summary>
    Rust,
    /// <summary>asc, in the folder that DOVETAIL_ASC names.</summary>
    AssemblyScript,
}

/// <summary>A theory that is skipped, with the reason, where a compiler is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CompilerTheoryAttribute : TheoryAttribute
{
    public CompilerTheoryAttribute(Compiler compiler) => Skip = GuestCompiler.WhyNot(compiler);
}

/// <summary>Compiles declarations, warnings being errors.</summary>
internal static partial class GuestCompiler
{
    private static readonly string s_clang = Environment.GetEnvironmentVariable("CLANG") ?? "/usr/bin/clang-22";
    private static readonly string s_rustc = Environment.GetEnvironmentVariable("RUSTC") ?? "/usr/bin/rustc";
    private static readonly string s_asc = Path.Combine(Environment.GetEnvironmentVariable("DOVETAIL_ASC") ?? "", "node_modules/assemblyscript/bin/asc.js");

    public static string? WhyNot(Compiler compiler) => compiler switch
    {
        Compiler.Clang => File.Exists(s_clang) ? null : $"no {s_clang}; CLANG names another",
        Compiler.Rust => HasRust() ? null : $"no {s_rustc} with the target wasm32-unknown-unknown; RUSTC names another",
        _ => File.Exists(s_asc) ? null : "DOVETAIL_ASC names no folder with npm's `assemblyscript`",
    };

    /// <summary>Compiles and links a program whose functions do nothing.</summary>
    /// <returns>The core module.</returns>
    public static byte[] CompileC(IReadOnlyList<GeneratedFile> files) => InFolder(files, folder =>
    {
        var header = files[0].Name;
        var stubs = CExport().Matches(files[0].Content).Select(match => $"{match.Groups[1].Value} {{ __builtin_trap(); }}\n");
        File.WriteAllText(Path.Combine(folder, "program.c"), $"#include \"{header}\"\n{string.Concat(stubs)}");
        Run(folder, s_clang, "--target=wasm32-unknown-unknown", "-O1", "-nostdlib", "-ffreestanding", "-Wall", "-Wextra", "-Wno-unused-parameter",
            "-Wno-incompatible-library-redeclaration", "-Werror", "-fuse-ld=/usr/bin/wasm-ld-22", "-Wl,--no-entry", "-o", "core.wasm", "program.c", files[1].Name);
    });

    /// <inheritdoc cref="CompileC"/>
    public static byte[] CompileRust(IReadOnlyList<GeneratedFile> files) => InFolder(files, folder =>
    {
        var stubs = RustFunction().Matches(files[0].Content[files[0].Content.IndexOf("pub trait Guest", StringComparison.Ordinal)..])
            .Select(match => $"{match.Groups[1].Value} {{ loop {{}} }}\n");
        File.WriteAllText(Path.Combine(folder, "lib.rs"), $$"""
            #![no_std]
            #![deny(warnings)]
            #[path = "{{files[0].Name}}"]
            mod w;
            #[panic_handler]
            fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
            #[allow(unused_imports)]
            use w::*;
            struct Program;
            #[allow(unused_variables)]
            impl Guest for Program {
            {{string.Concat(stubs)}}
            }
            w::export!(Program, w);
            """);
        Run(folder, s_rustc, "--target", "wasm32-unknown-unknown", "--crate-type", "cdylib", "--edition", "2021", "-C", "opt-level=1", "-C", "panic=abort",
            "-C", "linker=wasm-ld-22", "-C", "link-arg=--no-fatal-warnings", "-o", "core.wasm", "lib.rs");
    });

    /// <inheritdoc cref="CompileC"/>
    public static byte[] CompileScript(IReadOnlyList<GeneratedFile> files, out string declarations, out string glue)
    {
        var (types, code) = ("", "");
        var core = InFolder(files, folder =>
        {
            var stubs = ScriptCheck().Matches(files[1].Content)
                .Select(match => $"export function {match.Groups[3].Value}({match.Groups[1].Value}): {match.Groups[2].Value} {{ throw new Error(\"\"); }}\n");
            File.WriteAllText(Path.Combine(folder, "index.ts"), $"import * as world from \"./{Path.GetFileNameWithoutExtension(files[0].Name)}\";\n{string.Concat(stubs)}");
            Run(folder, "node", s_asc, "index.ts", files[1].Name, "--bindings", "raw", "--exportRuntime", "--disableWarning", "235", "-O", "-o", "core.wasm");
            (types, code) = (File.ReadAllText(Path.Combine(folder, "core.d.ts")), File.ReadAllText(Path.Combine(folder, "core.js")));
        });
        (declarations, glue) = (types, code);
        return core;
    }

    private static bool HasRust()
    {
        if (!File.Exists(s_rustc))
        {
            return false;
        }
        using var process = Start(".", s_rustc, "--print", "target-libdir", "--target", "wasm32-unknown-unknown");
        return Directory.Exists(process.StandardOutput.ReadToEnd().Trim());
    }

    private static byte[] InFolder(IReadOnlyList<GeneratedFile> files, Action<string> compile)
    {
        var folder = Directory.CreateTempSubdirectory("dovetail-bindgen").FullName;
        try
        {
            foreach (var file in files)
            {
                File.WriteAllText(Path.Combine(folder, file.Name), file.Content);
            }
            compile(folder);
            return File.ReadAllBytes(Path.Combine(folder, "core.wasm"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} says:\n{errors.Result}\n{output}");
    }

    private static Process Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"__export_name__\(""[^\n]*\n([^\n]*);\n")]
    private static partial Regex CExport();

    [GeneratedRegex(@"\n  (fn [^\n]*);\n")]
    private static partial Regex RustFunction();

    [GeneratedRegex(@"\nconst \w+: \((.*)\) => (.*) = program\.(\w+);")]
    private static partial Regex ScriptCheck();
}
