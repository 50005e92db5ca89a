namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Checks the exports and the start function (core specification 3.0, 3.5.8 and 3.5.9).</summary>
internal static class ExportValidator
{
    public static void Validate(ModuleContext context)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var export in context.Module.Exports)
        {
            if (!names.Add(export.Name))
            {
                throw new InvalidException($"duplicate export name `{export.Name}`", export.Offset);
            }
            CheckIndex(context, export);
        }
        if (context.Module.Start is { } start)
        {
            CheckStart(context, start);
        }
    }

    private static void CheckIndex(ModuleContext context, Export export)
    {
        switch (export.Kind)
        {
            case ExternKind.Function:
                context.Function(export.Index, export.Offset);
                break;
            case ExternKind.Table:
                context.Table(export.Index, export.Offset);
                break;
            case ExternKind.Memory:
                context.Memory(export.Index, export.Offset);
                break;
            case ExternKind.Global:
                var mutable = context.Global(export.Index, export.Offset).Mutable;
                context.Features.Use(mutable ? WasmFeatures.MutableGlobals : WasmFeatures.Mvp, export.Offset);
                break;
            case ExternKind.Tag:
                context.Tag(export.Index, export.Offset);
                break;
        }
    }

    private static void CheckStart(ModuleContext context, int start)
    {
        var type = context.FunctionTypeAt(context.Function(start, null), null);
        if (type.Parameters.Length > 0 || type.Results.Length > 0)
        {
            throw new InvalidException($"start function {start} has the type {type}, not [] -> []");
        }
    }
}
