using System.Collections.Immutable;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Validates the bodies of all functions, which depend on the module's types and index spaces and not on each other: on several threads
/// where there is much code. What is reported is what one thread would report.
/// </summary>
internal sealed class FunctionsValidator(ModuleContext context, CodeValidator constants)
{
    private readonly ImmutableArray<Function> _functions = context.Module.Functions;
    private readonly FunctionFacts[] _facts = new FunctionFacts[context.Module.Functions.Length];
    private readonly List<CodeValidator> _workers = [];

    /// <summary>Validates the bodies after the constant expressions that <paramref name="constants"/> has validated.</summary>
    public static FunctionFacts[] Validate(ModuleContext context, CodeValidator constants)
    {
        var validator = new FunctionsValidator(context, constants);
        var bytes = 0L;
        foreach (var function in context.Module.Functions)
        {
            bytes += function.Body.Bytes.Length;
        }
        var threads = FunctionWork.ThreadsFor(bytes);
        if (threads == 1 || !validator.TryOnThreads(threads))
        {
            validator.InOrder();
        }
        return validator._facts;
    }

    private void InOrder()
    {
        for (var i = 0; i < _facts.Length; i++)
        {
            _facts[i] = constants.ValidateFunction(_functions[i]);
        }
    }

    /// <summary>
    /// False, and nothing has been reported, when all workers together moved more operands than a module may: who found what is
    /// wrong then depends on which was faster, and one thread alone must say.
    /// </summary>
    private bool TryOnThreads(int threads)
    {
        try
        {
            FunctionWork.Run(_facts.Length, threads, NewWorker);
        }
        catch (DovetailException) when (HasMovedTooMuch)
        {
            return false;
        }
        if (HasMovedTooMuch)
        {
            return false;
        }
        context.Features.Add(_workers.Select(worker => worker.Features));
        return true;
    }

    private bool HasMovedTooMuch => constants.Moves + _workers.Sum(worker => worker.Moves) > OperandStack.Moved.Maximum;

    private Action<int> NewWorker()
    {
        var code = new CodeValidator(context.With(context.Features.Continue()));
        lock (_workers)
        {
            _workers.Add(code);
        }
        return index => _facts[index] = code.ValidateFunction(_functions[index]);
    }
}
