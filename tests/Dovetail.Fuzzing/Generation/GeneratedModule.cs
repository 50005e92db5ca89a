using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>A generated module with what a run of it needs to know.</summary>
/// <remarks>
/// It exports <c>r0</c>, <c>r1</c>, … (without parameters and results) to be called in this order, its memories as <c>m0</c>, …, and
/// <c>d</c>, which writes globals, tables and marks to the start of the first memory. All that two engines could differ in is then in
/// memories, and in how the calls end.
/// </remarks>
/// <param name="Runs">The number of functions to call.</param>
/// <param name="DumpSize">How many bytes <c>d</c> writes.</param>
/// <param name="MarksAt">Where among them the marks are.</param>
/// <param name="Stretches">For each mark, the instructions that were executed where it is set.</param>
internal sealed record GeneratedModule(
    ModuleDefinition Definition, byte[] Bytes, int Runs, int DumpSize, int MarksAt, IReadOnlyList<IReadOnlySet<Opcode>> Stretches)
{
    /// <summary>Whether it has a bulk operation on arrays: these can have several reasons to trap at once.</summary>
    public bool HasBulkArrays => Stretches.Any(stretch => stretch.Any(opcode => opcode is Opcode.ArrayCopy or Opcode.ArrayNewData
        or Opcode.ArrayNewElem or Opcode.ArrayInitData or Opcode.ArrayInitElem));

    /// <summary>The instructions that the marks in <paramref name="dump"/> say were executed.</summary>
    public IEnumerable<Opcode> Executed(byte[] dump) => Enumerable.Range(0, Stretches.Count)
        .Where(mark => (dump[MarksAt + (mark / 8)] >> (mark % 8) & 1) != 0).SelectMany(mark => Stretches[mark]).Distinct();
}
