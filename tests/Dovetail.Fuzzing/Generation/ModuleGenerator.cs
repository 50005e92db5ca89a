using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Encoding;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes valid modules that end, observe themselves and depend on nothing but their seed.</summary>
internal static class ModuleGenerator
{
    /// <summary>The module of a seed, with some of the features that an engine has.</summary>
    public static GeneratedModule Generate(ulong seed, WasmFeatures enabled)
    {
        var (plan, runs) = Plan(seed, enabled);
        return Assemble(plan, runs);
    }

    /// <summary>The module of a seed before it is written.</summary>
    public static (ModulePlan Plan, int Runs) Plan(ulong seed, WasmFeatures enabled)
    {
        var random = new SeededRandom(seed);
        var plan = new ModulePlan(FeatureSets.Pick(random, enabled));
        TypeGenerator.AddTypes(plan, random);
        HostImports.Add(plan, random);
        SpaceGenerator.AddSpaces(plan, random);
        for (var i = 0; i < plan.CallableFunctions; i++)
            plan.Functions[i].Body = new Body(plan, plan.Functions[i], random, 15 + random.Below(40)) { Number = i }.Generate();
        var runs = 4 + random.Below(6);
        for (var i = 0; i < runs; i++) Observations.AddRun(plan, random, i);
        if (random.OneIn(100)) Observations.AddEndlessRecursion(plan, runs++);
        return (plan, runs);
    }

    /// <summary>Writes a module, with the function that shows what is left of it.</summary>
    public static GeneratedModule Assemble(ModulePlan plan, int runs)
    {
        var writer = new CodeWriter(plan.GlobalCount);
        var functions = plan.Functions.Select(function => Write(writer, function)).ToList();
        var marks = (writer.Stretches.Count + 63) / 64;
        var (dump, size, marksAt) = Observations.Dump(plan, marks);
        functions.Add(Write(new CodeWriter(-1), dump));
        var definition = Define(plan, functions, marks);
        return new GeneratedModule(definition, ModuleEncoder.Encode(definition), runs, size, marksAt, writer.Stretches);
    }

    private static Wasm.Modules.Function Write(CodeWriter writer, FunctionPlan function)
    {
        var body = writer.Write(function.Body, function.Label);
        var locals = ImmutableArray.CreateBuilder<LocalRun>();
        foreach (var type in function.Locals.Skip(function.Type.Parameters.Length))
        {
            if (locals.Count > 0 && locals[^1].Type == type) locals[^1] = new LocalRun(locals[^1].Count + 1, type);
            else locals.Add(new LocalRun(1, type));
        }

        return new Wasm.Modules.Function(function.TypeIndex, locals.ToImmutable(), body);
    }

    private static ModuleDefinition Define(ModulePlan plan, List<Wasm.Modules.Function> functions, int marks)
    {
        var mark = new Wasm.Modules.Global(new GlobalType(ValType.I64, true), ConstantExpressions.Of(Make.I64(0)));
        IEnumerable<Export> exports =
        [
            .. plan.Exports,
            new Export("d", ExternKind.Function, plan.ImportedFunctions.Count + functions.Count - 1, 0),
            .. plan.Memories.Select((_, index) => new Export($"m{index}", ExternKind.Memory, index, 0)),
        ];
        return new ModuleDefinition
        {
            Types = [.. plan.Types],
            Groups = [.. plan.Groups],
            Imports = [.. plan.Imports],
            Functions = [.. functions],
            Tables = [.. plan.Tables],
            Memories = [.. plan.Memories],
            Tags = [.. plan.Tags],
            Globals = [.. plan.Globals.Select(global => new Wasm.Modules.Global(global.Type, global.Initial)), .. Enumerable.Repeat(mark, marks)],
            Exports = [.. exports],
            Elements = [.. plan.Elements],
            Data = [.. plan.Data],
            DataCount = plan.Data.Count,
        };
    }
}
