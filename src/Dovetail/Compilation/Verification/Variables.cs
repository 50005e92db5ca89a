using System.Runtime.CompilerServices;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// The values of a method's variables, as a tree whose branches are shared with other points of the method until one side changes
/// them: to copy costs nothing, and to join two costs what differs. A method of 50,000 locals and as many branches stays affordable.
/// </summary>
internal sealed class Variables
{
    private const int Bits = 3;
    private const int Width = 1 << Bits;

    private readonly int _height;
    private Node _root;
    private object _edit = new();

    public Variables(int count)
    {
        Count = count;
        for (var capacity = Width; capacity < count; capacity <<= Bits) _height++;
        _root = Empty(_height);
    }

    private Variables(Variables original)
    {
        (Count, _height, _root) = (original.Count, original._height, original._root);
        original._edit = new object();
    }

    /// <summary>The number of variables.</summary>
    public int Count { get; }

    /// <summary>The value of a variable; null while it has none.</summary>
    public Value? this[int index]
    {
        get
        {
            var node = _root;
            for (var shift = _height * Bits; shift > 0; shift -= Bits) node = (Node)node.Items[(index >> shift) & (Width - 1)]!;
            return (Value?)node.Items[index & (Width - 1)];
        }

        set
        {
            var node = _root = Own(_root);
            for (var shift = _height * Bits; shift > 0; shift -= Bits)
            {
                ref var item = ref node.Items[(index >> shift) & (Width - 1)];
                var child = Own((Node)item!);
                item = child;
                node = child;
            }

            node.Items[index & (Width - 1)] = value;
        }
    }

    /// <summary>A copy to go on with on another path.</summary>
    public Variables Copy() => new(this);

    /// <summary>Gives the variables whose values are not the same objects in both.</summary>
    public void Differences(Variables other, List<int> differences) => Differences(_root, other._root, _height, 0, differences);

    private static void Differences(Node a, Node b, int height, int start, List<int> differences)
    {
        if (ReferenceEquals(a, b)) return;
        for (var i = 0; i < Width; i++)
        {
            if (ReferenceEquals(a.Items[i], b.Items[i])) continue;
            var index = start + (i << (height * Bits));
            if (height == 0) differences.Add(index);
            else Differences((Node)a.Items[i]!, (Node)b.Items[i]!, height - 1, index, differences);
        }
    }

    private static Node Empty(int height)
    {
        var node = new Node(new object());
        if (height > 0) ((Span<object?>)node.Items).Fill(Empty(height - 1));
        return node;
    }

    private Node Own(Node node) => node.Edit == _edit ? node : new Node(_edit) { Items = node.Items };

    /// <summary>Changed in place only by whoever brings the object it was made with.</summary>
    private sealed class Node(object edit)
    {
        public Slots Items;

        public object Edit { get; } = edit;
    }

    [InlineArray(Width)]
    private struct Slots
    {
        private object? _first;
    }
}
