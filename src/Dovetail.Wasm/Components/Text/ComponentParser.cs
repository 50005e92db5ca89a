using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Parses components of the text format (Explainer.md, "Grammar").</summary>
/// <remarks>
/// Three passes: the text as syntax with names (<see cref="ComponentReader"/>), the same without abbreviations
/// (<see cref="Expander"/>), and the definition with indices (<see cref="Resolver"/>). Names and indices can't be resolved earlier, because
/// what an abbreviation stands for shifts the indices behind it.
/// </remarks>
public static class ComponentParser
{
    /// <summary>Parses a text that holds one component: <c>(component …)</c>, or its fields alone.</summary>
    /// <param name="source">The text. Offsets in the definition are places in it.</param>
    /// <param name="strictIndices">
    /// Whether references to core definitions need their <c>core</c> everywhere, as the specification says. Otherwise the older forms
    /// are read too, as <c>(memory $instance "memory")</c>.
    /// </param>
    /// <exception cref="MalformedException">The text is not a component.</exception>
    /// <exception cref="UnsupportedException">The component uses a gated feature.</exception>
    public static ComponentDefinition Parse(SourceText source, bool strictIndices = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Parse(TokenSequence.Read(source), strictIndices);
    }

    /// <inheritdoc cref="Parse(SourceText, bool)"/>
    internal static ComponentDefinition Parse(TokenSequence text, bool strictIndices)
    {
        var cursor = new TokenCursor(text);
        var isWrapped = IsOneComponent(text) && cursor.TryOpen("component");
        var component = ParseFields(cursor, isWrapped ? cursor.TryTakeId() : null, strictIndices);
        if (isWrapped)
        {
            cursor.Close();
        }
        cursor.TakeEnd();
        return component;
    }

    // Not so `(component) (component)`, which are the fields of a component.
    private static bool IsOneComponent(TokenSequence text)
    {
        var cursor = new TokenCursor(text);
        cursor.SkipGroup();
        return cursor.AtEnd;
    }

    /// <summary>Parses fields up to the parenthesis that closes the group they stand in, which is left.</summary>
    /// <param name="name">The component's identifier, without the <c>$</c>.</param>
    internal static ComponentDefinition ParseFields(TokenCursor cursor, string? name, bool strictIndices)
    {
        var fields = new ComponentReader(cursor, strictIndices).Fields.TakeAll();
        var id = name is null ? (Identifier?)null : new Identifier(name);
        return new Resolver(cursor.Source).Component(Expander.Expand(fields), id, null) with { Text = cursor.Source };
    }
}
