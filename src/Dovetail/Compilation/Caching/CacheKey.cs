using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Dovetail.Wasm;

namespace Dovetail.Compilation.Caching;

/// <summary>
/// What an entry belongs to: a module's bytes, the features it may use, whether its code is metered, the build of Dovetail, and what it runs on.
/// </summary>
internal static class CacheKey
{
    /// <summary>The length of a key in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    // Changes with every build of what reads, validates and emits, and with what emitted code asks of the processor.
    private static readonly byte[] Build =
    [
        .. typeof(CacheKey).Module.ModuleVersionId.ToByteArray(),
        .. typeof(Wasm.Modules.ModuleDefinition).Module.ModuleVersionId.ToByteArray(),
        .. System.Text.Encoding.UTF8.GetBytes(
            $"{Environment.Version} {System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture} {Sse2.IsSupported} {Ssse3.IsSupported} {Sse41.IsSupported}"),
    ];

    /// <summary>The key of the module with these bytes, which may use these features and be charged fuel.</summary>
    public static byte[] Of(ReadOnlySpan<byte> content, WasmFeatures features = WasmFeatures.Supported, bool metersFuel = false)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Build);
        hash.AppendData(BitConverter.GetBytes((long)features));
        hash.AppendData(BitConverter.GetBytes(metersFuel));
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }
}
