using System.Diagnostics;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Text;
using CoreTypes = Dovetail.Wasm.Modules.Printing.TypePrinter;

namespace Dovetail.Wasm.Components.Printing;

/// <summary>Writes core types and module types (Explainer.md, <c>core:type</c>). What they refer to goes by its index.</summary>
internal sealed class CoreTypePrinter(TextPrinter printer)
{
    private readonly CoreTypes _types = new(printer, IdSpace.Empty);

    /// <summary>Writes a core type of a component or of a type.</summary>
    /// <param name="writeDefinition">Writes the identifier and the index of each type.</param>
    public void Write(CoreTypeDefinition type, Action writeDefinition)
    {
        switch (type)
        {
            case CoreTypeGroup group:
                WriteGroup(group, "core ", writeDefinition);
                break;
            case ModuleTypeDefinition module:
                printer.OpenLine("core type");
                writeDefinition();
                WriteModule(module);
                printer.Close();
                break;
            default:
                throw new UnreachableException($"no text for {type}");
        }
    }

    private void WriteGroup(CoreTypeGroup group, string prefix, Action writeDefinition)
    {
        var isGroup = group.Types.Length != 1;
        if (isGroup)
        {
            printer.OpenLine(prefix + "rec");
        }
        foreach (var type in group.Types)
        {
            printer.OpenLine(isGroup ? "type" : prefix + "type");
            writeDefinition();
            printer.Write(' ');
            _types.WriteSubType(type, IdSpace.Empty);
            printer.Close();
        }
        if (isGroup)
        {
            printer.Close();
        }
    }

    private void WriteModule(ModuleTypeDefinition module)
    {
        var defined = 0;
        printer.OpenLine("module");
        foreach (var declaration in module.Declarations)
        {
            switch (declaration)
            {
                case ModuleTypeType { Type: CoreTypeGroup group }:
                    WriteGroup(group, "", WriteDefinition);
                    break;
                case ModuleTypeType { Type: ModuleTypeDefinition nested }:
                    printer.OpenLine("type");
                    WriteDefinition();
                    WriteModule(nested);
                    printer.Close();
                    break;
                case ModuleTypeAlias alias:
                    printer.OpenLine("alias outer ");
                    printer.WriteIndex(alias.Count);
                    printer.Write(' ');
                    printer.WriteIndex(alias.Index);
                    printer.Write(" (type");
                    WriteDefinition();
                    printer.Write(')');
                    printer.Close();
                    break;
                case ModuleTypeImport import:
                    printer.OpenLine("import ");
                    printer.WriteName(import.Module);
                    printer.Write(' ');
                    printer.WriteName(import.Name);
                    WriteExtern(import.Type);
                    printer.Close();
                    break;
                case ModuleTypeExport export:
                    printer.OpenLine("export ");
                    printer.WriteName(export.Name);
                    WriteExtern(export.Type);
                    printer.Close();
                    break;
                default:
                    throw new UnreachableException($"no text for {declaration}");
            }
        }
        printer.Close();

        void WriteDefinition() => IdSpace.Empty.WriteDefinition(printer, defined++);
    }

    private void WriteExtern(ExternType type)
    {
        printer.Write(" (");
        printer.Write(type.Kind().Keyword());
        _types.WriteExtern(type);
        printer.Write(')');
    }
}
