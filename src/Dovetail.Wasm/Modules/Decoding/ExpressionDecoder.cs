using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>
/// Finds where an expression ends (core specification 3.0, 5.4.9 "Expressions"), reading every instruction on the way, so that code
/// with an unknown opcode, cut immediates or blocks that aren't closed never leaves the decoder.
/// </summary>
internal sealed class ExpressionDecoder(ReadOnlyMemory<byte> input, int origin)
{
    /// <summary>The open blocks, for each whether an <c>else</c> may follow; kept from one expression to the next.</summary>
    private bool[] _blocks = new bool[16];
    private int _depth;

    /// <summary>Reads an expression that begins at the next byte.</summary>
    /// <param name="dataCounted">Whether code may name data segments, for which the module must have counted them beforehand.</param>
    public Expression Read(ref ByteReader reader, bool dataCounted = true)
    {
        var start = reader.Offset;
        var instructions = new InstructionReader(reader.Rest, start);
        _depth = 0;
        do
        {
            if (!instructions.Read())
            {
                throw new MalformedException("unexpected end of section or function", start + instructions.Position);
            }
            if (!dataCounted && instructions.Row.Immediates is Immediates.Data or Immediates.DataMemory or Immediates.TypeData)
            {
                throw new MalformedException("data count section required", instructions.Offset);
            }
        }
        while (!IsStructural(instructions.Opcode) || !EndsWith(instructions.Opcode, instructions.Offset));
        reader.ReadBytes(instructions.Position);
        return new Expression(input.Slice(start - origin, instructions.Position), start);
    }

    /// <summary>Whether the instruction may open or close a block; the few that may stand first in the table.</summary>
    private static bool IsStructural(Opcode opcode) => opcode is <= Opcode.End or Opcode.TryTable;

    /// <summary>Follows the nesting of blocks; true at the <c>end</c> that closes the expression.</summary>
    private bool EndsWith(Opcode opcode, int offset)
    {
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.TryTable:
                Open(mayElse: false);
                return false;
            case Opcode.If:
                Open(mayElse: true);
                return false;
            case Opcode.Else:
                if (_depth == 0 || !_blocks[_depth - 1])
                {
                    throw new MalformedException("unexpected `else`", offset);
                }
                _blocks[_depth - 1] = false;
                return false;
            case Opcode.End:
                return --_depth < 0;
            default:
                return false;
        }
    }

    private void Open(bool mayElse)
    {
        if (_depth == _blocks.Length)
        {
            Array.Resize(ref _blocks, _depth * 2);
        }
        _blocks[_depth++] = mayElse;
    }
}
