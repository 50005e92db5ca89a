using ICSharpCode.Decompiler;
using ICSharpCode.Decompiler.CSharp;
using ICSharpCode.Decompiler.Metadata;

namespace Dovetail.Cli;

/// <summary>The code of an adapter as C#: what was compiled, decompiled.</summary>
internal static class AdapterSource
{
    public static string Of(Adapter adapter)
    {
        var folder = Directory.CreateTempSubdirectory("dovetail-").FullName;
        try
        {
            var path = Path.Combine(folder, "adapter.dll");
            adapter.Save(path);
            return Decompile(path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Decompile(string path)
    {
        using var file = new PEFile(path);
        var resolver = new UniversalAssemblyResolver(path, throwOnError: false, file.DetectTargetFrameworkId());
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        var settings = new DecompilerSettings(LanguageVersion.Latest) { ThrowOnAssemblyResolveErrors = false, FileScopedNamespaces = true };
        var text = new CSharpDecompiler(path, resolver, settings).DecompileWholeModuleAsString();
        // Internal types are spelt out with their namespace, which helps nobody here.
        return text.Replace("Dovetail.CanonicalAbi.", "", StringComparison.Ordinal).Replace("Dovetail.Runtime.", "", StringComparison.Ordinal).Trim();
    }
}
