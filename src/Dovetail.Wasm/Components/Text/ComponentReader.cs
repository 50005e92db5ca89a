using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Text;

/// <summary>
/// The first pass over component text: tokens to syntax, with names unresolved and every abbreviation as it was written.
/// Its parts read one kind of syntax each and call each other by way of this class.
/// </summary>
internal sealed class ComponentReader
{
    /// <summary>How deeply components, instance and component types, and value types may be nested in each other.</summary>
    public const int MaxNesting = 100;

    private int _depth;

    /// <param name="cursor">The tokens; it stands where the fields of a component begin.</param>
    /// <param name="strictIndices">Whether the older forms of core references are refused.</param>
    public ComponentReader(TokenCursor cursor, bool strictIndices)
    {
        Cursor = cursor;
        References = new ReferenceReader(cursor, strictIndices);
        Types = new TypeReader(this);
        CoreTypes = new CoreTypeReader(this);
        Externs = new ExternReader(this);
        Declarations = new DeclarationReader(this);
        Aliases = new AliasReader(this);
        Instances = new InstanceReader(this);
        Canons = new CanonReader(this);
        Values = new ValueReader(this);
        Fields = new FieldReader(this);
        CoreFields = new CoreFieldReader(this);
    }

    public TokenCursor Cursor { get; }

    public ReferenceReader References { get; }

    public TypeReader Types { get; }

    public CoreTypeReader CoreTypes { get; }

    public ExternReader Externs { get; }

    public DeclarationReader Declarations { get; }

    public AliasReader Aliases { get; }

    public InstanceReader Instances { get; }

    public CanonReader Canons { get; }

    public ValueReader Values { get; }

    public FieldReader Fields { get; }

    public CoreFieldReader CoreFields { get; }

    /// <summary>Takes something that may hold its like, one level deeper.</summary>
    public T Nested<T>(Func<T> take)
    {
        if (_depth == MaxNesting)
        {
            throw Cursor.Error("nesting too deep", Cursor.Peek());
        }
        if (!StackGuard.HasRoom(++_depth))
        {
            throw new LimitException(StackGuard.Limit, Cursor.Source.Render(StackGuard.Problem, Cursor.Peek().Span));
        }
        var syntax = take();
        _depth--;
        return syntax;
    }
}
