using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Encoding;

namespace Kernels;

/// <summary>A kernel with two more functions, without parameters and results, as Wizer wants them: they differ by a run of n.</summary>
internal static class WizerModule
{
    /// <summary>The name of the function that runs the kernel for a fifth of n.</summary>
    public const string Shorter = "shorter";

    /// <summary>The name of the function that runs it for as long, and then for n.</summary>
    public const string Longer = "longer";

    public static byte[] Of(Kernel kernel)
    {
        var module = ModuleDecoder.Decode(File.ReadAllBytes(kernel.Path));
        var run = module.Exports.Single(export => export.Name == "run").Index;
        // The shared kernels have such a function of their own, `w0`.
        var type = module.Functions[module.Exports.Single(export => export.Name == "w0").Index].TypeIndex;
        var next = module.Functions.Length;
        return ModuleEncoder.Encode(module with
        {
            Functions =
            [
                .. module.Functions,
                new Function(type, [], Runs(run, kernel.N / 5)),
                new Function(type, [], Runs(run, kernel.N / 5, kernel.N)),
            ],
            Exports =
            [
                .. module.Exports,
                new Export(Shorter, ExternKind.Function, next, 0),
                new Export(Longer, ExternKind.Function, next + 1, 0),
            ],
        });
    }

    // (i32.const n) (call run) drop, for each n.
    private static Expression Runs(int run, params int[] counts)
    {
        var writer = new ByteWriter(32);
        foreach (var n in counts)
        {
            writer.WriteByte(0x41);
            writer.WriteSigned(n);
            writer.WriteByte(0x10);
            writer.WriteIndex(run);
            writer.WriteByte(0x1A);
        }
        writer.WriteByte(0x0B);
        return new Expression(writer.ToArray(), 0);
    }
}
