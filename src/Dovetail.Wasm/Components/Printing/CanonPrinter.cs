using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Printing;

/// <summary>
/// Writes canonical definitions, the function first (Explainer.md, "Canonical Definitions"); the built-ins by <see cref="BuiltInTable"/>.
/// </summary>
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
            case CanonBuiltIn builtIn:
                var row = BuiltInTable.Of(builtIn.BuiltIn);
                printer.Write(row.Text);
                foreach (var immediate in row.Immediates)
                {
                    WriteImmediate(builtIn, immediate);
                }
                break;
            default:
                throw new UnreachableException($"no text for {canon}");
        }
    }

    private void WriteImmediate(CanonBuiltIn canon, BuiltInImmediate immediate)
    {
        switch (immediate)
        {
            case BuiltInImmediate.Type: WriteUse(Sort.Type, canon.Type); break;
            case BuiltInImmediate.CoreType: WriteUse(Sort.CoreType, canon.CoreType); break;
            case BuiltInImmediate.Table: WriteUse(Sort.CoreTable, canon.Table); break;
            case BuiltInImmediate.Memory: WriteWithItem("memory", Sort.CoreMemory, canon.Memory); break;
            case BuiltInImmediate.ValueType: WriteWord(canon.ValueType.ToString()); break;
            case BuiltInImmediate.Slot:
                printer.Write(' ');
                printer.Write((ulong)canon.Slot);
                break;
            case BuiltInImmediate.Result: types.WriteOptional("result", canon.Result); break;
            case BuiltInImmediate.Options: WriteOptions(canon.Options); break;
            case BuiltInImmediate.Async when canon.Flag: WriteWord("async"); break;
            case BuiltInImmediate.Cancellable when canon.Flag: WriteWord("cancellable"); break;
            case BuiltInImmediate.Shared when canon.Flag: WriteWord("shared"); break;
        }
    }

    private void WriteOptions(ImmutableArray<CanonOption> options)
    {
        foreach (var option in options)
        {
            WriteOption(option);
        }
    }

    private void WriteOption(CanonOption option)
    {
        switch (option.Kind)
        {
            case CanonOptionKind.Utf8: WriteWord("string-encoding=utf8"); break;
            case CanonOptionKind.Utf16: WriteWord("string-encoding=utf16"); break;
            case CanonOptionKind.Latin1Utf16: WriteWord("string-encoding=latin1+utf16"); break;
            case CanonOptionKind.Memory: WriteWithItem("memory", Sort.CoreMemory, option.Index); break;
            case CanonOptionKind.Realloc: WriteWithItem("realloc", Sort.CoreFunction, option.Index); break;
            case CanonOptionKind.PostReturn: WriteWithItem("post-return", Sort.CoreFunction, option.Index); break;
            case CanonOptionKind.Async: WriteWord("async"); break;
            case CanonOptionKind.Callback: WriteWithItem("callback", Sort.CoreFunction, option.Index); break;
            case CanonOptionKind.CoreType: WriteWithItem("core-type", Sort.CoreType, option.Index); break;
            case CanonOptionKind.Gc: WriteWord("gc"); break;
            default: throw new UnreachableException($"no text for {option}");
        }
    }

    private void WriteWord(string word)
    {
        printer.Write(' ');
        printer.Write(word);
    }

    private void WriteUse(Sort sort, int index)
    {
        printer.Write(' ');
        scope.WriteUse(printer, sort, index);
    }

    private void WriteWithItem(string keyword, Sort sort, int index)
    {
        printer.Write(" (");
        printer.Write(keyword);
        WriteUse(sort, index);
        printer.Write(')');
    }
}
