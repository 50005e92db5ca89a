using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Printing;

/// <summary>Writes a core module in the text format (core specification 3.0, 6.6 "Modules").</summary>
/// <remarks>
/// <para>
/// The fields come in the order of the binary format, instructions flat, one a line. What stands in a name section becomes identifiers, branch
/// hints and producers become annotations, every other custom section <c>(@custom …)</c> with its place. What of these the text cannot spell
/// (names of things that do not exist, a section that is malformed) is kept as bytes, in a <c>(@custom …)</c> of its own, which is then what
/// counts for a reader.
/// </para>
/// <para>
/// Everything that was decoded can be printed, whether it is valid or not, and reading it back gives the same module, encoded the shortest way.
/// It takes time in proportion to the module, and little memory besides the names.
/// </para>
/// </remarks>
public sealed class ModulePrinter
{
    private readonly TextPrinter _printer;
    private readonly ModuleDefinition _module;
    private readonly PrintOptions _options;
    private readonly NameSection _names;
    private readonly BranchHints _hints;
    private readonly ModuleIds _ids;
    private readonly TypePrinter _types;
    private readonly CodePrinter _code;
    private readonly SegmentPrinter _segments;
    private readonly CustomPrinter _customs;
    private readonly int[] _next = new int[5];

    private ModulePrinter(TextPrinter printer, ModuleDefinition module, PrintOptions options)
    {
        (_printer, _module, _options) = (printer, module, options);
        _names = NameSection.Read(module);
        _hints = BranchHints.Read(module);
        _ids = new ModuleIds(module, _names);
        _types = new TypePrinter(printer, _ids.Types);
        _code = new CodePrinter(printer, _ids, _types, module.Types);
        _segments = new SegmentPrinter(printer, _ids, _types, _code, options.IsSkeleton);
        _customs = new CustomPrinter(printer, module, options.IsSkeleton);
    }

    /// <summary>Writes <paramref name="module"/>, with a line feed behind it.</summary>
    /// <param name="module">The module.</param>
    /// <param name="output">What it is written to; it is neither flushed nor closed.</param>
    /// <param name="options">What to leave out; null for nothing.</param>
    public static void Print(ModuleDefinition module, TextWriter output, PrintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(output);
        var printer = new TextPrinter(output);
        var modulePrinter = new ModulePrinter(printer, module, options ?? PrintOptions.Default);
        printer.Open("module");
        modulePrinter.WriteId();
        modulePrinter.WriteFields();
        printer.Close();
        printer.Write('\n');
    }

    /// <summary>Writes what stands in a module that is part of a component, behind the identifier that it has there.</summary>
    internal static void PrintInside(ModuleDefinition module, TextPrinter printer, PrintOptions options)
    {
        var modulePrinter = new ModulePrinter(printer, module, options);
        if (modulePrinter._names.Module is { } name)
        {
            modulePrinter.WriteAnnotation(name);
        }
        modulePrinter.WriteFields();
    }

    // The module's name is its identifier; one that no reader would take for a name stands in the annotation alone.
    private void WriteId()
    {
        if (_names.Module is not { } name)
        {
            return;
        }
        if (name is "" or [IdSpace.MadeUp, ..])
        {
            WriteAnnotation(name);
        }
        else
        {
            _printer.Write(' ');
            _printer.WriteId(name);
        }
    }

    private void WriteAnnotation(string name)
    {
        _printer.Write(" (@name ");
        _printer.WriteName(name);
        _printer.Write(')');
    }

    private void WriteFields()
    {
        _customs.WriteAt(SectionId.Custom);
        foreach (var section in SectionOrder.All)
        {
            WriteSection(section);
            _customs.WriteAt(section);
        }
        if (!_options.IsSkeleton)
        {
            var namesWritten = _ids.Written + (_names.Module is null ? 0 : 1);
            _customs.WriteUnspelled(
                spellsNames: _names.IsWhole && namesWritten > 0 && namesWritten == _names.Count,
                spellsHints: _code.HintsWritten > 0 && _code.HintsWritten == _hints.Count);
        }
    }

    private void WriteSection(SectionId section)
    {
        switch (section)
        {
            case SectionId.Type:
                WriteTypes();
                break;
            case SectionId.Import:
                WriteImports();
                break;
            case SectionId.Table:
                WriteTables();
                break;
            case SectionId.Memory:
                foreach (var memory in _module.Memories)
                {
                    WriteDefinition(ExternKind.Memory, memory);
                    _printer.Close();
                }
                break;
            case SectionId.Tag:
                foreach (var tag in _module.Tags)
                {
                    WriteDefinition(ExternKind.Tag, tag);
                    _printer.Close();
                }
                break;
            case SectionId.Global:
                WriteGlobals();
                break;
            case SectionId.Export:
                WriteExports();
                break;
            case SectionId.Start when _module.Start is { } start:
                _printer.OpenLine("start ");
                _ids.Functions.WriteUse(_printer, start);
                _printer.Close();
                break;
            case SectionId.Element:
                _segments.WriteElements(_module.Elements);
                break;
            case SectionId.Code:
                WriteFunctions();
                break;
            case SectionId.Data:
                _segments.WriteData(_module.Data);
                break;
        }
    }

    private void WriteTypes()
    {
        foreach (var group in _module.Groups)
        {
            if (group.Count != 1)
            {
                _printer.OpenLine("rec");
            }
            for (var i = group.First; i < group.First + group.Count; i++)
            {
                _printer.OpenLine("type");
                _ids.Types.WriteDefinition(_printer, i);
                _printer.Write(' ');
                _types.WriteSubType(_module.Types[i], FieldsOf(i));
                _printer.Close();
            }
            if (group.Count != 1)
            {
                _printer.Close();
            }
        }
    }

    private IdSpace FieldsOf(int type) =>
        _module.Types[type].Composite is StructType structure ? _ids.Fields(type, structure.Fields.Length) : IdSpace.Empty;

    private void WriteImports()
    {
        foreach (var import in _module.Imports)
        {
            _printer.OpenLine("import ");
            _printer.WriteName(import.Module);
            _printer.Write(' ');
            _printer.WriteName(import.Name);
            _printer.Write(' ');
            var kind = import.Type.Kind();
            _printer.Open(kind.Keyword());
            _ids.Of(kind).WriteDefinition(_printer, _next[(int)kind]++);
            _types.WriteExtern(import.Type);
            _printer.Close();
            _printer.Close();
        }
    }

    /// <summary>Opens a definition and writes its type; the caller closes it.</summary>
    private void WriteDefinition(ExternKind kind, ExternType type)
    {
        _printer.OpenLine(kind.Keyword());
        _ids.Of(kind).WriteDefinition(_printer, _next[(int)kind]++);
        _types.WriteExtern(type);
    }

    private void WriteTables()
    {
        foreach (var table in _module.Tables)
        {
            WriteDefinition(ExternKind.Table, table.Type);
            if (table.Initial is { } initial)
            {
                _code.WriteConstant(initial);
            }
            _printer.Close();
        }
    }

    private void WriteGlobals()
    {
        foreach (var global in _module.Globals)
        {
            WriteDefinition(ExternKind.Global, global.Type);
            _code.WriteConstant(global.Initial);
            _printer.Close();
        }
    }

    private void WriteExports()
    {
        foreach (var export in _module.Exports)
        {
            _printer.OpenLine("export ");
            _printer.WriteName(export.Name);
            _printer.Write(" (");
            _printer.Write(export.Kind.Keyword());
            _printer.Write(' ');
            _ids.Of(export.Kind).WriteUse(_printer, export.Index);
            _printer.Write(')');
            _printer.Close();
        }
    }

    private void WriteFunctions()
    {
        var functions = new FunctionPrinter(_printer, _module, _ids, _types, _code, _options.IsSkeleton);
        foreach (var function in _module.Functions)
        {
            var index = _next[(int)ExternKind.Function]++;
            functions.Write(function, index, _hints.InBody(index, function));
        }
    }
}
