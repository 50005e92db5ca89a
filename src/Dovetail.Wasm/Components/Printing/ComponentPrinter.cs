using System.Diagnostics;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules.Printing;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Components.Printing;

/// <summary>Writes a component in the text format (Explainer.md, "Grammar").</summary>
/// <remarks>
/// <para>
/// Every definition stands for itself, in the order of the binary format and with nothing abbreviated, so that the indices are those of the binary.
/// What stands in a name section becomes identifiers, producers an annotation, every other custom section <c>(@custom …)</c>. What of the names the
/// text cannot spell is kept as bytes, as <see cref="ModulePrinter"/> does it.
/// </para>
/// <para>
/// Reading back what was printed gives the same component, whether with the strict syntax of indices or with the older one.
/// </para>
/// </remarks>
public sealed class ComponentPrinter
{
    private readonly TextPrinter _printer;
    private readonly PrintOptions _options;
    private readonly ComponentNames _names;
    private readonly CustomField? _nameSection;
    private readonly PrintScope _scope;
    private readonly ComponentDefinition _component;
    private readonly DefinitionPrinter _definitions;
    private readonly TypePrinter _types;

    private ComponentPrinter(TextPrinter printer, ComponentDefinition component, PrintOptions options)
    {
        (_printer, _component, _options) = (printer, component, options);
        _names = ComponentNames.Read(component);
        var sections = component.Fields.OfType<CustomField>().Where(field => field.Name == ComponentNames.SectionName).Take(2).ToArray();
        _nameSection = sections.Length == 1 ? sections[0] : null;
        _scope = new PrintScope(component.Fields, _names);
        _types = new TypePrinter(printer, _scope);
        _definitions = new DefinitionPrinter(printer, _scope, _types);
    }

    /// <summary>Writes <paramref name="component"/>, with a line feed behind it.</summary>
    /// <param name="component">The component.</param>
    /// <param name="output">What it is written to; it is neither flushed nor closed.</param>
    /// <param name="options">What to leave out; null for nothing.</param>
    public static void Print(ComponentDefinition component, TextWriter output, PrintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(output);
        var printer = new TextPrinter(output);
        var componentPrinter = new ComponentPrinter(printer, component, options ?? PrintOptions.Default);
        printer.Open("component");
        componentPrinter.WriteFields(componentPrinter.TryWriteId() ? 1 : 0);
        printer.Close();
        printer.Write('\n');
    }

    // The identifier is the component's name, unless no reader would take it for one.
    private bool TryWriteId()
    {
        if (_names.Component is not { Length: > 0 } name || name[0] == IdSpace.MadeUp)
        {
            return false;
        }
        _printer.Write(' ');
        _printer.WriteId(name);
        return true;
    }

    /// <param name="named">How many names have been written.</param>
    private void WriteFields(int named)
    {
        foreach (var field in _component.Fields)
        {
            if (!ReferenceEquals(field, _nameSection))
            {
                WriteField(field);
            }
        }
        named += _scope.Written;
        if (_nameSection is { } section && !(_names.IsWhole && named > 0 && named == _names.Count))
        {
            WriteCustom(section);
        }
    }

    private void WriteField(ComponentField field)
    {
        switch (field)
        {
            case CoreModuleField module:
                _printer.OpenLine("core module");
                _scope.WriteDefinition(_printer, Sort.CoreModule);
                ModulePrinter.PrintInside(module.Module, _printer, _options);
                _printer.Close();
                break;
            case NestedComponentField nested:
                _printer.OpenLine("component");
                _scope.WriteDefinition(_printer, Sort.Component);
                new ComponentPrinter(_printer, nested.Component, _options).WriteFields(0);
                _printer.Close();
                break;
            case CustomField custom:
                WriteCustom(custom);
                break;
            case CoreInstanceField instance:
                _definitions.WriteCoreInstance(instance.Expression);
                break;
            case InstanceField instance:
                _definitions.WriteInstance(instance.Expression);
                break;
            case CanonField canon:
                _definitions.WriteCanon(canon.Canon);
                break;
            case ExportField export:
                _definitions.WriteExport(export);
                break;
            case StartField start:
                _definitions.WriteStart(start);
                break;
            case ValueField value:
                _definitions.WriteValue(value);
                break;
            case Declaration declaration:
                _types.WriteDeclaration(declaration);
                break;
            default:
                throw new UnreachableException($"no text for {field}");
        }
    }

    private void WriteCustom(CustomField section)
    {
        if (!_options.IsSkeleton && section.Name == Producers.SectionName && ProducersText.TryWrite(_printer, section.Bytes.Span))
        {
            return;
        }
        _printer.OpenLine("@custom ");
        _printer.WriteName(section.Name);
        _printer.Write(' ');
        if (_options.IsSkeleton)
        {
            _printer.Write("...");
        }
        else
        {
            _printer.WriteString(section.Bytes.Span);
        }
        _printer.Close();
    }
}
