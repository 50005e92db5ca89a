using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>
/// How a part is left: it writes its locals and what the branch brings into the frame, and returns the number of the exit. Inside the part the
/// blocks around it are blocks like any other, whose ends are written here, behind its code.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class PartExits(FunctionContext context, SplitPlan plan, Region region)
{
    private readonly Dictionary<CodeBlock, ControlFrame> _frames = [];

    private CilBuilder Builder => context.Builder;

    /// <summary>The blocks around the part, the function's first.</summary>
    public List<ControlFrame> BlocksAround()
    {
        var types = new LabelTypes(context.Shape, context.Type);
        for (var block = region.Block; block is not null; block = block.Parent)
        {
            _frames.Add(block, new ControlFrame
            {
                Kind = BlockKind.Block,
                Results = region.Exits.Contains(block) ? types.Of(block) : [],
            });
        }
        return [.. _frames.Values.Reverse()];
    }

    /// <summary>Writes what stands behind the part's code.</summary>
    public void Write(ControlEmitter control)
    {
        var (exit, end) = (Builder.DeclareLocal(CilTypes.Int32), Builder.DefineLabel());
        if (!control.IsUnreachable)
            Builder.LoadInt32(0).StoreLocal(exit).Branch(CilOp.Br, end);
        for (var i = 0; i < region.Exits.Length; i++)
        {
            var frame = _frames[region.Exits[i]];
            if (frame.Label < 0)
                continue;
            Builder.MarkLabel(frame.Label);
            WriteValues(frame);
            Builder.LoadInt32(i + 1).StoreLocal(exit).Branch(CilOp.Br, end);
        }
        Builder.MarkLabel(end);
        context.Locals.WriteOutputs();
        Builder.LoadLocal(exit).Return();
    }

    private void WriteValues(ControlFrame frame)
    {
        for (var i = 0; i < frame.Results.Length; i++)
        {
            Builder.LoadLocal(frame.Merge![i]);
            context.Locals.StoreSlot(plan.FirstValueSlot + i, frame.Results[i]);
        }
    }
}
