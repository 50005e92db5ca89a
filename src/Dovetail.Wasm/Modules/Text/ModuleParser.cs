using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>
/// Core modules in the text format (core specification 3.0, 6.6 "Modules") as the same model that the binary format gives.
/// </summary>
/// <remarks>
/// An identifier may be used before it is defined, so the fields are read three times: a look at the head of each field gives
/// every definition its index (<see cref="ModuleOutline"/>), then come the types, then everything in order, where function types
/// that are written out where they are used go behind the others. Code becomes bytes at once (<see cref="CodeParser"/>).
/// Offsets in the model count the bytes of this code; <see cref="ModuleDefinition.TextMap"/> leads them back to the text.
/// It does not validate: whether numbers given as indices exist and types match is the validator's to say.
/// </remarks>
internal sealed class ModuleParser
{
    private readonly TokenCursor _cursor;
    private readonly ModuleScope _scope = new();

    private ModuleParser(TokenCursor cursor) => _cursor = cursor;

    /// <summary>Parses a text that holds one module: <c>(module …)</c>, or its fields alone.</summary>
    /// <exception cref="MalformedException">The text is not of the format.</exception>
    /// <exception cref="UnsupportedException">It uses what has no place in the model.</exception>
    public static ModuleDefinition Parse(TokenSequence text)
    {
        var cursor = new TokenCursor(text);
        var isWrapped = cursor.TryOpen("module");
        var module = ParseFields(cursor, isWrapped ? cursor.TryTakeId() : null);
        if (isWrapped)
        {
            cursor.Close();
        }
        cursor.TakeEnd();
        return module;
    }

    /// <summary>Parses fields up to the parenthesis that closes the group they stand in, which is left.</summary>
    /// <param name="id">The module's identifier, which is its name unless an annotation gives it another one.</param>
    public static ModuleDefinition ParseFields(TokenCursor cursor, string? id = null) => new ModuleParser(cursor).Parse(id);

    private ModuleDefinition Parse(string? id)
    {
        var name = NameAnnotation.TryTake(_cursor) ?? (id is [IdSpace.MadeUp, ..] ? null : id);
        ModuleOutline.Read(Ahead(), _scope);
        ParseTypes(Ahead());
        var fields = new FieldParser(_cursor, _scope);
        while (!_cursor.PeekRightParen() && !_cursor.AtEnd)
        {
            fields.TakeCustomSections();
            fields.TakeField();
        }
        fields.TakeCustomSections();
        _cursor.CheckAnnotations();
        return fields.Finish(name) with { TextMap = new TextMap(_cursor.Source, _scope.Places()) };
    }

    private TokenCursor Ahead() => new(_cursor.Sequence, _cursor.Position, _cursor.EndPosition);

    private void ParseTypes(TokenCursor cursor)
    {
        var types = new TypeParser(cursor, _scope);
        var index = 0;
        while (!cursor.PeekRightParen() && !cursor.AtEnd)
        {
            if (cursor.PeekOpen("type") || cursor.PeekOpen("rec"))
            {
                cursor.PassAnnotations();
                types.TakeGroup(ref index);
                cursor.PassAnnotations();
            }
            else
            {
                cursor.SkipGroup();
            }
        }
        cursor.PassAnnotations();
        cursor.CheckAnnotations();
    }
}
