using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dovetail.Compilation.Cil;
using Dovetail.Semantics;
using Dovetail.Wasm.Instructions;
using O = Dovetail.Wasm.Instructions.Opcode;
using V = System.Runtime.Intrinsics.Vector128;

namespace Dovetail.Compilation;

/// <summary>
/// The sibling of the table of vector instructions: opcode → what is called. A row is made when a module first uses its instruction, so
/// that modules without vectors pay nothing.
/// </summary>
/// <remarks>
/// Where the base library has the operation, it is called directly and not through a method of <c>Semantics/</c>: the JIT knows it by name,
/// whereas what it must inline counts against its limits, which a large function reaches. So does, where all x64 machines that .NET
/// runs on have one instruction for it, that instruction's own method. Relaxed instructions are what the
/// deterministic profile makes of them (core specification 3.0, 4.3.7 "Relaxed Operations"): the ordinary instruction, multiplication and
/// addition rounded apart.
/// </remarks>
internal static class VectorEmitTable
{
    private static readonly VectorRule?[] Rules = new VectorRule?[(int)Opcode.I32x4RelaxedDotI8x16I7x16AddS + 1];

    /// <summary>The rule for <paramref name="opcode"/>, a vector instruction.</summary>
    public static VectorRule Rule(Opcode opcode) => Rules[(int)opcode] ??= Create(opcode);

#pragma warning disable format // columns
    private static VectorRule Create(Opcode opcode) => opcode switch
    {
        // Memory
        O.V128Load        => new VectorRule(VectorForm.Load, null) { Access = Load(CilOp.Ldobj, CilTypes.Vector) },
        O.V128Load8x8S    => Load<long>(CilOp.LdindI8, V.CreateScalar, Then<sbyte, short>(V.WidenLower)),
        O.V128Load8x8U    => Load<long>(CilOp.LdindI8, V.CreateScalar, Then<byte, ushort>(V.WidenLower)),
        O.V128Load16x4S   => Load<long>(CilOp.LdindI8, V.CreateScalar, Then<short, int>(V.WidenLower)),
        O.V128Load16x4U   => Load<long>(CilOp.LdindI8, V.CreateScalar, Then<ushort, uint>(V.WidenLower)),
        O.V128Load32x2S   => Load<long>(CilOp.LdindI8, V.CreateScalar, Then<int, long>(V.WidenLower)),
        O.V128Load32x2U   => Load<long>(CilOp.LdindI8, V.CreateScalar, Then<uint, ulong>(V.WidenLower)),
        O.V128Load8Splat  => Load<byte>(CilOp.LdindU1, V.Create),
        O.V128Load16Splat => Load<ushort>(CilOp.LdindU2, V.Create),
        O.V128Load32Splat => Load<int>(CilOp.LdindI4, V.Create),
        O.V128Load64Splat => Load<long>(CilOp.LdindI8, V.Create),
        O.V128Load32Zero  => Load<int>(CilOp.LdindI4, V.CreateScalar),
        O.V128Load64Zero  => Load<long>(CilOp.LdindI8, V.CreateScalar),
        O.V128Store       => new VectorRule(VectorForm.Store, null) { Access = Store(CilOp.Stobj) },
        O.V128Load8Lane   => LoadLane<byte>(CilOp.LdindU1, V.WithElement),
        O.V128Load16Lane  => LoadLane<ushort>(CilOp.LdindU2, V.WithElement),
        O.V128Load32Lane  => LoadLane<int>(CilOp.LdindI4, V.WithElement),
        O.V128Load64Lane  => LoadLane<long>(CilOp.LdindI8, V.WithElement),
        O.V128Store8Lane  => StoreLane<byte>(CilOp.StindI1, V.GetElement),
        O.V128Store16Lane => StoreLane<ushort>(CilOp.StindI2, V.GetElement),
        O.V128Store32Lane => StoreLane<int>(CilOp.StindI4, V.GetElement),
        O.V128Store64Lane => StoreLane<long>(CilOp.StindI8, V.GetElement),

        // Lanes
        O.V128Const         => new VectorRule(VectorForm.Constant, null),
        O.I8x16Shuffle      => new VectorRule(VectorForm.Shuffle, null),
        O.I8x16Swizzle or O.I8x16RelaxedSwizzle
                            => Binary<byte>(VectorLanes.Swizzle) with { Form = VectorForm.Swizzle },
        O.I8x16Splat        => Splat<byte>(V.Create),
        O.I16x8Splat        => Splat<ushort>(V.Create),
        O.I32x4Splat        => Splat<int>(V.Create),
        O.I64x2Splat        => Splat<long>(V.Create),
        O.F32x4Splat        => Splat<float>(V.Create),
        O.F64x2Splat        => Splat<double>(V.Create),
        O.I8x16ExtractLaneS => Extract<sbyte>(V.GetElement),
        O.I8x16ExtractLaneU => Extract<byte>(V.GetElement),
        O.I16x8ExtractLaneS => Extract<short>(V.GetElement),
        O.I16x8ExtractLaneU => Extract<ushort>(V.GetElement),
        O.I32x4ExtractLane  => Extract<int>(V.GetElement),
        O.I64x2ExtractLane  => Extract<long>(V.GetElement),
        O.F32x4ExtractLane  => Extract<float>(V.GetElement),
        O.F64x2ExtractLane  => Extract<double>(V.GetElement),
        O.I8x16ReplaceLane  => Replace<byte>(V.WithElement),
        O.I16x8ReplaceLane  => Replace<ushort>(V.WithElement),
        O.I32x4ReplaceLane  => Replace<int>(V.WithElement),
        O.I64x2ReplaceLane  => Replace<long>(V.WithElement),
        O.F32x4ReplaceLane  => Replace<float>(V.WithElement),
        O.F64x2ReplaceLane  => Replace<double>(V.WithElement),

        // Comparisons
        O.I8x16Eq  => Binary<byte>(V.Equals),
        O.I8x16Ne  => Binary<byte>(V.Equals) with { Then = Complement<byte>() },
        O.I8x16LtS => Binary<sbyte>(V.LessThan),
        O.I8x16LtU => Binary<byte>(V.LessThan),
        O.I8x16GtS => Binary<sbyte>(V.GreaterThan),
        O.I8x16GtU => Binary<byte>(V.GreaterThan),
        O.I8x16LeS => Binary<sbyte>(V.LessThanOrEqual),
        O.I8x16LeU => Binary<byte>(V.LessThanOrEqual),
        O.I8x16GeS => Binary<sbyte>(V.GreaterThanOrEqual),
        O.I8x16GeU => Binary<byte>(V.GreaterThanOrEqual),
        O.I16x8Eq  => Binary<short>(V.Equals),
        O.I16x8Ne  => Binary<short>(V.Equals) with { Then = Complement<short>() },
        O.I16x8LtS => Binary<short>(V.LessThan),
        O.I16x8LtU => Binary<ushort>(V.LessThan),
        O.I16x8GtS => Binary<short>(V.GreaterThan),
        O.I16x8GtU => Binary<ushort>(V.GreaterThan),
        O.I16x8LeS => Binary<short>(V.LessThanOrEqual),
        O.I16x8LeU => Binary<ushort>(V.LessThanOrEqual),
        O.I16x8GeS => Binary<short>(V.GreaterThanOrEqual),
        O.I16x8GeU => Binary<ushort>(V.GreaterThanOrEqual),
        O.I32x4Eq  => Binary<int>(V.Equals),
        O.I32x4Ne  => Binary<int>(V.Equals) with { Then = Complement<int>() },
        O.I32x4LtS => Binary<int>(V.LessThan),
        O.I32x4LtU => Binary<uint>(V.LessThan),
        O.I32x4GtS => Binary<int>(V.GreaterThan),
        O.I32x4GtU => Binary<uint>(V.GreaterThan),
        O.I32x4LeS => Binary<int>(V.LessThanOrEqual),
        O.I32x4LeU => Binary<uint>(V.LessThanOrEqual),
        O.I32x4GeS => Binary<int>(V.GreaterThanOrEqual),
        O.I32x4GeU => Binary<uint>(V.GreaterThanOrEqual),
        O.I64x2Eq  => Binary<long>(V.Equals),
        O.I64x2Ne  => Binary<long>(V.Equals) with { Then = Complement<long>() },
        O.I64x2LtS => Binary<long>(V.LessThan),
        O.I64x2GtS => Binary<long>(V.GreaterThan),
        O.I64x2LeS => Binary<long>(V.LessThanOrEqual),
        O.I64x2GeS => Binary<long>(V.GreaterThanOrEqual),
        O.F32x4Eq  => Binary<float>(V.Equals),
        O.F32x4Ne  => Binary<float>(V.Equals) with { Then = Complement<float>() },
        O.F32x4Lt  => Binary<float>(V.LessThan),
        O.F32x4Gt  => Binary<float>(V.GreaterThan),
        O.F32x4Le  => Binary<float>(V.LessThanOrEqual),
        O.F32x4Ge  => Binary<float>(V.GreaterThanOrEqual),
        O.F64x2Eq  => Binary<double>(V.Equals),
        O.F64x2Ne  => Binary<double>(V.Equals) with { Then = Complement<double>() },
        O.F64x2Lt  => Binary<double>(V.LessThan),
        O.F64x2Gt  => Binary<double>(V.GreaterThan),
        O.F64x2Le  => Binary<double>(V.LessThanOrEqual),
        O.F64x2Ge  => Binary<double>(V.GreaterThanOrEqual),

        // Bits
        O.V128Not       => Operator<byte>("op_OnesComplement"),
        O.V128And       => Operator<byte>("op_BitwiseAnd"),
        O.V128Andnot    => Binary<byte>(V.AndNot),
        O.V128Or        => Operator<byte>("op_BitwiseOr"),
        O.V128Xor       => Operator<byte>("op_ExclusiveOr"),
        O.V128Bitselect or O.I8x16RelaxedLaneselect or O.I16x8RelaxedLaneselect or O.I32x4RelaxedLaneselect or O.I64x2RelaxedLaneselect
                        => Ternary<byte>(V.ConditionalSelect) with { Form = VectorForm.Select },
        O.V128AnyTrue   => new VectorRule(VectorForm.AnyTrue, VectorMembers.Operator<byte>("op_Inequality")),
        O.I8x16AllTrue  => AllTrue<byte>(V.EqualsAny),
        O.I16x8AllTrue  => AllTrue<short>(V.EqualsAny),
        O.I32x4AllTrue  => AllTrue<int>(V.EqualsAny),
        O.I64x2AllTrue  => AllTrue<long>(V.EqualsAny),
        O.I8x16Bitmask  => Test<byte>(V.ExtractMostSignificantBits),
        O.I16x8Bitmask  => Test<short>(V.ExtractMostSignificantBits),
        O.I32x4Bitmask  => Test<int>(V.ExtractMostSignificantBits),
        O.I64x2Bitmask  => Test<long>(V.ExtractMostSignificantBits),

        // Integers
        O.I8x16Abs         => Unary<sbyte>(V.Abs),
        O.I8x16Neg         => Operator<sbyte>("op_UnaryNegation"),
        O.I8x16Popcnt      => Unary<byte>(VectorIntegers.Popcnt),
        O.I8x16Shl         => Shift<byte>("op_LeftShift"),
        O.I8x16ShrS        => Shift<sbyte>("op_RightShift"),
        O.I8x16ShrU        => Shift<byte>("op_UnsignedRightShift"),
        O.I8x16Add         => Operator<byte>("op_Addition"),
        O.I8x16AddSatS     => Binary<sbyte>(V.AddSaturate),
        O.I8x16AddSatU     => Binary<byte>(V.AddSaturate),
        O.I8x16Sub         => Operator<byte>("op_Subtraction"),
        O.I8x16SubSatS     => Binary<sbyte>(V.SubtractSaturate),
        O.I8x16SubSatU     => Binary<byte>(V.SubtractSaturate),
        O.I8x16MinS        => Binary<sbyte>(V.Min),
        O.I8x16MinU        => Binary<byte>(V.Min),
        O.I8x16MaxS        => Binary<sbyte>(V.Max),
        O.I8x16MaxU        => Binary<byte>(V.Max),
        O.I8x16AvgrU       => Binary<byte>(Sse2.IsSupported ? Sse2.Average : VectorIntegers.Average),
        O.I16x8Abs         => Unary<short>(V.Abs),
        O.I16x8Neg         => Operator<short>("op_UnaryNegation"),
        O.I16x8Shl         => Shift<short>("op_LeftShift"),
        O.I16x8ShrS        => Shift<short>("op_RightShift"),
        O.I16x8ShrU        => Shift<ushort>("op_UnsignedRightShift"),
        O.I16x8Add         => Operator<short>("op_Addition"),
        O.I16x8AddSatS     => Binary<short>(V.AddSaturate),
        O.I16x8AddSatU     => Binary<ushort>(V.AddSaturate),
        O.I16x8Sub         => Operator<short>("op_Subtraction"),
        O.I16x8SubSatS     => Binary<short>(V.SubtractSaturate),
        O.I16x8SubSatU     => Binary<ushort>(V.SubtractSaturate),
        O.I16x8Mul         => Operator<short>("op_Multiply"),
        O.I16x8MinS        => Binary<short>(V.Min),
        O.I16x8MinU        => Binary<ushort>(V.Min),
        O.I16x8MaxS        => Binary<short>(V.Max),
        O.I16x8MaxU        => Binary<ushort>(V.Max),
        O.I16x8AvgrU       => Binary<ushort>(Sse2.IsSupported ? Sse2.Average : VectorIntegers.Average),
        O.I16x8Q15mulrSatS or O.I16x8RelaxedQ15mulrS
                           => Binary<short>(VectorProducts.Q15),
        O.I32x4Abs         => Unary<int>(V.Abs),
        O.I32x4Neg         => Operator<int>("op_UnaryNegation"),
        O.I32x4Shl         => Shift<int>("op_LeftShift"),
        O.I32x4ShrS        => Shift<int>("op_RightShift"),
        O.I32x4ShrU        => Shift<uint>("op_UnsignedRightShift"),
        O.I32x4Add         => Operator<int>("op_Addition"),
        O.I32x4Sub         => Operator<int>("op_Subtraction"),
        O.I32x4Mul         => Operator<int>("op_Multiply"),
        O.I32x4MinS        => Binary<int>(V.Min),
        O.I32x4MinU        => Binary<uint>(V.Min),
        O.I32x4MaxS        => Binary<int>(V.Max),
        O.I32x4MaxU        => Binary<uint>(V.Max),
        O.I64x2Abs         => Unary<long>(V.Abs),
        O.I64x2Neg         => Operator<long>("op_UnaryNegation"),
        O.I64x2Shl         => Shift<long>("op_LeftShift"),
        O.I64x2ShrS        => Shift<long>("op_RightShift"),
        O.I64x2ShrU        => Shift<ulong>("op_UnsignedRightShift"),
        O.I64x2Add         => Operator<long>("op_Addition"),
        O.I64x2Sub         => Operator<long>("op_Subtraction"),
        O.I64x2Mul         => Operator<long>("op_Multiply"),

        // Integers of one width from those of another
        O.I8x16NarrowI16x8S  => Binary<short, sbyte>(Sse2.IsSupported ? Sse2.PackSignedSaturate : VectorConversions.NarrowS),
        O.I8x16NarrowI16x8U  => Binary<short, byte>(Sse2.IsSupported ? Sse2.PackUnsignedSaturate : VectorConversions.NarrowU),
        O.I16x8NarrowI32x4S  => Binary<int, short>(Sse2.IsSupported ? Sse2.PackSignedSaturate : VectorConversions.NarrowS),
        O.I16x8NarrowI32x4U  => Binary<int, ushort>(Sse41.IsSupported ? Sse41.PackUnsignedSaturate : VectorConversions.NarrowU),
        O.I16x8ExtendLowI8x16S  => Unary<sbyte, short>(V.WidenLower),
        O.I16x8ExtendHighI8x16S => Unary<sbyte, short>(V.WidenUpper),
        O.I16x8ExtendLowI8x16U  => Unary<byte, ushort>(V.WidenLower),
        O.I16x8ExtendHighI8x16U => Unary<byte, ushort>(V.WidenUpper),
        O.I32x4ExtendLowI16x8S  => Unary<short, int>(V.WidenLower),
        O.I32x4ExtendHighI16x8S => Unary<short, int>(V.WidenUpper),
        O.I32x4ExtendLowI16x8U  => Unary<ushort, uint>(V.WidenLower),
        O.I32x4ExtendHighI16x8U => Unary<ushort, uint>(V.WidenUpper),
        O.I64x2ExtendLowI32x4S  => Unary<int, long>(V.WidenLower),
        O.I64x2ExtendHighI32x4S => Unary<int, long>(V.WidenUpper),
        O.I64x2ExtendLowI32x4U  => Unary<uint, ulong>(V.WidenLower),
        O.I64x2ExtendHighI32x4U => Unary<uint, ulong>(V.WidenUpper),
        O.I16x8ExtaddPairwiseI8x16S => Unary<sbyte, short>(VectorProducts.PairwiseSum),
        O.I16x8ExtaddPairwiseI8x16U => Unary<byte, ushort>(VectorProducts.PairwiseSum),
        O.I32x4ExtaddPairwiseI16x8S => Unary<short, int>(VectorProducts.PairwiseSum),
        O.I32x4ExtaddPairwiseI16x8U => Unary<ushort, uint>(VectorProducts.PairwiseSum),
        O.I16x8ExtmulLowI8x16S  => Binary<sbyte, short>(VectorProducts.Lower),
        O.I16x8ExtmulHighI8x16S => Binary<sbyte, short>(VectorProducts.Upper),
        O.I16x8ExtmulLowI8x16U  => Binary<byte, ushort>(VectorProducts.Lower),
        O.I16x8ExtmulHighI8x16U => Binary<byte, ushort>(VectorProducts.Upper),
        O.I32x4ExtmulLowI16x8S  => Binary<short, int>(VectorProducts.Lower),
        O.I32x4ExtmulHighI16x8S => Binary<short, int>(VectorProducts.Upper),
        O.I32x4ExtmulLowI16x8U  => Binary<ushort, uint>(VectorProducts.Lower),
        O.I32x4ExtmulHighI16x8U => Binary<ushort, uint>(VectorProducts.Upper),
        O.I64x2ExtmulLowI32x4S  => Binary<int, long>(VectorProducts.Lower),
        O.I64x2ExtmulHighI32x4S => Binary<int, long>(VectorProducts.Upper),
        O.I64x2ExtmulLowI32x4U  => Binary<uint, ulong>(VectorProducts.Lower),
        O.I64x2ExtmulHighI32x4U => Binary<uint, ulong>(VectorProducts.Upper),
        O.I32x4DotI16x8S        => Binary<short, int>(Sse2.IsSupported ? Sse2.MultiplyAddAdjacent : VectorProducts.Dot),
        O.I16x8RelaxedDotI8x16I7x16S    => Binary<sbyte, short>(VectorProducts.DotSaturated),
        O.I32x4RelaxedDotI8x16I7x16AddS => new VectorRule(VectorForm.Call, Catalogue.Method(VectorProducts.DotAdd)),

        // Floating-point numbers
        O.F32x4Abs     => Unary<float>(V.Abs),
        O.F32x4Neg     => Operator<float>("op_UnaryNegation"),
        O.F32x4Sqrt    => Unary<float>(V.Sqrt),
        O.F32x4Ceil    => Unary<float>(V.Ceiling),
        O.F32x4Floor   => Unary<float>(V.Floor),
        O.F32x4Trunc   => Unary<float>(V.Truncate),
        O.F32x4Nearest => Unary<float>(V.Round),
        O.F32x4Add     => Arithmetic<float>("op_Addition", CilOp.Add),
        O.F32x4Sub     => Arithmetic<float>("op_Subtraction", CilOp.Sub),
        O.F32x4Mul     => Arithmetic<float>("op_Multiply", CilOp.Mul),
        O.F32x4Div     => Arithmetic<float>("op_Division", CilOp.Div),
        O.F32x4Min or O.F32x4RelaxedMin => Binary<float>(VectorFloats.Min),
        O.F32x4Max or O.F32x4RelaxedMax => Binary<float>(VectorFloats.Max),
        O.F32x4Pmin    => Swapped<float>(Sse.IsSupported ? Sse.Min : VectorFloats.Lesser),
        O.F32x4Pmax    => Swapped<float>(Sse.IsSupported ? Sse.Max : VectorFloats.Greater),
        O.F64x2Abs     => Unary<double>(V.Abs),
        O.F64x2Neg     => Operator<double>("op_UnaryNegation"),
        O.F64x2Sqrt    => Unary<double>(V.Sqrt),
        O.F64x2Ceil    => Unary<double>(V.Ceiling),
        O.F64x2Floor   => Unary<double>(V.Floor),
        O.F64x2Trunc   => Unary<double>(V.Truncate),
        O.F64x2Nearest => Unary<double>(V.Round),
        O.F64x2Add     => Arithmetic<double>("op_Addition", CilOp.Add),
        O.F64x2Sub     => Arithmetic<double>("op_Subtraction", CilOp.Sub),
        O.F64x2Mul     => Arithmetic<double>("op_Multiply", CilOp.Mul),
        O.F64x2Div     => Arithmetic<double>("op_Division", CilOp.Div),
        O.F64x2Min or O.F64x2RelaxedMin => Binary<double>(VectorFloats.Min),
        O.F64x2Max or O.F64x2RelaxedMax => Binary<double>(VectorFloats.Max),
        O.F64x2Pmin    => Swapped<double>(Sse2.IsSupported ? Sse2.Min : VectorFloats.Lesser),
        O.F64x2Pmax    => Swapped<double>(Sse2.IsSupported ? Sse2.Max : VectorFloats.Greater),
        O.F32x4RelaxedMadd  => Ternary<float>(VectorFloats.MultiplyAdd),
        O.F32x4RelaxedNmadd => Ternary<float>(VectorFloats.NegatedMultiplyAdd),
        O.F64x2RelaxedMadd  => Ternary<double>(VectorFloats.MultiplyAdd),
        O.F64x2RelaxedNmadd => Ternary<double>(VectorFloats.NegatedMultiplyAdd),

        // Conversions
        O.F32x4DemoteF64x2Zero  => Unary<double, float>(Sse2.IsSupported ? Sse2.ConvertToVector128Single : VectorConversions.Demote),
        O.F64x2PromoteLowF32x4  => Unary<float, double>(V.WidenLower),
        O.F32x4ConvertI32x4S    => Unary<int, float>(V.ConvertToSingle),
        O.F32x4ConvertI32x4U    => Unary<uint, float>(V.ConvertToSingle),
        O.F64x2ConvertLowI32x4S => Unary<int, double>(Sse2.IsSupported ? Sse2.ConvertToVector128Double : VectorConversions.ToDouble),
        O.F64x2ConvertLowI32x4U => Unary<uint, double>(VectorConversions.ToDouble),
        O.I32x4TruncSatF32x4S or O.I32x4RelaxedTruncF32x4S => Unary<float, int>(VectorConversions.TruncSatS),
        O.I32x4TruncSatF32x4U or O.I32x4RelaxedTruncF32x4U => Unary<float, uint>(VectorConversions.TruncSatU),
        O.I32x4TruncSatF64x2SZero or O.I32x4RelaxedTruncF64x2SZero => Unary<double, int>(VectorConversions.TruncSatS),
        O.I32x4TruncSatF64x2UZero or O.I32x4RelaxedTruncF64x2UZero => Unary<double, uint>(VectorConversions.TruncSatU),

        _ => throw new System.Diagnostics.UnreachableException($"no rule for {opcode}"),
    };
#pragma warning restore format

    private static VectorRule Call(Delegate method) => new(VectorForm.Call, Catalogue.Method(method));

    private static VectorRule Unary<T>(Func<Vector128<T>, Vector128<T>> method) => Call(method);

    private static VectorRule Unary<T, TResult>(Func<Vector128<T>, Vector128<TResult>> method) => Call(method);

    private static VectorRule Binary<T>(Func<Vector128<T>, Vector128<T>, Vector128<T>> method) => Call(method);

    private static VectorRule Binary<T, TResult>(Func<Vector128<T>, Vector128<T>, Vector128<TResult>> method) => Call(method);

    private static VectorRule Swapped<T>(Func<Vector128<T>, Vector128<T>, Vector128<T>> method) =>
        new(VectorForm.Swapped, Catalogue.Method(method));

    private static VectorRule Ternary<T>(Func<Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>> method) => Call(method);

    // The JIT knows operators by name, but not the methods that stand for them.
    private static VectorRule Operator<T>(string name) => new(VectorForm.Call, VectorMembers.Operator<T>(name));

    private static VectorRule Shift<T>(string name) => new(VectorForm.Call, VectorMembers.Operator<T>(name));

    private static CatalogueMethod Complement<T>() => VectorMembers.Operator<T>("op_OnesComplement");

    private static VectorRule Splat<T>(Func<T, Vector128<T>> method) => Call(method);

    private static VectorRule Test<T>(Func<Vector128<T>, uint> method) => Call(method);

    private static VectorRule AllTrue<T>(Func<Vector128<T>, Vector128<T>, bool> method) => new(VectorForm.AllTrue, Catalogue.Method(method));

    private static VectorRule Extract<T>(Func<Vector128<T>, int, T> method) => new(VectorForm.Lane, Catalogue.Method(method));

    private static VectorRule Replace<T>(Func<Vector128<T>, int, T, Vector128<T>> method) => new(VectorForm.Lane, Catalogue.Method(method));

    private static VectorRule Arithmetic<T>(string name, CilOp op) => new(VectorForm.Arithmetic, VectorMembers.Operator<T>(name)) { Op = op };

    private static CatalogueMethod Then<T, TResult>(Func<Vector128<T>, Vector128<TResult>> method) => Catalogue.Method(method);

    private static VectorRule Load<T>(CilOp op, Func<T, Vector128<T>> method, CatalogueMethod? then = null) =>
        new(VectorForm.Load, Catalogue.Method(method)) { Access = Load(op, ScalarOf<T>()), Then = then };

    private static VectorRule LoadLane<T>(CilOp op, Func<Vector128<T>, int, T, Vector128<T>> method) =>
        new(VectorForm.LoadLane, Catalogue.Method(method)) { Access = Load(op, ScalarOf<T>()) };

    private static VectorRule StoreLane<T>(CilOp op, Func<Vector128<T>, int, T> method) =>
        new(VectorForm.StoreLane, Catalogue.Method(method)) { Access = Store(op) };

    private static EmitRule Load(CilOp op, CilType type) => new(EmitKind.Load) { Op = op, Result = type };

    private static EmitRule Store(CilOp op) => new(EmitKind.Store) { Op = op };

    private static CilType ScalarOf<T>() => typeof(T) == typeof(long) ? CilTypes.Int64 : CilTypes.Int32;
}
