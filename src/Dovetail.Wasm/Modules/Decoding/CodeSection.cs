using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>The code section (core specification 3.0, 5.5.14): for each function of the function section its locals and its body.</summary>
internal sealed class CodeSection(ExpressionDecoder expressions, ImmutableArray<int> functionTypes, bool dataCounted)
{
    public ImmutableArray<Function> Read(ref ByteReader reader)
    {
        var start = reader.Offset;
        var count = reader.ReadCount();
        if (count != functionTypes.Length)
        {
            throw new MalformedException("function and code section have inconsistent lengths", start);
        }
        var functions = ImmutableArray.CreateBuilder<Function>(count);
        foreach (var type in functionTypes)
        {
            functions.Add(ReadFunction(ref reader, type));
        }
        return functions.MoveToImmutable();
    }

    private Function ReadFunction(ref ByteReader reader, int typeIndex)
    {
        var start = reader.Offset;
        var size = reader.ReadCount();
        ModuleLimits.BodyBytes.Check(size, start);
        var body = new ByteReader(reader.ReadBytes(size), reader.Offset - size);
        var locals = ReadLocals(ref body);
        var expression = expressions.Read(ref body, dataCounted);
        return body.AtEnd
            ? new Function(typeIndex, locals, expression)
            : throw new MalformedException("section size mismatch", body.Offset);
    }

    private static ImmutableArray<LocalRun> ReadLocals(ref ByteReader reader)
    {
        var start = reader.Offset;
        var total = 0L;
        var runs = ImmutableArray.CreateBuilder<LocalRun>();
        for (var left = reader.ReadCount(); left > 0; left--)
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
