using Dovetail.Wit.Printing;

namespace Dovetail.Tests.Wit.Printing;

public class WitPrinterTests
{
    [Fact]
    public void Prints_all_of_wit()
    {
        const string expected = """
            /// The package.
            package a:b@1.2.3;

            /// An interface.
            @since(version = 1.0.0)
            interface %interface {
              use x:dep/types@0.1.0.{t, u as v};

              /// A record.
              record r {
                /// A field.
                %type: t,
                b: list<tuple<u8, s64>, 4>,
              }

              flags f {
                a,
                b,
              }

              enum e {
                a,
              }

              variant w {
                a,
                b(result<_, string>),
              }

              type m = map<string, option<stream<u8>>>;

              resource res {
                constructor(x: u32) -> result<res>;
                @external-id("na\u{ef}ve")
                read: async func() -> future<string>;
                make: static func(a: res, b: borrow<res>) -> res;
              }

              resource empty;

              type handle = own<empty>;

              done: func() -> result;

              @unstable(feature = x)
              gated: func(c: error-context);
            }

            world app {
              import x:dep/types@0.1.0;
              import %interface;
              import primary: %interface;
              use x:dep/types@0.1.0.{t};

              resource local {
                m: func();
              }

              import log: func(message: string) -> t;

              export run: async func();
              export inline: interface {
                f: func();
              }
            }

            package x:dep@0.1.0 {
              interface types {
                type t = u32;

                type u = u64;
              }
            }

            """;
        Assert.Equal(expected, WitPrinter.Print(WitText.Resolve(expected, "x")));
    }

    [Fact]
    public void Docs_of_any_kind_are_printed_as_they_are_read_again()
    {
        const string text = "/**\n *  one\n *\n *    two  \n */\n///three\npackage a:b;\n\ninterface i {\n  /// \n  /// //four\n  f: func();\n}\n";
        var printed = WitPrinter.Print(WitText.Resolve(text));
        Assert.Equal(printed, WitPrinter.Print(WitText.Resolve(printed)));
        Assert.Equal(WitText.Resolve(text).Roots[0].Docs, WitText.Resolve(printed).Roots[0].Docs);
    }

    [Fact]
    public void Prints_what_one_world_needs()
    {
        var resolution = WitText.Resolve("package a:b; interface i {} interface j {} world v { import i; } world w { import j; }");
        Assert.Equal("package a:b;\n\ninterface j {\n}\n\nworld w {\n  import j;\n}\n",
            WitPrinter.Print(resolution.Restrict(resolution.SelectWorld("w"))));
    }

    [Fact]
    public void A_word_that_is_a_type_can_be_a_name()
    {
        const string text = "package a:b;\n\ninterface i {\n  type %error-context = u32;\n\n  f: func() -> %error-context;\n}\n";
        var printed = WitPrinter.Print(WitText.Resolve(text));
        Assert.Equal("u32", WitText.Resolve(printed).Roots[0].Interfaces[0].Functions[0].Result!.Type.ToString());
    }
}
