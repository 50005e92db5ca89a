using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Printing;

/// <summary>Writes canonical definitions, the function first (Explainer.md, "Canonical Definitions").</summary>
internal sealed class CanonPrinter(TextPrinter printer, PrintScope scope, TypePrinter types)
{
    public void Write(Canon canon)
    {
        if (canon is CanonLift lift)
        {
            WriteLift(lift);
            return;
        }
        printer.OpenLine("core func");
        scope.WriteDefinition(printer, Sort.CoreFunction);
        printer.Write(" (canon ");
        WriteCoreFunction(canon);
        printer.Write(')');
        printer.Close();
    }

    private void WriteLift(CanonLift lift)
    {
        printer.OpenLine("func");
        scope.WriteDefinition(printer, Sort.Function);
        types.WriteTypeUse(lift.Type);
        printer.Write(" (canon lift (core func ");
        scope.WriteUse(printer, Sort.CoreFunction, lift.CoreFunction);
        printer.Write(')');
        WriteOptions(lift.Options);
        printer.Write(')');
        printer.Close();
    }

    private void WriteCoreFunction(Canon canon)
    {
        switch (canon)
        {
            case CanonLower lower:
                printer.Write("lower (func ");
                scope.WriteUse(printer, Sort.Function, lower.Function);
                printer.Write(')');
                WriteOptions(lower.Options);
                break;
            case CanonResourceNew resource:
                WriteIndexed("resource.new", Sort.Type, resource.Resource);
                break;
            case CanonResourceDrop resource:
                WriteIndexed("resource.drop", Sort.Type, resource.Resource);
                break;
            case CanonResourceRep resource:
                WriteIndexed("resource.rep", Sort.Type, resource.Resource);
                break;
            default:
                throw new UnreachableException($"no text for {canon}");
        }
    }

    private void WriteIndexed(string keyword, Sort sort, int index)
    {
        printer.Write(keyword);
        printer.Write(' ');
        scope.WriteUse(printer, sort, index);
    }

    private void WriteOptions(ImmutableArray<CanonOption> options)
    {
        foreach (var option in options)
        {
            printer.Write(' ');
            WriteOption(option);
        }
    }

    private void WriteOption(CanonOption option)
    {
        switch (option.Kind)
        {
            case CanonOptionKind.Utf8: printer.Write("string-encoding=utf8"); break;
            case CanonOptionKind.Utf16: printer.Write("string-encoding=utf16"); break;
            case CanonOptionKind.Latin1Utf16: printer.Write("string-encoding=latin1+utf16"); break;
            case CanonOptionKind.Memory: WriteWithItem("memory", "core memory", Sort.CoreMemory, option.Index); break;
            case CanonOptionKind.Realloc: WriteWithItem("realloc", "core func", Sort.CoreFunction, option.Index); break;
            case CanonOptionKind.PostReturn: WriteWithItem("post-return", "core func", Sort.CoreFunction, option.Index); break;
            default: throw new UnreachableException($"no text for {option}");
        }
    }

    private void WriteWithItem(string keyword, string item, Sort sort, int index)
    {
        printer.Write('(');
        printer.Write(keyword);
        printer.Write(" (");
        printer.Write(item);
        printer.Write(' ');
        scope.WriteUse(printer, sort, index);
        printer.Write("))");
    }
}
