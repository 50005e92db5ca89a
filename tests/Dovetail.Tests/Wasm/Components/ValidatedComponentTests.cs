using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>What validation resolves a component to.</summary>
public class ValidatedComponentTests
{
    [Fact]
    public void Steps_make_what_is_made_in_order_and_refer_to_each_other()
    {
        var component = ComponentValidatorTests.Validate("""
            (core module $m (memory (export "mem") 1) (func (export "f") (param i32 i32) (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func $f (param "a" u32) (param "b" u32) (result u32)
              (canon lift (core func $i "f") string-encoding=utf16 (memory (core memory $i "mem"))))
            (core func (canon lower (func $f)))
            (export "add" (func $f))
            """);
        var instantiate = Assert.IsType<CoreInstantiateStep>(component.Steps[0]);
        Assert.IsType<ModuleSource>(instantiate.Module);
        var lift = Assert.IsType<LiftStep>(component.Steps[1]);
        Assert.Equal("func(a: u32, b: u32) -> u32", lift.Type.ToString());
        Assert.Same(instantiate, Assert.IsType<CoreExportSource>(lift.Core).Instance);
        Assert.Same(instantiate, Assert.IsType<CoreExportSource>(lift.Options.Memory).Instance);
        Assert.Equal(StringEncoding.Utf16, lift.Options.Encoding);
        var lower = Assert.IsType<LowerStep>(component.Steps[2]);
        Assert.Same(lift, lower.Function);
        Assert.Equal("[i32 i32] -> [i32]", lower.CoreType.ToString());
        Assert.Equal(3, component.Steps.Length);
        Assert.Same(lift, Assert.Single(component.Exports).Source);
    }

    [Fact]
    public void Arguments_stand_in_the_order_of_the_imports_and_none_is_superfluous()
    {
        var component = ComponentValidatorTests.Validate("""
            (import "f" (func $f))
            (component $c (import "b" (func)) (import "a" (func)))
            (instance (instantiate $c (with "z" (func $f)) (with "a" (func $f)) (with "b" (func $f))))
            """);
        var step = Assert.IsType<InstantiateStep>(Assert.Single(component.Steps));
        Assert.Equal(["b", "a"], step.Arguments.Select(argument => argument.Name));
        Assert.All(step.Arguments, argument => Assert.Equal("f", Assert.IsType<ImportSource>(argument.Source).Name));
    }

    [Fact]
    public void The_origin_of_each_resource_type_is_known()
    {
        var component = ComponentValidatorTests.Validate("""
            (import "i" (instance $i (export "j" (instance (export "r" (type (sub resource)))))))
            (component $c (type $r (resource (rep i32))) (instance $x (export "r" (type $r))) (export "x" (instance $x)))
            (instance $d (instantiate $c))
            (alias export $d "x" (instance $x))
            (type $own (resource (rep i32)))
            (export "own" (type $own))
            (export "hidden" (type $own) (type (sub resource)))
            (export "child" (type $x "r"))
            """);
        var imported = Assert.Single(component.Type.BoundImports);
        Assert.Equal(["i", "j", "r"], imported.Path.AsEnumerable());
        var instantiate = Assert.IsType<InstantiateStep>(component.Steps[0]);
        var child = Assert.Single(instantiate.Resources);
        Assert.Equal(["x", "r"], child.Path.AsEnumerable());
        var own = Assert.IsType<ResourceStep>(component.Steps[1]).Resource;
        var ascribed = Assert.IsType<AscribeStep>(component.Steps[2]);
        Assert.Same(own, ascribed.Original);
        Assert.Equal(
            [own, ascribed.Resource, child.Resource], component.Type.BoundExports.Select(bound => bound.Resource));
        Assert.Equal("own", own.Name);
    }

    [Fact]
    public void Nested_components_capture_what_they_use_through_every_component_between()
    {
        var component = ComponentValidatorTests.Validate("""
            (core module $m)
            (component $d)
            (component $outer
              (component $inner
                (core instance (instantiate $m))
                (instance (instantiate $d)))
              (instance (instantiate $inner)))
            (instance (instantiate $outer))
            """);
        var outer = ComponentOf(component.Steps[0]);
        Assert.IsType<ModuleSource>(outer.Captures[0]);
        Assert.IsType<ComponentSource>(outer.Captures[1]);
        var inner = ComponentOf(outer.Steps[0]);
        Assert.Equal([(Sort.CoreModule, 0), (Sort.Component, 1)], inner.Captures.Cast<CaptureSource>().Select(c => (c.Sort, c.Index)));
        var module = Assert.IsType<CaptureSource>(Assert.IsType<CoreInstantiateStep>(inner.Steps[0]).Module);
        Assert.Equal((Sort.CoreModule, 0), (module.Sort, module.Index));
    }

    [Fact]
    public void The_types_of_a_child_speak_of_the_resources_of_the_parent()
    {
        var component = ComponentValidatorTests.Validate("""
            (component $c
              (import "r" (type $r (sub resource)))
              (import "f" (func $f (result (own $r))))
              (export "g" (func $f)))
            (type $r (resource (rep i32)))
            (core module $m (func (export "f") (result i32) unreachable))
            (core instance $i (instantiate $m))
            (func $f (result (own $r)) (canon lift (core func $i "f")))
            (instance (instantiate $c (with "r" (type $r)) (with "f" (func $f))))
            """);
        var own = component.Steps.OfType<ResourceStep>().Single().Resource;
        var instance = component.Steps.OfType<InstantiateStep>().Single().Instance;
        Assert.True(instance.Exports.TryGet("g", out var type));
        Assert.Equal(new OwnType(own), Assert.IsType<FunctionExtern>(type).Type.Type.Result);
    }

    [Fact]
    public void A_resource_type_is_called_what_it_is_exported_as_inside_of_an_interface_too()
    {
        var component = ComponentValidatorTests.Validate("""
            (type $r (resource (rep i32)))
            (core func $new (canon resource.new $r))
            (func $make (param "rep" u32) (result (own $r)) (canon lift (core func $new)))
            (instance $i (export "file" (type $r)))
            (export "a:b/files" (instance $i))
            """);
        Assert.Equal("func(rep: u32) -> own<file>", component.Steps.OfType<LiftStep>().Single().Type.ToString());
    }

    private static ValidatedComponent ComponentOf(Source step) =>
        Assert.IsType<ComponentSource>(Assert.IsType<InstantiateStep>(step).Component).Component;
}
