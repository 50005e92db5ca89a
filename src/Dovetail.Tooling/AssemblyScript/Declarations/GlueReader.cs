using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Dovetail.Tooling.AssemblyScript.Declarations;

/// <summary>
/// Reads the JavaScript that asc writes: a comment with the types above each function that needs conversion, and in the conversions the ids of
/// classes (<c>__lowerArray(__setU32, 6, 2, a)</c>) and the offsets of fields. It reads line by line what asc writes a line each, and passes over
/// the rest.
/// </summary>
internal sealed partial class GlueReader
{
    private readonly ScriptDeclarations _into;
    private readonly Dictionary<string, string> _recordNames;
    private string? _importModule;
    private string _method = "";
    private ImmutableArray<string> _parameters = [];
    private ScriptSignature? _signature;
    private string? _record;

    private GlueReader(ScriptDeclarations into, Dictionary<string, string> recordNames) => (_into, _recordNames) = (into, recordNames);

    public static void Read(string text, ScriptDeclarations into)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Trim())];
        var reader = new GlueReader(into, RecordNames(lines));
        foreach (var line in lines)
        {
            reader.ReadLine(line);
        }
    }

    private void ReadLine(string line)
    {
        if (line.StartsWith("const adaptedExports", StringComparison.Ordinal) || line.StartsWith("function __", StringComparison.Ordinal))
        {
            _importModule = null;
        }
        if (ImportsLine().Match(line) is { Success: true } imports)
        {
            _importModule = imports.Groups[1].Value.Trim('"');
        }
        else if (MethodLine().Match(line) is { Success: true } method)
        {
            (_method, _parameters) = (method.Groups[1].Value.Trim('"', '\''), [.. TypeText.Split(method.Groups[2].Value)]);
            (_signature, _record) = (null, null);
        }
        else if (SignatureLine().Match(line) is { Success: true } signature)
        {
            ReadSignature(signature.Groups[1].Value, signature.Groups[2].Value);
        }
        else if (_signature is null && _method.StartsWith("__l", StringComparison.Ordinal) && CommentLine().Match(line) is { Success: true } name)
        {
            ReadRecord(name.Groups[1].Value);
        }
        else if (_record is not null)
        {
            ReadField(line);
        }
        else if (_signature is not null)
        {
            ReadConversion(line);
        }
    }

    // In an import's types, `?` marks what the source leaves out.
    private void ReadSignature(string parameters, string result)
    {
        var types = TypeText.Split(parameters).Select(type => TypeText.Read(type.TrimEnd('?'))).OfType<ScriptType>();
        _signature = new ScriptSignature([.. types], TypeText.Read(result));
        if (_importModule is not null)
        {
            _into.Imports[(_importModule, _method)] = _signature;
        }
    }

    // The line behind the head of a conversion names the class.
    private static Dictionary<string, string> RecordNames(string[] lines)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < lines.Length; i++)
        {
            if (MethodLine().Match(lines[i]) is { Success: true } method && RecordName().Match(method.Groups[1].Value) is { Success: true } record
                && CommentLine().Match(lines[i + 1]) is { Success: true } name)
            {
                names[record.Groups[1].Value] = name.Groups[1].Value;
            }
        }
        return names;
    }

    private void ReadConversion(string line)
    {
        if (AssignmentLine().Match(line) is { Success: true } assignment)
        {
            var place = _parameters.IndexOf(assignment.Groups[1].Value);
            if (place >= 0 && place < _signature!.Parameters.Length)
            {
                ReadIds(assignment.Groups[2].Value, _signature.Parameters[place]);
            }
        }
        else if (_importModule is not null && line.StartsWith("return ", StringComparison.Ordinal) && _signature!.Result is { } result)
        {
            ReadIds(line, result);
        }
    }

    // What only imports use is shown nowhere else.
    private void ReadRecord(string name)
    {
        if (_record is null && RecordName().Match(_method) is { Success: true } id)
        {
            _record = name;
            _into.Ids[name] = uint.Parse(id.Groups[1].Value, CultureInfo.InvariantCulture);
        }
    }

    private void ReadField(string line)
    {
        var (store, load) = (StoreLine().Match(line), LoadLine().Match(line));
        if (!store.Success && !load.Success)
        {
            return;
        }
        var match = store.Success ? store : load;
        var fields = _into.Fields.GetValueOrDefault(_record!, []);
        var name = match.Groups["name"].Value;
        var offset = uint.Parse(match.Groups["offset"].Value, CultureInfo.InvariantCulture);
        var known = fields.FirstOrDefault(field => field.Name == name);
        var field = new ScriptField(name, known.Type ?? (store.Success ? FieldType(store.Groups["value"].Value) : null), offset,
            ScriptScalars.Named(match.Groups["scalar"].Value.ToLowerInvariant()));
        _into.Fields[_record!] = known.Name is null ? fields.Add(field) : fields.Replace(known, field);
        if (field.Type is not null)
        {
            ReadIds(line, field.Type);
        }
    }

    // Classes alone need a name, to find their ids by. What only lifts doesn't say whether null is allowed.
    private ReferenceType? FieldType(string conversion) =>
        LowerRecordCall().Match(conversion) is { Success: true } record && _recordNames.TryGetValue(record.Groups[1].Value, out var name)
            ? new ReferenceType(name, [], IsNullable: !conversion.Contains("__notnull()", StringComparison.Ordinal))
            : null;

    /// <summary>Finds the outermost conversion in an expression, and in its element's conversion the next.</summary>
    private void ReadIds(string expression, ScriptType type)
    {
        var match = LowerCall().Match(expression);
        if (!match.Success || type is not ReferenceType reference)
        {
            return;
        }
        var arguments = TypeText.Split(Enclosed(expression, match.Index + match.Length)).ToList();
        if (arguments.Count < 4 || !uint.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return;
        }
        _into.Ids[reference.FullName] = id;
        if (reference.Arguments is [var element])
        {
            ReadIds(arguments[0], element);
        }
    }

    private static string Enclosed(string text, int start)
    {
        var depth = 1;
        for (var i = start; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return text[start..i];
            }
        }
        return "";
    }

    [GeneratedRegex(@"^([\w$]+|""[^""]+""): Object\.setPrototypeOf\(\{$", RegexOptions.CultureInvariant)]
    private static partial Regex ImportsLine();

    [GeneratedRegex(@"^(?:function )?([\w$]+|""[^""]+"")\(([\w$, ]*)\) \{$", RegexOptions.CultureInvariant)]
    private static partial Regex MethodLine();

    [GeneratedRegex(@"^// [^(]+\((.*)\) => (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex SignatureLine();

    [GeneratedRegex(@"^// (\S+)$", RegexOptions.CultureInvariant)]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"^__(?:lower|lift)Record(\d{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex RecordName();

    [GeneratedRegex(@"^([\w$]+) = (.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex AssignmentLine();

    [GeneratedRegex(@"^__set(?<scalar>\w+)\(pointer \+ (?<offset>\d{1,9}), (?<value>.*value\.(?<name>[\w$]+).*)$", RegexOptions.CultureInvariant)]
    private static partial Regex StoreLine();

    [GeneratedRegex(@"^(?<name>[\w$]+): .*__get(?<scalar>\w+)\(pointer \+ (?<offset>\d{1,9})\)", RegexOptions.CultureInvariant)]
    private static partial Regex LoadLine();

    [GeneratedRegex(@"__lowerRecord(\d{1,9})\(", RegexOptions.CultureInvariant)]
    private static partial Regex LowerRecordCall();

    [GeneratedRegex(@"__lower(?:Array|StaticArray|TypedArray)\(", RegexOptions.CultureInvariant)]
    private static partial Regex LowerCall();
}
