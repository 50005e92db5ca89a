namespace Dovetail.Tests.Cli;

/// <summary>A fact that is skipped, with the reason, where there is no Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Program is null ? "needs `chromium` in the path" : null;
}
