namespace Dovetail.Wasi.Filesystem;

/// <summary>Why an operation of a filesystem failed. Adapters catch it, and give its code to the guest.</summary>
internal sealed class FileFault(ErrorCode code) : Exception($"filesystem error: {code}")
{
    public ErrorCode Code { get; } = code;
}
