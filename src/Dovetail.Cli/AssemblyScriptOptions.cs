using System.CommandLine;
using Dovetail.Tooling.AssemblyScript;
using Dovetail.Tooling.Embed;
using Dovetail.Tooling.New;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;

namespace Dovetail.Cli;

/// <summary>The options for modules of AssemblyScript: <c>--assemblyscript</c>, <c>--as-types</c>.</summary>
internal sealed class AssemblyScriptOptions
{
    private const string DeclarationEnding = ".d.ts";

    private readonly Option<bool> _isScript = new("--assemblyscript")
    {
        Description = "Takes CORE for a module of AssemblyScript, should it not show that by itself.",
    };

    private readonly Option<string?> _types = new("--as-types")
    {
        Description = "What asc wrote beside a module of AssemblyScript (--bindings raw); the .js of the same name is read too.",
        HelpName = "FILE.d.ts",
    };

    public AssemblyScriptOptions(Command command)
    {
        command.Add(_isScript);
        command.Add(_types);
    }

    /// <summary>What a command line says of AssemblyScript.</summary>
    public sealed record Values(bool IsScript, string? Types)
    {
        /// <summary>The component, if the module is one of AssemblyScript; null otherwise.</summary>
        /// <exception cref="DovetailException">It is one, and something is wrong.</exception>
        /// <exception cref="IOException">The declarations cannot be read.</exception>
        public ValidatedComponent? TryBuild(ModuleDefinition core, ModuleWorld? world)
        {
            if (!IsScript && Types is null && !ScriptComponent.IsScript(core))
            {
                return null;
            }
            var wanted = world ?? (WorldEmbedder.WorldsOf(core) is [var embedded, ..] ? embedded : null)
                ?? throw new WitException("this is a module of AssemblyScript; say what world it is for: --wit PATH [--world W]");
            return ScriptComponent.Build(core, wanted.World, Types is null ? null : Declarations(Types));
        }
    }

    public Values Read(ParseResult arguments) => new(arguments.GetValue(_isScript), arguments.GetValue(_types));

    private static ScriptDeclarations Declarations(string file)
    {
        var glue = file.EndsWith(DeclarationEnding, StringComparison.Ordinal) ? file[..^DeclarationEnding.Length] + ".js" : null;
        return ScriptDeclarations.Read(Text(file), glue is not null && File.Exists(glue) ? Text(glue) : null);
    }

    // With or without a byte order mark.
    private static string Text(string file)
    {
        using var text = new StreamReader(new MemoryStream(InputFile.Read(file)));
        return text.ReadToEnd();
    }
}
