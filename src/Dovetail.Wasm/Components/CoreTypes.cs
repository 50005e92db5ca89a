using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components;

/// <summary>A core type of a component (Explainer.md, <c>core:type</c>).</summary>
public abstract record CoreTypeDefinition
{
    private protected CoreTypeDefinition()
    {
    }
}

/// <summary>
/// Types of core modules: a recursive group, mostly of one. Their type indices count in the core types around them.
/// </summary>
/// <param name="Types">The types of the group.</param>
public sealed record CoreTypeGroup(ImmutableArray<SubType> Types) : CoreTypeDefinition;

/// <summary>The type of a core module. It has a core type index space of its own, which starts empty.</summary>
/// <param name="Declarations">The declarators, in order.</param>
public sealed record ModuleTypeDefinition(ImmutableArray<ModuleTypeDeclaration> Declarations) : CoreTypeDefinition;

/// <summary>A declarator of a module type (<c>core:moduledecl</c>).</summary>
/// <param name="Offset">Where it stands in the input, for errors.</param>
public abstract record ModuleTypeDeclaration(int Offset);

/// <summary>An import.</summary>
/// <param name="Module">The first part of its name.</param>
/// <param name="Name">The second part.</param>
/// <param name="Type">What is imported; type indices count in the module type's own space.</param>
public sealed record ModuleTypeImport(string Module, string Name, ExternType Type, int Offset)
    : ModuleTypeDeclaration(Offset);

/// <summary>An export.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">What is exported; type indices count in the module type's own space.</param>
public sealed record ModuleTypeExport(string Name, ExternType Type, int Offset) : ModuleTypeDeclaration(Offset);

/// <summary>
/// A type; adds to the module type's core types. (A nested module type is read, and refused by validation.)
/// </summary>
/// <param name="Type">The type.</param>
public sealed record ModuleTypeType(CoreTypeDefinition Type, int Offset) : ModuleTypeDeclaration(Offset);

/// <summary>A core type of an enclosing scope; adds to the module type's core types.</summary>
/// <param name="Count">How many scopes out it stands; 0 is the module type itself.</param>
/// <param name="Index">Its index there.</param>
public sealed record ModuleTypeAlias(int Count, int Index, int Offset) : ModuleTypeDeclaration(Offset);
