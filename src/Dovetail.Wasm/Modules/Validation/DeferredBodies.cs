using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules.Decoding;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// The functions of a module of which the same bytes were valid before: each is read and validated when somebody looks into its code, so that
/// whoever said that they were valid need not be believed. Safe from many threads.
/// </summary>
internal sealed class DeferredBodies(ModuleContext context)
{
    /// <summary>Reads and validates the code of the defined function at <paramref name="function"/>.</summary>
    /// <exception cref="MalformedException">It is not of the binary format.</exception>
    /// <exception cref="InvalidException">It breaks a rule.</exception>
    /// <exception cref="UnsupportedException">It uses a feature that is not allowed.</exception>
    /// <exception cref="LimitException">It has more of something than the limits allow.</exception>
    public void Validate(int function)
    {
        var body = context.Module.Functions[function].Body;
        var reader = new ByteReader(body.Bytes.Span, body.Offset);
        new ExpressionDecoder(body.Bytes, body.Offset).Read(ref reader, context.Module.DataCount is not null);
        if (!reader.AtEnd)
        {
            throw new MalformedException("section size mismatch", reader.Offset);
        }
        var features = context.Features.Continue();
        new CodeValidator(context.With(features)).ValidateFunction(context.Module.Functions[function]);
        features.ThrowIfRefused();
    }
}
