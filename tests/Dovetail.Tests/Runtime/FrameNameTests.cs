using Dovetail.Runtime;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Encoding;

namespace Dovetail.Tests.Runtime;

public sealed class FrameNameTests
{
    [Fact]
    public void Frames_of_a_trap_have_the_names_of_the_name_section() =>
        Assert.Equal(["f0 \"inner\"", "f1 \"outer\""], FramesWith(Names((0, "inner"), (1, "outer"))));

    [Fact]
    public void A_function_without_a_name_has_its_index() => Assert.Equal(["f0", "f1 \"outer\""], FramesWith(Names((1, "outer"))));

    [Fact]
    public void What_a_terminal_would_obey_is_escaped() =>
        Assert.Equal(["f0 \"a\\u{1b}[31m\\n\\\"b\\u{202e}\"", "f1"], FramesWith(Names((0, "a\u001b[31m\n\"b\u202e"))));

    [Fact]
    public void Long_names_are_cut_off()
    {
        var frame = FramesWith(Names((0, new string('x', 5_000))))[0];
        Assert.Equal($"f0 \"{new string('x', ShownName.MaxLength)}…\"", frame);
    }

    [Fact]
    public void A_name_section_with_an_error_is_none() => Assert.Equal(["f0", "f1"], FramesWith([1, 9, 2, 0, 200]));

    private static string[] FramesWith(byte[] names)
    {
        var module = Compilation.Wat.Validate("""
            (module
              (type $t (func (param i32) (result i32)))
              (table funcref (elem 0))
              (func (type $t) (i32.div_u (i32.const 1) (local.get 0)))
              (func (export "call") (type $t) (i32.add (i32.const 1) (call_indirect (type $t) (local.get 0) (i32.const 0)))))
            """).Definition;
        using var engine = new Engine();
        using var store = new Store(engine);
        var loaded = Module.Load(engine, ModuleEncoder.Encode(module with { CustomSections = [new CustomSection("name", names, 0)], TextMap = null }));
        var call = new Linker(engine).Instantiate(store, loaded).GetFunction<Func<int, int>>("call");
        return [.. Assert.Throws<TrapException>(() => call(0)).Frames];
    }

    private static byte[] Names(params (int Index, string Name)[] names)
    {
        var functions = new ByteWriter();
        functions.WriteIndex(names.Length);
        foreach (var (index, name) in names)
        {
            functions.WriteIndex(index);
            functions.WriteName(name);
        }
        var section = new ByteWriter();
        section.WriteByte(1);
        section.WriteSized(functions.Written);
        return section.ToArray();
    }
}
