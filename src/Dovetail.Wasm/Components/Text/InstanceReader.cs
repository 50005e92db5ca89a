using System.Collections.Immutable;
using Dovetail.Wasm.Components.Text.Syntax;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>Reads how instances are made (Explainer.md, "Instance Definitions").</summary>
internal sealed class InstanceReader(ComponentReader reader)
{
    private readonly TokenCursor _cursor = reader.Cursor;

    /// <summary>Takes <c>core:instanceexpr</c>.</summary>
    public CoreInstanceExpressionSyntax TakeCore()
    {
        if (!_cursor.TryOpen("instantiate"))
        {
            return new CoreInstanceExpressionSyntax(null, [], TakeCoreExports());
        }
        var module = reader.References.TakeCoreReference(Sort.CoreModule);
        var arguments = TakeArguments(TakeCoreArgument);
        _cursor.Close();
        return new CoreInstanceExpressionSyntax(module, arguments, []);
    }

    /// <summary>Takes <c>instanceexpr</c>.</summary>
    public InstanceExpressionSyntax Take()
    {
        if (!_cursor.TryOpen("instantiate"))
        {
            return new InstanceExpressionSyntax(null, [], TakeExports());
        }
        var component = reader.References.TakeReference(Sort.Component);
        var arguments = TakeArguments(TakeArgument);
        _cursor.Close();
        return new InstanceExpressionSyntax(component, arguments, []);
    }

    private ImmutableArray<T> TakeArguments<T>(Func<T> take)
    {
        var arguments = ImmutableArray.CreateBuilder<T>();
        while (_cursor.TryOpen("with"))
        {
            arguments.Add(take());
            _cursor.Close();
        }
        return arguments.DrainToImmutable();
    }

    private CoreArgumentSyntax TakeCoreArgument()
    {
        var span = _cursor.Peek().Span;
        var name = _cursor.TakeName();
        if (!PeekMadeInPlace())
        {
            return new CoreArgumentSyntax(name, reader.References.TakeCoreReference(Sort.CoreInstance), [], span);
        }
        _cursor.Open("instance");
        var exports = TakeCoreExports();
        _cursor.Close();
        return new CoreArgumentSyntax(name, null, exports, span);
    }

    private ArgumentSyntax TakeArgument()
    {
        var span = _cursor.Peek().Span;
        var name = _cursor.TakeName();
        if (!PeekMadeInPlace())
        {
            return new ArgumentSyntax(name, reader.References.TakeExtern(), [], span);
        }
        _cursor.Open("instance");
        var exports = TakeExports();
        _cursor.Close();
        return new ArgumentSyntax(name, null, exports, span);
    }

    private bool PeekMadeInPlace() =>
        _cursor.PeekOpen("instance") && (_cursor.PeekAt(2).Kind is TokenKind.LeftParen or TokenKind.RightParen);

    private ImmutableArray<CoreInlineExportSyntax> TakeCoreExports()
    {
        var exports = ImmutableArray.CreateBuilder<CoreInlineExportSyntax>();
        while (!_cursor.PeekRightParen())
        {
            _cursor.Open("export");
            exports.Add(new CoreInlineExportSyntax(_cursor.TakeName(), reader.References.TakeCoreExtern()));
            _cursor.Close();
        }
        return exports.DrainToImmutable();
    }

    private ImmutableArray<InlineExportSyntax> TakeExports()
    {
        var exports = ImmutableArray.CreateBuilder<InlineExportSyntax>();
        while (!_cursor.PeekRightParen())
        {
            _cursor.Open("export");
            exports.Add(new InlineExportSyntax(reader.Externs.TakeName(), reader.References.TakeExtern()));
            _cursor.Close();
        }
        return exports.DrainToImmutable();
    }
}
