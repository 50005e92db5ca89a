namespace Dovetail.Tooling.New;

/// <summary>What is wrong with parts of a module, to be told in one error.</summary>
internal sealed class ErrorList
{
    private const int Most = 50;

    private readonly List<string> _messages = [];

    /// <summary>Does what may be refused, so that the next part can be looked at.</summary>
    /// <exception cref="InvalidException">Too many parts were refused.</exception>
    public void Try(Action check)
    {
        try
        {
            check();
            return;
        }
        catch (InvalidException error)
        {
            _messages.Add(error.Message);
        }
        if (_messages.Count == Most)
        {
            _messages.Add("there may be more");
            ThrowIfAny();
        }
    }

    /// <exception cref="InvalidException">Something was refused: a line for each.</exception>
    public void ThrowIfAny()
    {
        if (_messages.Count > 0)
        {
            throw new InvalidException(string.Join('\n', _messages));
        }
    }
}
