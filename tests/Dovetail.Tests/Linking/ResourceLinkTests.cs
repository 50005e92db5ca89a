using Dovetail.Tests.Instantiation;

namespace Dovetail.Tests.Linking;

public class ResourceLinkTests : ComponentTestBase
{
    // Opens a file, looks at it, and drops it; or keeps it.
    private const string User = """
        (component
          (import "host:files/files@1.0.0" (instance $files
            (export "file" (type $file (sub resource)))
            (export "[constructor]file" (func (param "n" u32) (result (own $file))))
            (export "[method]file.size" (func (param "self" (borrow $file)) (result u32)))))
          (alias export $files "file" (type $file))
          (core func $open (canon lower (func $files "[constructor]file")))
          (core func $size (canon lower (func $files "[method]file.size")))
          (core func $drop (canon resource.drop $file))
          (core module $m
            (import "" "open" (func $open (param i32) (result i32)))
            (import "" "size" (func $size (param i32) (result i32)))
            (import "" "drop" (func $drop (param i32)))
            (func (export "use") (param i32) (result i32) (local $f i32)
              (local.set $f (call $open (local.get 0)))
              (call $size (local.get $f))
              (call $drop (local.get $f)))
            (func (export "keep") (param i32) (result i32) (call $open (local.get 0)))
            (func (export "look") (param i32) (result i32) (call $size (local.get 0))))
          (core instance $i (instantiate $m
            (with "" (instance (export "open" (func $open)) (export "size" (func $size)) (export "drop" (func $drop))))))
          (func (export "use") (param "n" u32) (result u32) (canon lift (core func $i "use")))
          (func (export "keep") (param "n" u32) (result u32) (canon lift (core func $i "keep")))
          (func (export "look") (param "handle" u32) (result u32) (canon lift (core func $i "look"))))
        """;

    // Takes an interface that makes a resource, and one that uses it.
    private const string TwoImports = """
        (component
          (import "a:b/types@1.0.0" (instance $types
            (export "file" (type (sub resource)))
            (export "open" (func (result (own 0))))))
          (alias export $types "file" (type $file))
          (import "a:b/use@1.0.0" (instance $use
            (alias outer $C $file (type $f))
            (export "file" (type $g (eq $f)))
            (export "size" (func (param "f" (own $g)) (result u32)))))
          (core func $open (canon lower (func $types "open")))
          (core func $size (canon lower (func $use "size")))
          (core module $m
            (import "" "open" (func $open (result i32)))
            (import "" "size" (func $size (param i32) (result i32)))
            (func (export "get") (result i32) (call $size (call $open))))
          (core instance $i (instantiate $m (with "" (instance (export "open" (func $open)) (export "size" (func $size))))))
          (func (export "get") (result u32) (canon lift (core func $i "get"))))
        """;

    [Fact]
    public void A_host_resource_is_handed_out_used_and_dropped()
    {
        var dropped = new List<uint>();
        var instance = Instantiate(User, Files(dropped));
        Assert.Equal((WitValue)41u, instance.Call("use", 41u));
        Assert.Equal([41u], dropped);
        Assert.Equal((WitValue)42u, instance.Call("use", 42u));
        Assert.Equal([41u, 42u], dropped);
    }

    [Fact]
    public void A_host_resource_that_the_guest_keeps_lives_on()
    {
        var dropped = new List<uint>();
        var instance = Instantiate(User, Files(dropped));
        var handle = instance.Call("keep", 43u);
        Assert.Equal((WitValue)43u, instance.Call("look", handle));
        Assert.Empty(dropped);
        Assert.Contains("unknown handle index 77", Assert.Throws<TrapException>(() => instance.Call("look", 77u)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drop_that_throws_is_the_hosts_fault()
    {
        var linker = Files(null, _ => throw new IOException("disk full"));
        var fault = Assert.Throws<HostException>(() => Instantiate(User, linker).Call("use", 1u));
        Assert.IsType<IOException>(fault.InnerException);
    }

    [Fact]
    public void A_class_that_is_not_the_resources_is_refused_when_linking()
    {
        var linker = Link().Define("host:files/files", host => host
            .Resource<OpenFile>("file")
            .Function("[constructor]file", (uint _) => new Uri("file:///"))
            .Function("[method]file.size", (OpenFile f) => f.Size));
        var fault = Assert.ThrowsAny<Exception>(() => Instantiate(User, linker));
        Assert.IsType<LinkException>(fault);
        Assert.Contains("System.Uri does not fit the resource `file`", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_type_that_two_imports_name_must_be_the_same()
    {
        var text = TwoImports.Replace("(component\n", "(component $C\n", StringComparison.Ordinal);
        Linker Types(Linker linker) => linker.Define("a:b/types", host => host.Resource<OpenFile>("file").Function("open", () => new OpenFile(9)));
        var other = Types(Link()).Define("a:b/use", host => host.Resource<OpenFile>("file").Function("size", (OpenFile f) => f.Size));
        var fault = Assert.Throws<LinkException>(() => Instantiate(text, other));
        Assert.Contains("expected the resource type `file` of the host, which another import names too", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_goes_from_one_component_to_another_through_a_third()
    {
        var text = TwoImports.Replace("(component\n", "(component $C\n", StringComparison.Ordinal);
        var maker = Parse("""
            (component
              (component $inner
                (type $r (resource (rep i32)))
                (core func $new (canon resource.new $r))
                (core func $rep (canon resource.rep $r))
                (core module $m
                  (import "" "new" (func $new (param i32) (result i32)))
                  (import "" "rep" (func $rep (param i32) (result i32)))
                  (func (export "open") (result i32) (call $new (i32.const 9)))
                  (func (export "size") (param i32) (result i32) (call $rep (local.get 0))))
                (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "rep" (func $rep))))))
                (export $file "file" (type $r))
                (func (export "open") (result (own $file)) (canon lift (core func $i "open")))
                (func (export "size") (param "f" (own $file)) (result u32) (canon lift (core func $i "size"))))
              (instance $all (instantiate $inner))
              (export "a:b/types@1.0.0" (instance $all))
              (export "a:b/use@1.0.0" (instance $all)))
            """);
        Assert.Equal(9u, Get(Instantiate(text, Link().Define("a:b/types", maker).Define("a:b/use", maker))));

        var apart = Link().DefineFresh("a:b/types", maker).DefineFresh("a:b/use", maker);
        Assert.Contains("expected the resource type `file`", Assert.Throws<LinkException>(() => Instantiate(text, apart)).Message, StringComparison.Ordinal);
    }

    private Linker Files(List<uint>? dropped, Action<OpenFile>? drop = null) => Link().Define("host:files/files", host => host
        .Resource("file", drop ?? (file => dropped!.Add(file.Size)))
        .Function("[constructor]file", (uint n) => new OpenFile(n))
        .Function("[method]file.size", (OpenFile file) => file.Size));

    private sealed record OpenFile(uint Size);
}
