namespace Dovetail.Tests.Wit.Syntax;

public class WitSyntaxTests
{
    [Fact]
    public void Reports_all_errors_in_one_go()
    {
        Assert.Equal(
        [
            "2:11 `Math` is not in kebab case; expected `math`",
            "3:24 expected `;`, found `b`",
            "4:14 there is no type `nope`",
            "7:9 expected `=`, found `;`",
        ],
        WitText.Errors("""
            package a:b;
            interface Math {
                a: func(x: u32)
                b: func(x: nope);
            }
            interface other {
              type t;
            }
            """.Replace("    a: func(x: u32)", "      a: func( x: u32 )").Replace("    b: func(x", "  b: func(x")));
    }

    [Theory]
    [InlineData("package shared;\ninterface i {}", "1:9 expected a namespace and `:` before `shared`, as in `local:shared`")]
    [InlineData("package a:b;\ninterface i { type: func(); }", "2:15 expected a type, a function or `use`, found keyword `type`, which can be a name only as `%type`")]
    [InlineData("package a:b;\ninterface i { x: func() -> (); }", "2:28 expected a type, found `()`; a function without a result has no arrow")]
    [InlineData("package a:b@1.0;\n", "1:13 `1.0` is not a version: expected three numbers separated by `.`")]
    [InlineData("package a:b;\ninterface i { x: func() }", "2:24 expected `;`, found `}`")]
    [InlineData("package a:b;\ninterface i {", "2:14 expected `}`, found the end of the file")]
    [InlineData("package a:b;\ninterface i {};", "2:15 `;` ends nothing here")]
    [InlineData("package a:b;\n@external-id(\"x\") interface i {}", "2:19 `@external-id` can't stand here: types, functions, and imports and exports with a plain name can have one")]
    [InlineData("package a:b;\n}", "2:1 expected `interface`, `world`, `use` or `package`, found `}`")]
    [InlineData("package a:b;\n/* /* */", "2:1 the comment is not closed")]
    [InlineData("package a:b;\nworld w { import a:b; }", "2:21 expected `/` and the name of an interface of package `a:b`, found `;`")]
    [InlineData("package a:b;\ninterface i { type t = list<u8, 0>; }", "2:33 the length of a list is at least 1, without leading zeros")]
    [InlineData("package a:b:;\n", "1:13 expected the name of the package, found `;`")]
    [InlineData("package a:b/;\n", "1:13 expected the name of a nested package, found `;`")]
    [InlineData("package a:b;\nworld w { import a:b:c; }", "2:23 expected `/` and the name of an interface of package `a:b:c`, found `;`")]
    [InlineData("package a:b;\nworld w { import a:b:c/d/; }", "2:26 expected the name of an interface, found `;`")]
    [InlineData("package a:b;\n// \u202e", "2:4 U+202E changes the direction of writing and can't be in WIT")]
    [InlineData("package a:b;\n// \u0149", "2:4 U+0149 is deprecated by Unicode and can't be in WIT")]
    [InlineData("package a:b@1.0.0;\n@since(version = 1.0.0) @unstable(feature = x) interface i {}", "2:1 an item has either `@since` or `@unstable`, not both")]
    [InlineData("package a:b@2.0.0;\n@deprecated(version = 1.0.0) interface i {}", "2:1 `@deprecated` must stand with `@since` or `@unstable`")]
    [InlineData("package a:b;\n@wrong interface i {}", "2:1 unknown attribute `@wrong`; expected `@since`, `@unstable`, `@deprecated` or `@external-id`")]
    public void Refuses_and_says_where(string text, string expected) => Assert.Equal([expected], WitText.Errors(text));

    [Fact]
    public void Shows_the_place_with_a_caret_and_the_fix()
    {
        var error = Assert.Throws<WitException>(() => WitText.Resolve("package a:b;\ninterface format_currency {}\n"));
        Assert.Equal("""
            `format_currency` is not in kebab case; expected `format-currency`
             --> test.wit:2:11
              |
            2 | interface format_currency {}
              |           ^^^^^^^^^^^^^^^
            fix: write `format-currency`
            """, error.Message);
    }

    [Fact]
    public void A_package_path_is_one_word_and_a_plain_name_is_not()
    {
        var world = WitText.Resolve("""
            package a:b;
            interface c {}
            world w { import a:b/c; import d: c; import e: a:b/c; export run:func(); }
            """).Roots[0].Worlds[0];
        Assert.Equal(["a:b/c", "d", "e"], world.Imports.Select(item => item.Name));
        Assert.Equal(["run"], world.Exports.Select(item => item.Name));
    }

    [Fact]
    public void A_version_ends_before_the_names_of_a_use()
    {
        var packages = WitText.Resolve(
            [("dep.wit", "package a:dep@1.0.0-rc.1+b.2; interface i { type t = u32; }"),
             ("root.wit", "package a:root; interface j { use a:dep/i@1.0.0-rc.1+b.2.{t}; }")]).Packages;
        Assert.Equal("1.0.0-rc.1+b.2", packages[0].Name.Version!.ToString());
    }

    [Fact]
    public void Comments_before_an_item_are_its_docs()
    {
        var functions = WitText.Interface("""
            /// One.
            ///
            ///   Two.
            a: func(); // not of b
            b: func();
            /** Three
              four */
            c: func();
            """).Functions;
        Assert.Equal(["One.\n\n  Two.", null, "Three\n  four"], functions.Select(function => function.Docs));
    }

    [Fact]
    public void External_ids_have_the_escapes_of_wasm_text()
    {
        var world = WitText.Resolve("""
            package a:b;
            world w { @external-id("a\"\u{1f600}\e2\98\83\n") import f: func(); }
            """).Roots[0].Worlds[0];
        Assert.Equal("a\"\U0001f600\u2603\n", world.Imports[0].ExternalId);
    }

    [Fact]
    public void Types_nest_to_a_bound()
    {
        var nested = string.Concat(Enumerable.Repeat("list<", 100_000)) + "u8" + new string('>', 100_000);
        Assert.Contains("types nest deeper than 100 levels", WitText.Errors($"package a:b; interface i {{ type t = {nested}; }}")[0], StringComparison.Ordinal);
    }
}
