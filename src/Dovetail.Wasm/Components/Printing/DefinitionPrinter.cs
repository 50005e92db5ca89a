using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Printing;

/// <summary>Writes what only a component has: instances, exports and canonical definitions.</summary>
internal sealed class DefinitionPrinter(TextPrinter printer, PrintScope scope, TypePrinter types)
{
    private const int MaxStartResults = 1000;

    private readonly CanonPrinter _canons = new(printer, scope, types);

    public void WriteCoreInstance(CoreInstanceExpression expression)
    {
        printer.OpenLine("core instance");
        scope.WriteDefinition(printer, Sort.CoreInstance);
        switch (expression)
        {
            case CoreInstantiate instantiate:
                OpenInstantiate(Sort.CoreModule, instantiate.Module);
                foreach (var argument in instantiate.Arguments)
                {
                    printer.OpenLine("with ");
                    printer.WriteName(argument.Name);
                    WriteSorted("instance", Sort.CoreInstance, argument.Instance);
                    printer.Close();
                }
                printer.Close();
                break;
            case CoreInlineExports exports:
                foreach (var export in exports.Exports)
                {
                    printer.OpenLine("export ");
                    printer.WriteName(export.Name);
                    WriteSorted(export.Sort.Keyword(), export.Sort, export.Index);
                    printer.Close();
                }
                break;
            default:
                throw new UnreachableException($"no text for {expression}");
        }
        printer.Close();
    }

    public void WriteInstance(InstanceExpression expression)
    {
        printer.OpenLine("instance");
        scope.WriteDefinition(printer, Sort.Instance);
        switch (expression)
        {
            case Instantiate instantiate:
                OpenInstantiate(Sort.Component, instantiate.Component);
                WriteItems("with ", instantiate.Arguments);
                printer.Close();
                break;
            case InlineExports exports:
                WriteItems("export ", exports.Exports);
                break;
            default:
                throw new UnreachableException($"no text for {expression}");
        }
        printer.Close();
    }

    public void WriteExport(ExportField export)
    {
        printer.OpenLine("export");
        // What is exported stands before the export, which has an index of its own.
        var use = (export.Sort, export.Index);
        scope.WriteDefinition(printer, export.Sort);
        printer.Write(' ');
        types.WriteExternName(export.Name, export.Attributes);
        WriteSorted(use.Sort.Text(), use.Sort, use.Index);
        if (export.Ascription is { } type)
        {
            printer.Write(' ');
            types.WriteExtern(type, isDefinition: false);
        }
        printer.Close();
    }

    public void WriteStart(StartField start)
    {
        // Each result has a place in the text but none in the binary, which can say any number.
        if (start.Results > MaxStartResults)
        {
            throw new LimitException(
                "results of start", $"a start with {start.Results} results; at most {MaxStartResults} can be printed", start.Offset);
        }
        printer.OpenLine("start ");
        scope.WriteUse(printer, Sort.Function, start.Function);
        foreach (var argument in start.Arguments)
        {
            WriteSorted("value", Sort.Value, argument);
        }
        for (var i = 0; i < start.Results; i++)
        {
            printer.Write(" (result (value");
            scope.WriteDefinition(printer, Sort.Value);
            printer.Write("))");
        }
        printer.Close();
    }

    // As bytes, for which no type need be known.
    public void WriteValue(ValueField value)
    {
        printer.OpenLine("value");
        scope.WriteDefinition(printer, Sort.Value);
        printer.Write(' ');
        types.WriteReference(value.Type);
        printer.Write(" (binary ");
        printer.WriteString(value.Value.Span);
        printer.Write(')');
        printer.Close();
    }

    public void WriteCanon(Canon canon) => _canons.Write(canon);

    private void OpenInstantiate(Sort sort, int index)
    {
        printer.Write(' ');
        printer.Open("instantiate ");
        scope.WriteUse(printer, sort, index);
    }

    private void WriteItems(string keyword, ImmutableArray<InlineExport> items)
    {
        foreach (var item in items)
        {
            printer.OpenLine(keyword);
            types.WriteExternName(item.Name, item.Attributes);
            WriteSorted(item.Sort.Text(), item.Sort, item.Index);
            printer.Close();
        }
    }

    private void WriteSorted(string keyword, Sort sort, int index)
    {
        printer.Write(" (");
        printer.Write(keyword);
        printer.Write(' ');
        scope.WriteUse(printer, sort, index);
        printer.Write(')');
    }
}
