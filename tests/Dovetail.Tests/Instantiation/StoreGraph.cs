using System.Reflection;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;

namespace Dovetail.Tests.Instantiation;

/// <summary>Compares all that two stores consist of, field by field, whatever they are called: what is added to a store later is compared, too. Both keep what made their instances.</summary>
internal static class StoreGraph
{
    // What differs between stores in which nothing has run, or is made or set when it is next wanted, and holds nothing of a guest's until then.
    private static readonly HashSet<(Type, string)> Unlike =
    [
        (typeof(Store), "StackLimit"), (typeof(Store), "_owner"), (typeof(Store), "_interruption"), (typeof(Store), "<Heap>k__BackingField"),
        (typeof(Store), "_state"), (typeof(Store), "_wait"), (typeof(StoreBudget), "_owned"),
        (typeof(FunctionReference), "Pointer"), (typeof(FunctionReference), "Owner"),
        (typeof(ModuleInstance), "_linked"), (typeof(ModuleInstance), "Functions"),
        (typeof(Memory), "Base"), (typeof(Memory), "_block"),
        (typeof(ComponentState), "unusedScope"), (typeof(ComponentState), "ValueBytesLeft"), (typeof(HandleTable), "entries"), (typeof(LiftedFunction), "invoker"), (typeof(LiftedFunction), "postReturn"),
        (typeof(HostLoweredFunction), "side"),
    ];

    /// <summary>Fails at the first field that differs, and says where it is.</summary>
    public static void AssertSame(ComponentInstance expected, ComponentInstance actual) =>
        new Walk().Compare(expected, actual, "instance");

    private sealed class Walk
    {
        private readonly Dictionary<object, object> _pairs = new(ReferenceEqualityComparer.Instance);

        public void Compare(object? expected, object? actual, string path)
        {
            if (ReferenceEquals(expected, actual))
                return;
            if (expected is null || actual is null || expected.GetType() != actual.GetType())
                Assert.Fail($"{path}: {expected ?? "null"} and {actual ?? "null"}");
            var type = expected.GetType();
            if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type.IsPointer)
            {
                Assert.True(expected.Equals(actual), $"{path}: {expected} and {actual}");
                return;
            }
            if (!type.IsValueType)
            {
                if (_pairs.TryGetValue(expected, out var known))
                {
                    Assert.True(ReferenceEquals(known, actual), $"{path}: not the same object as elsewhere");
                    return;
                }
                _pairs.Add(expected, actual);
            }
            if (expected is Array array)
                CompareItems(array, (Array)actual, path);
            else
                CompareFields(expected, actual, type, path);
            if (expected is Memory memory)
                CompareBytes(memory, (Memory)actual, path);
            if (expected is HandleTable handles)
                CompareHandles(handles, (HandleTable)actual, path);
        }

        private void CompareItems(Array expected, Array actual, string path)
        {
            Assert.True(expected.Length == actual.Length, $"{path}: {expected.Length} and {actual.Length} items");
            for (var i = 0; i < expected.Length; i++)
                Compare(expected.GetValue(i), actual.GetValue(i), $"{path}[{i}]");
        }

        private void CompareFields(object expected, object actual, Type type, string path)
        {
            for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
            {
                foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (!field.FieldType.IsPointer && !Unlike.Contains((declaring, field.Name)))
                        Compare(field.GetValue(expected), field.GetValue(actual), $"{path}.{field.Name}");
                }
            }
        }

        private static void CompareBytes(Memory expected, Memory actual, string path)
        {
            var (left, right) = (new byte[expected.ByteLength], new byte[actual.ByteLength]);
            expected.Read(0, left);
            actual.Read(0, right);
            var at = left.AsSpan().CommonPrefixLength(right);
            Assert.True(at == left.Length && at == right.Length, $"{path}: the byte at {at}");
        }

        private static void CompareHandles(HandleTable expected, HandleTable actual, string path)
        {
            Assert.True(expected.Length == actual.Length, $"{path}: the indices up to {expected.Length} and {actual.Length} were used");
            Assert.Equal(expected.FreeIndices, actual.FreeIndices);
            for (var i = 1u; i < expected.Length; i++)
                Assert.Equal(expected.TryDescribe(i, out _), actual.TryDescribe(i, out _));
        }
    }
}
