namespace Dovetail.Tests;

/// <summary>A fact about Linux; skipped, with the reason, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public const string Reason = "needs Linux";

    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : Reason;
}

/// <summary>A theory about Linux; skipped, with the reason, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : LinuxFactAttribute.Reason;
}
