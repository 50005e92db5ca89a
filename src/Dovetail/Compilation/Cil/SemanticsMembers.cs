using Dovetail.Semantics;

namespace Dovetail.Compilation.Cil;

/// <summary>The catalogue's entries of <c>Semantics/</c>: numeric instructions that are more than one CIL instruction.</summary>
internal static class SemanticsMembers
{
    public static CatalogueMethod I32DivS { get; } = Int(Integers.DivS);
    public static CatalogueMethod I32DivU { get; } = Int(Integers.DivU);
    public static CatalogueMethod I32RemS { get; } = Int(Integers.RemS);
    public static CatalogueMethod I32RemU { get; } = Int(Integers.RemU);
    public static CatalogueMethod I64DivS { get; } = Long(Integers.DivS);
    public static CatalogueMethod I64DivU { get; } = Long(Integers.DivU);
    public static CatalogueMethod I64RemS { get; } = Long(Integers.RemS);
    public static CatalogueMethod I64RemU { get; } = Long(Integers.RemU);
    public static CatalogueMethod I32Clz { get; } = Of<int, int>(Integers.Clz);
    public static CatalogueMethod I32Ctz { get; } = Of<int, int>(Integers.Ctz);
    public static CatalogueMethod I32Popcnt { get; } = Of<int, int>(Integers.Popcnt);
    public static CatalogueMethod I32Rotl { get; } = Int(Integers.Rotl);
    public static CatalogueMethod I32Rotr { get; } = Int(Integers.Rotr);
    public static CatalogueMethod I64Clz { get; } = Of<long, long>(Integers.Clz);
    public static CatalogueMethod I64Ctz { get; } = Of<long, long>(Integers.Ctz);
    public static CatalogueMethod I64Popcnt { get; } = Of<long, long>(Integers.Popcnt);
    public static CatalogueMethod I64Rotl { get; } = Long(Integers.Rotl);
    public static CatalogueMethod I64Rotr { get; } = Long(Integers.Rotr);
    public static CatalogueMethod I32RotlApart { get; } = Int(Integers.RotlApart);
    public static CatalogueMethod I32RotrApart { get; } = Int(Integers.RotrApart);
    public static CatalogueMethod I64RotlApart { get; } = Long(Integers.RotlApart);
    public static CatalogueMethod I64RotrApart { get; } = Long(Integers.RotrApart);

    public static CatalogueMethod F32Abs { get; } = Of<float, float>(Floats.Abs);
    public static CatalogueMethod F32Ceil { get; } = Of<float, float>(Floats.Ceil);
    public static CatalogueMethod F32Floor { get; } = Of<float, float>(Floats.Floor);
    public static CatalogueMethod F32Trunc { get; } = Of<float, float>(Floats.Trunc);
    public static CatalogueMethod F32Nearest { get; } = Of<float, float>(Floats.Nearest);
    public static CatalogueMethod F32Sqrt { get; } = Of<float, float>(Floats.Sqrt);
    public static CatalogueMethod F32Min { get; } = Of<float, float, float>(Floats.Min);
    public static CatalogueMethod F32Max { get; } = Of<float, float, float>(Floats.Max);
    public static CatalogueMethod F32Copysign { get; } = Of<float, float, float>(Floats.Copysign);
    public static CatalogueMethod F64Abs { get; } = Of<double, double>(Floats.Abs);
    public static CatalogueMethod F64Ceil { get; } = Of<double, double>(Floats.Ceil);
    public static CatalogueMethod F64Floor { get; } = Of<double, double>(Floats.Floor);
    public static CatalogueMethod F64Trunc { get; } = Of<double, double>(Floats.Trunc);
    public static CatalogueMethod F64Nearest { get; } = Of<double, double>(Floats.Nearest);
    public static CatalogueMethod F64Sqrt { get; } = Of<double, double>(Floats.Sqrt);
    public static CatalogueMethod F64Min { get; } = Of<double, double, double>(Floats.Min);
    public static CatalogueMethod F64Max { get; } = Of<double, double, double>(Floats.Max);
    public static CatalogueMethod F64Copysign { get; } = Of<double, double, double>(Floats.Copysign);
    public static CatalogueMethod F32Bits { get; } = Of<float, int>(Floats.Bits);
    public static CatalogueMethod F64Bits { get; } = Of<double, long>(Floats.Bits);
    public static CatalogueMethod F32FromBits { get; } = Of<int, float>(Floats.FromBits);
    public static CatalogueMethod F64FromBits { get; } = Of<long, double>(Floats.FromBits);
    public static CatalogueMethod F32Quiet { get; } = Of<float, float>(Floats.Quiet);
    public static CatalogueMethod F64Quiet { get; } = Of<double, double>(Floats.Quiet);
    public static CatalogueMethod F32NaN { get; } = Of<int, float>(Floats.NaN);

    public static CatalogueMethod I32TruncF32S { get; } = Of<float, int>(Conversions.I32TruncS);
    public static CatalogueMethod I32TruncF32U { get; } = Of<float, int>(Conversions.I32TruncU);
    public static CatalogueMethod I32TruncF64S { get; } = Of<double, int>(Conversions.I32TruncS);
    public static CatalogueMethod I32TruncF64U { get; } = Of<double, int>(Conversions.I32TruncU);
    public static CatalogueMethod I64TruncF32S { get; } = Of<float, long>(Conversions.I64TruncS);
    public static CatalogueMethod I64TruncF32U { get; } = Of<float, long>(Conversions.I64TruncU);
    public static CatalogueMethod I64TruncF64S { get; } = Of<double, long>(Conversions.I64TruncS);
    public static CatalogueMethod I64TruncF64U { get; } = Of<double, long>(Conversions.I64TruncU);
    public static CatalogueMethod I32TruncSatF32S { get; } = Of<float, int>(Conversions.I32TruncSatS);
    public static CatalogueMethod I32TruncSatF32U { get; } = Of<float, int>(Conversions.I32TruncSatU);
    public static CatalogueMethod I32TruncSatF64S { get; } = Of<double, int>(Conversions.I32TruncSatS);
    public static CatalogueMethod I32TruncSatF64U { get; } = Of<double, int>(Conversions.I32TruncSatU);
    public static CatalogueMethod I64TruncSatF32S { get; } = Of<float, long>(Conversions.I64TruncSatS);
    public static CatalogueMethod I64TruncSatF32U { get; } = Of<float, long>(Conversions.I64TruncSatU);
    public static CatalogueMethod I64TruncSatF64S { get; } = Of<double, long>(Conversions.I64TruncSatS);
    public static CatalogueMethod I64TruncSatF64U { get; } = Of<double, long>(Conversions.I64TruncSatU);
    public static CatalogueMethod F32ConvertI32U { get; } = Of<int, float>(Conversions.F32ConvertU);
    public static CatalogueMethod F64ConvertI32U { get; } = Of<int, double>(Conversions.F64ConvertU);
    public static CatalogueMethod F32ConvertI64U { get; } = Of<long, float>(Conversions.F32ConvertU);
    public static CatalogueMethod F64ConvertI64U { get; } = Of<long, double>(Conversions.F64ConvertU);

    private static CatalogueMethod Int(Func<int, int, int> method) => Catalogue.Method(method);

    private static CatalogueMethod Long(Func<long, long, long> method) => Catalogue.Method(method);

    private static CatalogueMethod Of<T, TResult>(Func<T, TResult> method) => Catalogue.Method(method);

    private static CatalogueMethod Of<T1, T2, TResult>(Func<T1, T2, TResult> method) => Catalogue.Method(method);
}
