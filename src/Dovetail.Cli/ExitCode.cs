using System.Collections.Immutable;
using Dovetail.Cli.Output;

namespace Dovetail.Cli;

/// <summary>The exit codes of every verb.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The input is wrong, or a check failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A guest trapped.</summary>
    public const int Trap = 3;

    /// <summary>A limit or a deadline.</summary>
    public const int Limit = 4;

    /// <summary>What kept a program from ending with an exit code of its own, whatever that was: the codes below may be the program's.</summary>
    public const int NotTheProgram = 125;

    /// <summary>Where the data of an error says which input it is about; see <see cref="InputFile.About"/>.</summary>
    public const string Input = "input";

    // EBADF, of Linux and macOS.
    private const int BadDescriptor = 9;

    /// <summary>Runs a verb; what it throws about its input becomes one error on stderr and the code for it. A guest that ends itself says the code.</summary>
    /// <param name="verb">What the verb does.</param>
    /// <param name="input">Which input the error is about, where there are several.</param>
    /// <param name="failure">The code for whatever error; null for the code that says which.</param>
    public static int Of(Func<int> verb, string? input = null, int? failure = null)
    {
        try
        {
            return verb();
        }
        catch (GuestExitException exit)
        {
            return exit.Code;
        }
        catch (Exception error) when (error is DovetailException or IOException or UnauthorizedAccessException)
        {
            input ??= error.Data[Input] as string;
            var message = MessageOf(error);
            StandardError.WriteLine(input is null ? $"error: {message}" : $"error: {input}: {message}");
            foreach (var frame in FramesOf(error))
            {
                StandardError.WriteLine($"  at {frame}");
            }
            return failure ?? Of(error);
        }
    }

    // What is wrong with a file is said where it is written. The console does not say that it is meant.
    private static string MessageOf(Exception error) => error switch
    {
        TrapException trap => trap.Report,
        UnauthorizedAccessException { InnerException.HResult: BadDescriptor } => "the standard output is not open for writing",
        _ => error.Message,
    };

    private static ImmutableArray<string> FramesOf(Exception error) => error switch
    {
        WasmException thrown => thrown.Frames,
        _ => [],
    };

    private static int Of(Exception error) => error switch
    {
        TrapException
        {
            Code: TrapCode.DeadlineExceeded or TrapCode.Cancelled or TrapCode.Interrupted or TrapCode.LimitReached or TrapCode.OutOfFuel
        } => Limit,
        TrapException or WasmException => Trap,
        LimitException => Limit,
        _ => Failed,
    };
}
