using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Printing;

/// <summary>Writes types, and the declarations that components have and their types as well (Explainer.md, "Type Definitions").</summary>
internal sealed class TypePrinter(TextPrinter printer, PrintScope scope)
{
    public void WriteDeclaration(Declaration declaration)
    {
        switch (declaration)
        {
            case CoreTypeField type:
                new CoreTypePrinter(printer).Write(type.Type, () => scope.WriteDefinition(printer, Sort.CoreType));
                break;
            case TypeField type:
                printer.OpenLine("type");
                scope.WriteDefinition(printer, Sort.Type);
                Write(type.Type);
                printer.Close();
                break;
            case AliasField alias:
                WriteAlias(alias.Alias);
                break;
            case ImportField import:
                printer.OpenLine("import ");
                WriteExternName(import.Name, import.Attributes);
                printer.Write(' ');
                WriteExtern(import.Type, isDefinition: true);
                printer.Close();
                break;
            case ExportDeclaration export:
                printer.OpenLine("export");
                scope.WriteDefinition(printer, export.Type.Sort);
                printer.Write(' ');
                WriteExternName(export.Name, export.Attributes);
                printer.Write(' ');
                WriteExtern(export.Type, isDefinition: false);
                printer.Close();
                break;
            default:
                throw new UnreachableException($"no text for {declaration}");
        }
    }

    /// <summary>Writes the name of an import or export with its attributes.</summary>
    public void WriteExternName(string name, ImmutableArray<ExternAttribute> attributes)
    {
        printer.WriteName(name);
        foreach (var attribute in attributes)
        {
            printer.Write(attribute.Kind switch
            {
                ExternAttributeKind.Implements => " (implements ",
                ExternAttributeKind.VersionSuffix => " (versionsuffix ",
                _ => " (external-id ",
            });
            printer.WriteName(attribute.Value);
            printer.Write(')');
        }
    }

    /// <summary>Writes <c>externtype</c>; as a definition, with the identifier and the index that it takes.</summary>
    public void WriteExtern(ExternTypeReference type, bool isDefinition)
    {
        printer.Write('(');
        printer.Write(type.Sort.Text());
        if (isDefinition)
        {
            scope.WriteDefinition(printer, type.Sort);
        }
        switch (type.Kind)
        {
            case ExternTypeKind.TypeSubResource:
                printer.Write(" (sub resource)");
                break;
            case ExternTypeKind.TypeEqual or ExternTypeKind.ValueEqual:
                printer.Write(" (eq ");
                scope.WriteUse(printer, type.Sort, type.Index);
                printer.Write(')');
                break;
            case ExternTypeKind.Value:
                printer.Write(' ');
                WriteReference(type.ValueType!.Value);
                break;
            default:
                WriteTypeUse(type.Index, type.Kind == ExternTypeKind.CoreModule ? Sort.CoreType : Sort.Type);
                break;
        }
        printer.Write(')');
    }

    /// <summary>Writes <c>(type index)</c> behind a space.</summary>
    public void WriteTypeUse(int index, Sort sort = Sort.Type)
    {
        printer.Write(" (type ");
        scope.WriteUse(printer, sort, index);
        printer.Write(')');
    }

    private void WriteAlias(Alias alias)
    {
        printer.OpenLine("alias ");
        switch (alias)
        {
            case ExportAlias export:
                printer.Write("export ");
                scope.WriteUse(printer, Sort.Instance, export.Instance);
                printer.Write(' ');
                printer.WriteName(export.Name);
                break;
            case CoreExportAlias export:
                printer.Write("core export ");
                scope.WriteUse(printer, Sort.CoreInstance, export.Instance);
                printer.Write(' ');
                printer.WriteName(export.Name);
                break;
            case OuterAlias outer:
                printer.Write("outer ");
                printer.WriteIndex(outer.Count);
                printer.Write(' ');
                printer.WriteIndex(outer.Index);
                break;
            default:
                throw new UnreachableException($"no text for {alias}");
        }
        printer.Write(" (");
        printer.Write(alias.Sort.Text());
        scope.WriteDefinition(printer, alias.Sort);
        printer.Write(')');
        printer.Close();
    }

    private void Write(TypeDefinition type)
    {
        switch (type)
        {
            case ValueTypeDefinition value:
                printer.Write(' ');
                WriteValueDefinition(value);
                break;
            case FunctionTypeDefinition function:
                printer.Write(function.IsAsync ? " (func async" : " (func");
                foreach (var parameter in function.Parameters)
                {
                    WriteLabeled("param", parameter);
                }
                WriteOptional("result", function.Result);
                printer.Write(')');
                break;
            case ResourceDefinition resource:
                printer.Write(" (resource (rep ");
                printer.Write(resource.Representation.ToString());
                printer.Write(')');
                if (resource.Destructor is { } destructor)
                {
                    printer.Write(" (dtor ");
                    scope.WriteUse(printer, Sort.CoreFunction, destructor);
                    printer.Write(')');
                }
                printer.Write(')');
                break;
            case ComponentTypeDefinition component:
                WriteDeclarations("component", component.Declarations);
                break;
            case InstanceTypeDefinition instance:
                WriteDeclarations("instance", instance.Declarations);
                break;
            default:
                throw new UnreachableException($"no text for {type}");
        }
    }

    private void WriteDeclarations(string keyword, ImmutableArray<Declaration> declarations)
    {
        printer.OpenLine(keyword);
        var inside = new TypePrinter(printer, new PrintScope());
        foreach (var declaration in declarations)
        {
            inside.WriteDeclaration(declaration);
        }
        printer.Close();
    }

    private void WriteValueDefinition(ValueTypeDefinition type)
    {
        switch (type)
        {
            case PrimitiveDefinition primitive:
                printer.Write(PrimitiveType.Of(primitive.Kind).ToString());
                break;
            case RecordDefinition record:
                WriteLabeledTypes("(record", "field", record.Fields);
                break;
            case VariantDefinition variant:
                WriteLabeledTypes("(variant", "case", variant.Cases);
                break;
            case ListDefinition list:
                printer.Write("(list ");
                WriteReference(list.Element);
                if (list.Length is { } length)
                {
                    printer.Write(' ');
                    printer.Write((ulong)length);
                }
                printer.Write(')');
                break;
            case MapDefinition map:
                WriteParts("(map", [map.Key, map.Value]);
                break;
            case StreamDefinition stream:
                WriteParts("(stream", stream.Element is { } item ? [item] : []);
                break;
            case FutureDefinition future:
                WriteParts("(future", future.Element is { } awaited ? [awaited] : []);
                break;
            case TupleDefinition tuple:
                WriteParts("(tuple", tuple.Items);
                break;
            case FlagsDefinition flags:
                WriteLabels("(flags", flags.Labels);
                break;
            case EnumDefinition cases:
                WriteLabels("(enum", cases.Labels);
                break;
            case OptionDefinition option:
                WriteParts("(option", [option.Item]);
                break;
            case ResultDefinition result:
                printer.Write("(result");
                if (result.Ok is { } ok)
                {
                    printer.Write(' ');
                    WriteReference(ok);
                }
                WriteOptional("error", result.Error);
                printer.Write(')');
                break;
            case OwnDefinition own:
                WriteHandle("(own ", own.Resource);
                break;
            case BorrowDefinition borrow:
                WriteHandle("(borrow ", borrow.Resource);
                break;
            default:
                throw new UnreachableException($"no text for {type}");
        }
    }

    private void WriteLabeledTypes(string head, string keyword, ImmutableArray<LabeledType> items)
    {
        printer.Write(head);
        foreach (var item in items)
        {
            WriteLabeled(keyword, item);
        }
        printer.Write(')');
    }

    private void WriteLabeled(string keyword, LabeledType item)
    {
        printer.Write(" (");
        printer.Write(keyword);
        printer.Write(' ');
        printer.WriteName(item.Label);
        if (item.Type is { } type)
        {
            printer.Write(' ');
            WriteReference(type);
        }
        printer.Write(')');
    }

    private void WriteParts(string head, ImmutableArray<ValueTypeReference> parts)
    {
        printer.Write(head);
        foreach (var part in parts)
        {
            printer.Write(' ');
            WriteReference(part);
        }
        printer.Write(')');
    }

    private void WriteLabels(string head, ImmutableArray<string> labels)
    {
        printer.Write(head);
        foreach (var label in labels)
        {
            printer.Write(' ');
            printer.WriteName(label);
        }
        printer.Write(')');
    }

    /// <summary>Writes <c>(keyword type)</c> behind a space, or nothing where there is no type.</summary>
    public void WriteOptional(string keyword, ValueTypeReference? type)
    {
        if (type is { } known)
        {
            printer.Write(" (");
            printer.Write(keyword);
            printer.Write(' ');
            WriteReference(known);
            printer.Write(')');
        }
    }

    private void WriteHandle(string head, int resource)
    {
        printer.Write(head);
        scope.WriteUse(printer, Sort.Type, resource);
        printer.Write(')');
    }

    /// <summary>Writes <c>valtype</c>.</summary>
    public void WriteReference(ValueTypeReference type)
    {
        if (type.Primitive is { } primitive)
        {
            printer.Write(PrimitiveType.Of(primitive).ToString());
        }
        else
        {
            scope.WriteUse(printer, Sort.Type, type.Index);
        }
    }
}
