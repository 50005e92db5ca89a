using Dovetail.Tooling.AssemblyScript.Shapes;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>
/// Finds the classes of objects to make. In order: what asc wrote beside the module; an exported constant that the program's author wrote for it
/// (<c>export const idofPoint = idof&lt;Point>()</c>); the one class of the module that it can be.
/// </summary>
internal sealed class ClassFinder(ScriptModule program, ScriptDeclarations declarations)
{
    /// <summary>The id of a class that asc names, of which only the kind is known where its id is not.</summary>
    public uint IdOf(ReferenceType type, bool isPointerFree, TypePath path) =>
        Declared(type) ?? Helper(path)?.Id ?? Only(Plain(isPointerFree), $"`{type}`", path);

    /// <summary>The id of a kind of list that asc names.</summary>
    public uint IdOf(ReferenceType type, ListKind kind, Shape element, TypePath path)
    {
        if (kind == ListKind.Buffer)
        {
            return RuntimeClass.Buffer;
        }
        var isNullable = type.Arguments is [ReferenceType { IsNullable: true }];
        return Declared(type) ?? Helper(path)?.Id ?? Only(Lists(element, isNullable).Where(found => found.Kind == kind), $"`{type}`", path);
    }

    /// <summary>The id of the class of objects for <paramref name="type"/>, a record or the like.</summary>
    public uint Plain(WitType type, bool isPointerFree, TypePath path) => Helper(path)?.Id ?? Only(Plain(isPointerFree), $"`{type}`", path);

    /// <summary>The class of lists of <paramref name="element"/>, and what kind of list it is.</summary>
    public (uint Id, ListKind Kind) ListOf(WitType type, Shape element, bool isNullable, TypePath path)
    {
        if (Helper(path) is { } helper)
        {
            return (helper.Id, helper.Id == RuntimeClass.Buffer ? ListKind.Buffer : helper.Kind);
        }
        List<RuntimeClass> found = [.. Lists(element, isNullable)];
        if (found.Count == 0 && element.IsCopied && element.Storage == ScriptScalar.U8)
        {
            return (RuntimeClass.Buffer, ListKind.Buffer);
        }
        var id = Only(found, $"`{type}`", path);
        return (id, found.Single(item => item.Id == id).Kind);
    }

    /// <summary>The names that a constant for the class may have, the most particular first.</summary>
    private static IEnumerable<string> HelperNames(TypePath path) =>
        Spellings.Of($"idof-{path.Key}").Concat(path.TypeName is null ? [] : Spellings.Of($"idof-{path.TypeName}"));

    private IEnumerable<RuntimeClass> Plain(bool isPointerFree) =>
        program.Classes.Where(found => found.IsPlain && (found.Flags & RuntimeFlags.PointerFree) != 0 == isPointerFree);

    private IEnumerable<RuntimeClass> Lists(Shape element, bool isNullable) => program.Classes.Where(found => element.IsReference
        ? found.IsListOfReferences(isNullable)
        : found.IsListOf(element.Storage));

    private uint? Declared(ReferenceType type) => declarations.Ids.TryGetValue(type.FullName, out var id) ? id : null;

    private RuntimeClass? Helper(TypePath path)
    {
        foreach (var name in HelperNames(path))
        {
            if (program.Constant(name) is { } id)
            {
                return id < program.Classes.Length
                    ? program.Classes[(int)id]
                    : throw new InvalidException($"{path}: `{name}` is {id}, which is no class of the module");
            }
        }
        return null;
    }

    private uint Only(IEnumerable<RuntimeClass> found, string type, TypePath path)
    {
        List<RuntimeClass> candidates = [.. found];
        if (candidates is [var only])
        {
            return only.Id;
        }
        var problem = program.Classes.IsEmpty ? $"{type} needs the id of a class, and the module exports no table of them (compile it with `asc … --exportRuntime`)"
            : candidates.Count == 0 ? $"the module has no class for {type}"
            : $"{type} may be any of the classes {string.Join(", ", candidates)}";
        var helper = Spellings.Camel($"idof-{path.TypeName ?? path.Key}");
        throw new InvalidException($"{path}: {problem}. Say which: give what `asc … --bindings raw` writes beside the module with --as-types FILE.d.ts, "
            + $"or export `const {helper} = idof<…>()`");
    }
}
