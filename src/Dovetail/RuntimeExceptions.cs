namespace Dovetail;

/// <summary>A function of the host that a guest called threw an exception, which is the <see cref="Exception.InnerException"/>.</summary>
public sealed class HostException : DovetailException
{
    /// <summary>Makes an error of the host function <paramref name="origin"/>.</summary>
    /// <param name="origin">The function by the name it was defined with (<c>env.print</c>).</param>
    /// <param name="inner">What it threw.</param>
    public HostException(string origin, Exception inner)
        : base($"host function `{origin}` failed: {inner?.Message}", inner) => Origin = origin;

    /// <summary>The function that threw, by the name it was defined with (<c>env.print</c>).</summary>
    public string Origin { get; }
}

/// <summary>The guest ended itself with an exit code. A host function throws it; it passes through the guest as it is.</summary>
public sealed class GuestExitException : DovetailException
{
    /// <summary>Makes the end of a guest with <paramref name="code"/>.</summary>
    public GuestExitException(int code)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the guest exited with code {code}")) => Code = code;

    /// <summary>The exit code; 0 says success.</summary>
    public int Code { get; }
}
