namespace Dovetail.Cli.Output;

/// <summary>The standard error, which may be closed: then nobody wants to know, and the exit code still says it.</summary>
internal static class StandardError
{
    /// <summary>Writes a line.</summary>
    public static void WriteLine(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
