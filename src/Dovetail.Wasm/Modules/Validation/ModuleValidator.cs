using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Checks that a module obeys the rules of WebAssembly (core specification 3.0, 3 "Validation"). Safe from many threads.
/// </summary>
/// <remarks>
/// The rules are those of WebAssembly 3.0, all of them, whatever is supported: a module that breaks one is invalid, and one
/// that keeps them is refused by the name of the first feature it uses that is not allowed. The order is that of the specification:
/// types and imports, then what constant expressions need, the constant expressions, exports, and the code last.
/// </remarks>
public static class ModuleValidator
{
    /// <summary>Validates <paramref name="module"/> for use with <see cref="WasmFeatures.Supported"/>.</summary>
    /// <inheritdoc cref="Validate(ModuleDefinition, WasmFeatures)"/>
    public static ValidatedModule Validate(ModuleDefinition module) => Validate(module, WasmFeatures.Supported);

    /// <summary>Validates <paramref name="module"/> for use with <paramref name="features"/>.</summary>
    /// <exception cref="InvalidException">The module breaks a rule.</exception>
    /// <exception cref="UnsupportedException">The module is valid, but uses a feature that is not among <paramref name="features"/>.</exception>
    /// <exception cref="LimitException">The module has more of something than the limits allow.</exception>
    public static ValidatedModule Validate(ModuleDefinition module, WasmFeatures features)
    {
        ArgumentNullException.ThrowIfNull(module);
        try
        {
            return ValidateAll(module, features);
        }
        catch (DovetailException error) when (module.TextMap?.Show(error) is { } shown)
        {
            throw shown;
        }
    }

    /// <summary>
    /// Validates <paramref name="module"/> but for the code of its functions, which was neither read nor validated and is when it is needed:
    /// <see cref="ValidatedModule.RequireValid"/>.
    /// </summary>
    /// <inheritdoc cref="Validate(ModuleDefinition, WasmFeatures)"/>
    internal static ValidatedModule ValidateDeclarations(ModuleDefinition module, WasmFeatures features)
    {
        var (context, _) = Declare(module, features);
        context.Features.ThrowIfRefused();
        return new ValidatedModule(context, []) { Deferred = new DeferredBodies(context) };
    }

    private static ValidatedModule ValidateAll(ModuleDefinition module, WasmFeatures features)
    {
        var (context, code) = Declare(module, features);
        var facts = FunctionsValidator.Validate(context, code);
        context.Features.ThrowIfRefused();
        return new ValidatedModule(context, facts);
    }

    private static (ModuleContext Context, CodeValidator Code) Declare(ModuleDefinition module, WasmFeatures features)
    {
        var context = new ModuleContext(module, new FeatureUse(features));
        TypeValidator.Validate(context);
        IndexSpaces.Fill(context);
        DeclareFunctions(context);
        var code = new CodeValidator(context);
        ValidateInitializers(context, code);
        SegmentValidator.Validate(context, code);
        ExportValidator.Validate(context);
        return (context, code);
    }

    private static void ValidateInitializers(ModuleContext context, CodeValidator code)
    {
        context.VisibleGlobals = context.ImportedGlobals;
        for (var i = 0; i < context.Module.Tables.Length; i++)
        {
            ValidateTable(context, code, context.Module.Tables[i], context.Tables.Count - context.Module.Tables.Length + i);
        }
        foreach (var global in context.Module.Globals)
        {
            code.ValidateConstant(global.Initial, global.Type.Value);
            context.VisibleGlobals++;
        }
    }

    private static void ValidateTable(ModuleContext context, CodeValidator code, Table table, int index)
    {
        if (table.Initial is { } initial)
        {
            context.Features.Use(WasmFeatures.FunctionReferences, initial.Offset);
            code.ValidateConstant(initial, table.Type.Element);
        }
        else if (!table.Type.Element.IsDefaultable)
        {
            throw new InvalidException($"type mismatch: table {index} needs a value for its elements of {table.Type.Element}");
        }
    }

    /// <summary>Collects the functions that occur outside of code, which code may then refer to (the context's <c>refs</c>).</summary>
    private static void DeclareFunctions(ModuleContext context)
    {
        var module = context.Module;
        foreach (var export in module.Exports)
        {
            if (export.Kind == ExternKind.Function)
            {
                Declare(context, export.Index);
            }
        }
        foreach (var global in module.Globals)
        {
            DeclareIn(context, global.Initial);
        }
        foreach (var table in module.Tables)
        {
            DeclareIn(context, table.Initial);
        }
        foreach (var segment in module.Elements)
        {
            DeclareIn(context, segment.Offset);
            foreach (var item in segment.Items)
            {
                DeclareIn(context, item);
            }
        }
        foreach (var segment in module.Data)
        {
            DeclareIn(context, segment.Offset);
        }
    }

    private static void DeclareIn(ModuleContext context, Expression? expression)
    {
        if (expression is not { } code)
        {
            return;
        }
        var reader = new InstructionReader(code);
        while (reader.Read())
        {
            if (reader.Opcode == Opcode.RefFunc)
            {
                Declare(context, reader.Index);
            }
        }
    }

    /// <summary>An index out of range is reported where it is validated.</summary>
    private static void Declare(ModuleContext context, int function)
    {
        if ((uint)function < (uint)context.Functions.Count)
        {
            context.Declare(function);
        }
    }
}
