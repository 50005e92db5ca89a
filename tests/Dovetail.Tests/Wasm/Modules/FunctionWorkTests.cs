using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Modules.Validation;
using Dovetail.Wasm.Text;
using static Dovetail.Tests.Wasm.Modules.ModuleBytes;

namespace Dovetail.Tests.Wasm.Modules;

public class FunctionWorkTests
{
    /// <summary>Functions of 1,000 bytes and more each: enough for several threads.</summary>
    private const int Functions = 200;

    [Fact]
    public void Does_each_function_once()
    {
        var done = new int[10_000];
        FunctionWork.Run(done.Length, 8, () => index => Interlocked.Increment(ref done[index]));
        Assert.All(done, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Throws_what_the_first_function_threw_whoever_was_faster()
    {
        for (var round = 0; round < 50; round++)
        {
            var error = Assert.Throws<InvalidException>(() => FunctionWork.Run(2_000, 8, () => index =>
            {
                if (index % 100 != 77) return;
                if (index == 77) Thread.Yield();
                throw new InvalidException($"function {index}");
            }));
            Assert.Equal("function 77", error.Message);
        }
    }

    [Fact]
    public void Reports_the_first_invalid_function_of_many()
    {
        var error = Assert.Throws<InvalidException>(() => Validate(Many((17, "f32.add"), (18, "local.get 9"), (150, "f32.add"))));
        Assert.StartsWith("type mismatch: expected f32, found nothing", error.Message);
        Assert.Equal(error.Offset, Assert.Throws<InvalidException>(() => Validate(Many((17, "f32.add")))).Offset);
    }

    [Fact]
    public void Reports_the_first_malformed_function_of_many() =>
        Assert.StartsWith("illegal opcode ff", Malformed((17, 0xFF), (18, 0xFE), (180, 0xFF)).Message);

    [Fact]
    public void Reports_a_malformed_function_before_a_size_that_is_behind_it()
    {
        Assert.StartsWith("illegal opcode ff", Malformed((17, 0xFF), (Functions, 0)).Message);
        Assert.StartsWith("length out of bounds", Malformed((Functions, 0)).Message);
    }

    [Fact]
    public void Names_the_first_feature_that_is_not_allowed()
    {
        var module = Parse(Many((20, "ref.null func drop"), (120, "i32.const 0 i32.extend8_s drop")));
        var error = Assert.Throws<UnsupportedException>(() => ModuleValidator.Validate(module, WasmFeatures.Mvp));
        Assert.Equal("reference-types", error.Feature);
        Assert.Equal(WasmFeatures.ReferenceTypes | WasmFeatures.SignExtension, ModuleValidator.Validate(module).UsedFeatures);
    }

    /// <summary>A module of many functions, some of which end with the code given.</summary>
    private static string Many(params (int Function, string Code)[] special)
    {
        var text = new StringBuilder();
        var body = string.Concat(Enumerable.Repeat("i32.const 1 drop ", 500));
        for (var i = 0; i < Functions; i++)
            text.Append("(func ").Append(body).Append(special.FirstOrDefault(each => each.Function == i).Code).Append(')');
        return text.ToString();
    }

    private static ModuleDefinition Parse(string fields) => ModuleParser.Parse(TokenSequence.Read(Encoding.UTF8.GetBytes(fields)));

    private static ValidatedModule Validate(string fields) => ModuleValidator.Validate(Parse(fields));

    /// <summary>What is said of many functions, some of which end with another opcode than <c>end</c>; the one behind the last lacks bytes.</summary>
    private static MalformedException Malformed(params (int Function, byte Last)[] special)
    {
        var count = special.Any(each => each.Function == Functions) ? Functions + 1 : Functions;
        var (functions, code) = (new ByteWriter(), new ByteWriter());
        functions.WriteIndex(count);
        code.WriteIndex(count);
        for (var i = 0; i < count; i++)
        {
            functions.WriteByte(0);
            code.WriteIndex(1_002);
            if (i == Functions) break;
            code.WriteByte(0);
            for (var j = 0; j < 1_000; j++) code.WriteByte((byte)Opcode.Nop);
            code.WriteByte(special.FirstOrDefault(each => each.Function == i, (Function: i, Last: (byte)Opcode.End)).Last);
        }
        var module = Module(EmptyFunctionType, Section(SectionId.Function, functions.ToArray()), Section(SectionId.Code, code.ToArray()));
        return Assert.Throws<MalformedException>(() => ModuleDecoder.Decode(module));
    }
}
