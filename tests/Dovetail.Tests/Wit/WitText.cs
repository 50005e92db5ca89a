using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wit;

/// <summary>WIT written down in a test.</summary>
internal static class WitText
{
    public static WitResolution Resolve(string text, params string[] features) => Resolve([("test.wit", text)], features);

    public static WitResolution Resolve((string Name, string Text)[] dependenciesAndLastTheRoot, params string[] features) =>
        WitResolution.Resolve(Groups(dependenciesAndLastTheRoot), new WitOptions { Features = [.. features] });

    public static WitSourceGroup[] Groups(params (string Name, string Text)[] dependenciesAndLastTheRoot) =>
    [
        .. dependenciesAndLastTheRoot.Select((file, index) =>
            new WitSourceGroup([new SourceText(file.Text, file.Name)], index < dependenciesAndLastTheRoot.Length - 1)),
    ];

    /// <summary>What is wrong, each as <c>line:column message</c>.</summary>
    public static string[] Errors(string text, params string[] features)
    {
        var error = Assert.Throws<WitException>(() => Resolve(text, features));
        return [.. error.Diagnostics.Select(Line)];
    }

    public static string Line(Diagnostic diagnostic)
    {
        var (line, column) = diagnostic.Source.Locate(diagnostic.Span.Start);
        return $"{line}:{column} {diagnostic.Message}";
    }

    public static WitInterface Interface(string members) =>
        Resolve($"package a:b;\ninterface i {{\n{members}\n}}").Roots[0].Interfaces[0];
}
