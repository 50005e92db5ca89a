using System.Text;

namespace Dovetail.Wit.Printing;

/// <summary>Collects lines, each two spaces further in for each block that is open. Blocks and items are set apart by empty lines.</summary>
internal sealed class IndentedText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFresh = true;
    private bool _wantsGap;

    /// <summary>Puts an empty line before the next line, unless a block has just been opened or it is closed there.</summary>
    public void Gap() => _wantsGap = !_isFresh;

    public void Line(string line)
    {
        if (_wantsGap)
        {
            _text.Append('\n');
            _wantsGap = false;
        }
        _text.Append(' ', line.Length == 0 ? 0 : 2 * _depth).Append(line).Append('\n');
        _isFresh = false;
    }

    public void Open(string line)
    {
        Line(line + " {");
        _depth++;
        _isFresh = true;
    }

    public void Close(string end = "}")
    {
        _wantsGap = false;
        _depth--;
        Line(end);
    }

    public override string ToString() => _text.ToString();
}
