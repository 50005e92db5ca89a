using Dovetail.Compilation;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Tests.Compilation.Verification;

public sealed class ModuleVerificationTests
{
    [SharedFact]
    public void Everything_that_is_emitted_for_real_modules_is_accepted()
    {
        foreach (var path in RealModules.Paths)
        {
            var module = ModuleValidator.Validate(ModuleDecoder.Decode(File.ReadAllBytes(path)));
            ModuleCompiler.Verify(ModuleCompiler.Emit(module, out var promises), promises);
        }
    }
}

/// <summary>The modules of the shared kernels and guests.</summary>
internal static class RealModules
{
    public static IReadOnlyList<string> Paths { get; } = SharedData.Exists
        ? [.. Directory.GetFiles(SharedData.PathOf("bench", "wasm"), "*.wasm")
            .Concat(Directory.GetFiles(SharedData.PathOf("guests"), "core*.wasm", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)]
        : [];
}
