using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>Reads the head of each field of a module, and gives each definition and import its index, and its name that index.</summary>
internal static class ModuleOutline
{
    /// <exception cref="MalformedException">
    /// An identifier is defined twice, an import follows a definition, or a field is unknown.
    /// </exception>
    public static void Read(TokenCursor cursor, ModuleScope scope)
    {
        var hasDefinitions = false;
        while (!cursor.PeekRightParen() && !cursor.AtEnd)
        {
            var start = cursor.Peek();
            var end = EndOfGroup(cursor);
            if (ReadField(cursor, scope, end) is { } isImport)
            {
                if (isImport && hasDefinitions)
                {
                    throw cursor.Error("import after a definition of a function, table, memory, global or tag", start);
                }
                hasDefinitions |= !isImport;
            }
            cursor.SkipTo(end);
        }
    }

    private static int EndOfGroup(TokenCursor cursor)
    {
        var ahead = new TokenCursor(cursor.Sequence, cursor.Position, cursor.EndPosition);
        ahead.SkipGroup();
        return ahead.Position;
    }

    // True for an import, false for a definition, null for a field that has no place in the order.
    private static bool? ReadField(TokenCursor cursor, ModuleScope scope, int end)
    {
        cursor.TakeLeftParen();
        var keyword = cursor.PeekKeyword();
        if (ModuleScope.KindOf(keyword) is { } kind)
        {
            cursor.Take();
            scope.SpaceOf(kind).Define(cursor);
            SkipExports(cursor);
            DefineInlineSegments(kind, cursor, scope, end);
            return cursor.PeekOpen("import");
        }
        switch (keyword)
        {
            case "import":
                cursor.Take();
                ReadImport(cursor, scope);
                return true;
            case "type":
                cursor.Take();
                scope.Types.Define(cursor);
                return null;
            case "rec":
                cursor.Take();
                ReadRecursiveGroup(cursor, scope);
                return null;
            case "elem":
                cursor.Take();
                scope.Elements.Define(cursor);
                return null;
            case "data":
                cursor.Take();
                scope.Data.Define(cursor);
                return null;
            case "export" or "start":
                return null;
            default:
                throw cursor.Unexpected("a module field");
        }
    }

    private static void SkipExports(TokenCursor cursor)
    {
        while (cursor.PeekOpen("export"))
        {
            cursor.SkipGroup();
        }
    }

    // `(table funcref (elem …))` and `(memory (data …))` define a segment too.
    private static void DefineInlineSegments(ExternKind kind, TokenCursor cursor, ModuleScope scope, int end)
    {
        if (kind == ExternKind.Memory)
        {
            var ahead = new TokenCursor(cursor.Sequence, cursor.Position, end);
            ahead.TryTakeKeyword("i64");
            ahead.TryTakeKeyword("i32");
            if (ahead.PeekOpen("data"))
            {
                scope.Data.Define();
            }
        }
        else if (kind == ExternKind.Table)
        {
            var ahead = new TokenCursor(cursor.Sequence, cursor.Position, end - 1);
            while (!ahead.AtEnd && !ahead.PeekOpen("elem"))
            {
                ahead.SkipGroup();
            }
            if (!ahead.AtEnd)
            {
                scope.Elements.Define();
            }
        }
    }

    private static void ReadImport(TokenCursor cursor, ModuleScope scope)
    {
        cursor.TakeString();
        cursor.TakeString();
        cursor.TakeLeftParen();
        var kind = ModuleScope.KindOf(cursor.PeekKeyword()) ?? throw cursor.Unexpected("a kind of import");
        cursor.Take();
        scope.SpaceOf(kind).Define(cursor);
    }

    private static void ReadRecursiveGroup(TokenCursor cursor, ModuleScope scope)
    {
        while (cursor.PeekOpen("type"))
        {
            var end = EndOfGroup(cursor);
            cursor.Open("type");
            scope.Types.Define(cursor);
            cursor.SkipTo(end);
        }
    }
}
