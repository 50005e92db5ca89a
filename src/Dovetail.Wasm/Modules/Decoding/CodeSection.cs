using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>
/// The code section (core specification 3.0, 5.5.14): for each function of the function section its locals and its body. The sizes of
/// the bodies are read first; then the bodies, which know nothing of each other, on several threads. Or they are left unread.
/// </summary>
internal sealed class CodeSection(
    ReadOnlyMemory<byte> input, int origin, ImmutableArray<int> functionTypes, bool dataCounted, bool isDeferred)
{
    /// <summary>Where each body that was found stands, from the start of the module.</summary>
    private readonly Range[] _bodies = new Range[functionTypes.Length];
    private int _found;

    public ImmutableArray<Function> Read(ref ByteReader reader)
    {
        var start = reader.Offset;
        var count = reader.ReadCount();
        if (count != functionTypes.Length)
        {
            throw new MalformedException("function and code section have inconsistent lengths", start);
        }
        try
        {
            FindBodies(ref reader);
        }
        catch (DovetailException)
        {
            // What is wrong with a body before comes first.
            ReadBodies();
            throw;
        }
        return ReadBodies();
    }

    private void FindBodies(ref ByteReader reader)
    {
        for (var i = 0; i < functionTypes.Length; i++)
        {
            var start = reader.Offset;
            var size = reader.ReadCount();
            ModuleLimits.BodyBytes.Check(size, start);
            _bodies[_found++] = (reader.Offset - origin)..(reader.Offset - origin + size);
            reader.ReadBytes(size);
        }
    }

    private ImmutableArray<Function> ReadBodies()
    {
        var functions = new Function[_found];
        var threads = isDeferred ? 1 : FunctionWork.ThreadsFor(_found == 0 ? 0 : _bodies[_found - 1].End.Value - _bodies[0].Start.Value);
        FunctionWork.Run(functions.Length, threads, () =>
        {
            var expressions = new ExpressionDecoder(input, origin);
            return index => functions[index] = ReadFunction(expressions, index);
        });
        return ImmutableCollectionsMarshal.AsImmutableArray(functions);
    }

    private Function ReadFunction(ExpressionDecoder expressions, int index)
    {
        var range = _bodies[index];
        var body = new ByteReader(input.Span[range], origin + range.Start.Value);
        var locals = ReadLocals(ref body);
        if (isDeferred)
        {
            return new Function(functionTypes[index], locals, new Expression(input[(body.Offset - origin)..range.End], body.Offset));
        }
        var expression = expressions.Read(ref body, dataCounted);
        return body.AtEnd
            ? new Function(functionTypes[index], locals, expression)
            : throw new MalformedException("section size mismatch", body.Offset);
    }

    private static ImmutableArray<LocalRun> ReadLocals(ref ByteReader reader)
    {
        var start = reader.Offset;
        var left = reader.ReadCount();
        if (left == 0)
        {
            return Mapping.Empty<LocalRun>();
        }
        var total = 0L;
        var runs = ImmutableArray.CreateBuilder<LocalRun>();
        for (; left > 0; left--)
        {
            var count = reader.ReadU32();
            var type = TypeReader.ReadValType(ref reader);
            total += count;
            if (total > uint.MaxValue)
            {
                throw new MalformedException("too many locals", start);
            }
            if (count > 0 && total <= ModuleLimits.Locals.Maximum)
            {
                runs.Add(new LocalRun((int)count, type));
            }
        }
        ModuleLimits.Locals.Check(total, start);
        return runs.DrainToImmutable();
    }
}
