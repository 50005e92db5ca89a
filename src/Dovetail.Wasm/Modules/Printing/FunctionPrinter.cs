using System.Collections.Immutable;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Printing;

/// <summary>Writes functions: their type, parameters, locals and code.</summary>
internal sealed class FunctionPrinter(
    TextPrinter printer, ModuleDefinition module, ModuleIds ids, TypePrinter types, CodePrinter code, bool isSkeleton)
{
    /// <param name="hints">The hints for branches, whose offsets count from the start of the body.</param>
    public void Write(Function function, int index, ImmutableArray<BranchHint> hints)
    {
        var type = TypeOf(function.TypeIndex);
        var parameters = type?.Parameters ?? [];
        var locals = ids.Locals(index, parameters.Length + function.Locals.Sum(run => (long)run.Count));
        var labels = ids.Labels(index);
        printer.OpenLine("func");
        ids.Functions.WriteDefinition(printer, index);
        types.WriteTypeUse(function.TypeIndex);
        types.WriteVariables("param", parameters, locals, 0);
        types.WriteTypes("result", type?.Results ?? []);
        if (isSkeleton)
        {
            printer.Write(" ...");
        }
        else
        {
            WriteLocals(function, locals, parameters.Length);
            code.WriteBody(function.Body, locals, labels, hints);
        }
        ids.Leave(locals, labels);
        printer.Close();
    }

    private FunctionType? TypeOf(int index) =>
        (uint)index < (uint)module.Types.Length ? module.Types[index].Composite as FunctionType : null;

    private void WriteLocals(Function function, IdSpace locals, int first)
    {
        if (function.Locals.IsEmpty)
        {
            return;
        }
        printer.Line();
        types.WriteVariables("local", AllOf(function.Locals), locals, first, startsLine: true);
    }

    private static IEnumerable<ValType> AllOf(ImmutableArray<LocalRun> runs)
    {
        foreach (var run in runs)
        {
            for (var i = 0; i < run.Count; i++)
            {
                yield return run.Type;
            }
        }
    }
}
