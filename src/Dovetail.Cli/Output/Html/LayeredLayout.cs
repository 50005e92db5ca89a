using Dovetail.Wasm.Inspection;

namespace Dovetail.Cli.Output.Html;

/// <summary>
/// Places the parts of a composition in columns, so that every edge leads to the right: imports in the first column, exports in the last, an
/// instance behind all that it takes from. Within the columns the parts are sorted so that few edges cross, and moved to where their
/// neighbours are.
/// </summary>
/// <remarks>
/// The layered drawing of Sugiyama: an edge over several columns gets a bend in each of those between, which is placed like a part. The same
/// graph always gives the same drawing. It looks for no optimum: a fixed number of sweeps, whose work is linear but for the sorting.
/// </remarks>
internal sealed class LayeredLayout
{
    public const int PartWidth = 196;
    public const int PartHeight = 56;
    private const int ColumnWidth = PartWidth + 72;
    private const int RowGap = 20;
    private const int BendHeight = 8;
    private const int Margin = 14;
    private const int Sweeps = 12;
    private const int MaxParts = 250;
    private const int MaxBends = 5000;

    private readonly Composition _graph;
    private readonly List<Cell> _cells = [];
    private readonly List<Cell[]> _routes = [];
    private readonly List<List<Cell>> _columns = [];

    private LayeredLayout(Composition graph) => _graph = graph;

    /// <summary>How wide the drawing is.</summary>
    public int Width => (2 * Margin) + ((_columns.Count - 1) * ColumnWidth) + PartWidth;

    /// <summary>The number of columns.</summary>
    public int Columns => _columns.Count;

    /// <summary>How high the drawing is.</summary>
    public int Height { get; private set; }

    /// <summary>The layout of a graph; null where it is too large to be looked at.</summary>
    public static LayeredLayout? Of(Composition graph)
    {
        if (graph.Parts.IsEmpty || graph.Parts.Length > MaxParts)
        {
            return null;
        }
        var layout = new LayeredLayout(graph);
        layout.AssignColumns();
        if (graph.Edges.Sum(edge => layout._cells[edge.To].Column - layout._cells[edge.From].Column - 1) > MaxBends)
        {
            return null;
        }
        layout.Route();
        layout.Sort();
        layout.Place();
        return layout;
    }

    /// <summary>The upper left corner of a part.</summary>
    public (int X, int Y) this[int part] => (XOf(_cells[part]), (int)Math.Round(_cells[part].Center) - (PartHeight / 2));

    /// <summary>The points of an edge: where it leaves, where it bends (twice for each column between), where it arrives.</summary>
    public IReadOnlyList<(int X, int Y)> PointsOf(int edge)
    {
        var route = _routes[edge];
        var points = new List<(int, int)> { (XOf(route[0]) + PartWidth, Port(route[0], route[0].After, route[1])) };
        foreach (var bend in route[1..^1])
        {
            points.Add((XOf(bend), (int)Math.Round(bend.Center)));
            points.Add((XOf(bend) + PartWidth, (int)Math.Round(bend.Center)));
        }
        points.Add((XOf(route[^1]), Port(route[^1], route[^1].Before, route[^2])));
        return points;
    }

    // Parts give to those that stand behind them in the list, so one pass is enough.
    private void AssignColumns()
    {
        var first = _graph.Parts[0].Kind == CompositionPartKind.Import ? 1 : 0;
        _cells.AddRange(_graph.Parts.Select(part => new Cell { Column = part.Kind == CompositionPartKind.Import ? 0 : first }));
        var last = first;
        foreach (var edge in _graph.Edges)
        {
            _cells[edge.To].Column = Math.Max(_cells[edge.To].Column, _cells[edge.From].Column + 1);
        }
        for (var i = 0; i < _cells.Count; i++)
        {
            last = Math.Max(last, _graph.Parts[i].Kind == CompositionPartKind.Export ? 0 : _cells[i].Column + 1);
        }
        for (var i = 0; i < _cells.Count; i++)
        {
            _cells[i].Column = _graph.Parts[i].Kind == CompositionPartKind.Export ? last : _cells[i].Column;
        }
        MoveSourcesRight(first);
    }

    // What takes from nobody stands beside the first that takes from it.
    private void MoveSourcesRight(int first)
    {
        var takers = _graph.Edges.Select(edge => edge.To).ToHashSet();
        foreach (var given in _graph.Edges.GroupBy(edge => edge.From).Where(given => !takers.Contains(given.Key)))
        {
            if (_graph.Parts[given.Key].Kind != CompositionPartKind.Import)
            {
                _cells[given.Key].Column = Math.Max(first, given.Min(edge => _cells[edge.To].Column) - 1);
            }
        }
    }

    private void Route()
    {
        foreach (var edge in _graph.Edges)
        {
            var (from, to) = (_cells[edge.From], _cells[edge.To]);
            var route = new List<Cell> { from };
            for (var column = from.Column + 1; column < to.Column; column++)
            {
                var bend = new Cell { Column = column, IsBend = true };
                _cells.Add(bend);
                route.Add(bend);
            }
            route.Add(to);
            foreach (var (left, right) in route.Zip(route.Skip(1)))
            {
                left.After.Add(right);
                right.Before.Add(left);
            }
            _routes.Add([.. route]);
        }
        for (var column = 0; column <= _cells.Max(cell => cell.Column); column++)
        {
            _columns.Add([.. _cells.Where(cell => cell.Column == column)]);
            Number(_columns[column]);
        }
    }

    private void Sort()
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var isForward = sweep % 2 == 0;
            foreach (var column in isForward ? _columns.Skip(1) : Enumerable.Reverse(_columns).Skip(1))
            {
                // Stable: cells that are alike stay as they are.
                var sorted = column.OrderBy(cell => Average(isForward ? cell.Before : cell.After, other => other.Order, cell.Order)).ToList();
                column.Clear();
                column.AddRange(sorted);
                Number(column);
            }
        }
    }

    private void Place()
    {
        foreach (var column in _columns)
        {
            Settle(column, cell => 0);
        }
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var column in sweep % 2 == 0 ? _columns : Enumerable.Reverse(_columns))
            {
                Settle(column, cell => Average([.. cell.Before, .. cell.After], other => other.Center, cell.Center));
            }
        }
        var top = _cells.Min(cell => cell.Center - (cell.Height / 2.0)) - Margin;
        foreach (var cell in _cells)
        {
            cell.Center -= top;
        }
        Height = (int)Math.Ceiling(_cells.Max(cell => cell.Center + (cell.Height / 2.0)) + Margin);
    }

    // Pushed apart downwards and upwards; the mean of both keeps the distances, too.
    private static void Settle(List<Cell> column, Func<Cell, double> wanted)
    {
        var down = column.ConvertAll(cell => wanted(cell));
        var up = down.ToArray();
        for (var i = 1; i < column.Count; i++)
        {
            down[i] = Math.Max(down[i], down[i - 1] + Distance(column[i - 1], column[i]));
        }
        for (var i = column.Count - 2; i >= 0; i--)
        {
            up[i] = Math.Min(up[i], up[i + 1] - Distance(column[i], column[i + 1]));
        }
        for (var i = 0; i < column.Count; i++)
        {
            column[i].Center = (down[i] + up[i]) / 2;
        }
    }

    private static double Distance(Cell upper, Cell lower) => ((upper.Height + lower.Height) / 2.0) + RowGap;

    private static double Average(List<Cell> cells, Func<Cell, double> of, double otherwise) => cells.Count == 0 ? otherwise : cells.Average(of);

    private static void Number(List<Cell> column)
    {
        for (var i = 0; i < column.Count; i++)
        {
            column[i].Order = i;
        }
    }

    // Edges meet a part side by side, in the order in which they come.
    private static int Port(Cell cell, List<Cell> neighbours, Cell neighbour)
    {
        var place = neighbours.OrderBy(other => other.Order).ToList().IndexOf(neighbour) + 1;
        return (int)Math.Round(cell.Center - (PartHeight / 2.0) + 6 + ((PartHeight - 12.0) * place / (neighbours.Count + 1)));
    }

    private static int XOf(Cell cell) => Margin + (cell.Column * ColumnWidth);

    /// <summary>A place in a column: a part, or a bend of an edge.</summary>
    private sealed class Cell
    {
        public int Column { get; set; }

        public int Order { get; set; }

        public double Center { get; set; }

        public bool IsBend { get; init; }

        public int Height => IsBend ? BendHeight : PartHeight;

        public List<Cell> Before { get; } = [];

        public List<Cell> After { get; } = [];
    }
}
