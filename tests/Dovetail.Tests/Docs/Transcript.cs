using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dovetail.Cli;

namespace Dovetail.Tests.Docs;

/// <summary>
/// What a page of the documentation shows of a terminal: blocks of code that are marked <c>console</c>, in which a line that begins with
/// <c>$ </c> is a command and all until the next one is what it prints. They are run here, in a folder with the files of <c>docs/files</c>.
/// </summary>
/// <remarks>Besides <c>dovetail</c>, the commands are <c>cat FILE</c>, <c>ls</c>, and <c>echo $?</c> for the exit code of the last one.</remarks>
internal static class Transcript
{
    /// <summary>The page with what the commands print now. Changes the current folder meanwhile.</summary>
    public static string Run(string page, string files)
    {
        var (folder, before) = (Directory.CreateTempSubdirectory("dovetail-docs").FullName, Environment.CurrentDirectory);
        try
        {
            Copy(files, folder);
            Environment.CurrentDirectory = folder;
            return Run(page);
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string page)
    {
        var (written, inConsole, code) = (new StringBuilder(), false, 0);
        foreach (var line in page.TrimEnd('\n').Split('\n'))
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            inConsole = isFence ? line == "```console" : inConsole;
            if (!inConsole || isFence)
            {
                written.Append(line).Append('\n');
            }
            else if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                (code, var output) = Run(Words(line[2..]), code);
                written.Append(line).Append('\n').Append(output.ReplaceLineEndings("\n").TrimEnd('\n'));
                _ = written[^1] == '\n' ? written : written.Append('\n');
            }
        }
        return written.ToString();
    }

    private static (int Code, string Output) Run(string[] words, int last) => words switch
    {
        // A program writes to the streams of the process.
        ["dovetail", "run", _] or ["dovetail", "run", _, "--", ..] or ["dovetail", "run", _, "--dir" or "--env", ..] => RunProcess(words[1..]),
        ["dovetail", .. var arguments] => RunTool(arguments),
        ["cat", var file] => (0, File.ReadAllText(file)),
        ["ls", .. var folders] => (0, string.Join('\n', Directory.EnumerateFileSystemEntries(folders is [var folder] ? folder : ".")
            .Select(Path.GetFileName).Order(StringComparer.Ordinal))),
        ["echo", "$?"] => (0, last.ToString(CultureInfo.InvariantCulture)),
        _ => throw new InvalidOperationException($"no transcript can have the command `{words[0]}`"),
    };

    // Both streams in one, as a terminal shows them.
    private static (int Code, string Output) RunTool(string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var both = new StringWriter { NewLine = "\n" };
        Console.SetOut(both);
        Console.SetError(both);
        try
        {
            var code = PlainCall.TryRun(arguments, Console.Out.WriteLine) ?? VerbParser.Run(arguments);
            return (code, both.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }

    private static (int Code, string Output) RunProcess(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(ExitCode).Assembly.Location, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>The words of a command, of which some stand in single quotes.</summary>
    private static string[] Words(string command)
    {
        var words = new List<string>();
        var (word, isQuoted, hasWord) = (new StringBuilder(), false, false);
        foreach (var character in command + ' ')
        {
            if (character == '\'')
            {
                (isQuoted, hasWord) = (!isQuoted, true);
            }
            else if (character != ' ' || isQuoted)
            {
                word.Append(character);
                hasWord = true;
            }
            else if (hasWord)
            {
                words.Add(word.ToString());
                word.Clear();
                hasWord = false;
            }
        }
        return [.. words];
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
