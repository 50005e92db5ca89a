using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Fuzzing.Specification;

/// <summary>
/// A component instance with a memory and a realloc that follows a script: what <c>Guest</c> of <c>abi.py</c> is. Its memory and functions
/// serve many cases, its state one.
/// </summary>
internal sealed class AbiGuest
{
    private const int Window = 1 << 13;
    private static readonly FlatFunctionType s_realloc32 = Realloc(FlatType.I32);
    private static readonly FlatFunctionType s_realloc64 = Realloc(FlatType.I64);
    private readonly Store _store;
    private readonly GuestConfig _config;
    private readonly FunctionReference _realloc;
    private readonly List<string> _calls = [];
    private AbiCase _case = null!;
    private ReallocScript _script = null!;
    private int _index;
    private ulong _top;
    private Memory _memory;

    /// <summary>Makes a guest in <paramref name="store"/>.</summary>
    public AbiGuest(Store store, GuestConfig config)
    {
        (_store, _config) = (store, config);
        _realloc = CoreFunctions.Make(store, config.Pointer == PointerType.I32 ? s_realloc32 : s_realloc64, Allocate);
        Memory = _memory = MakeMemory();
    }

    /// <summary>The instance, of the case that runs.</summary>
    public ComponentState State { get; private set; } = null!;

    /// <summary>The memory.</summary>
    public Memory Memory { get; private set; }

    /// <summary>The canonical options, without a post-return function.</summary>
    public CanonicalOptions Options { get; private set; } = null!;

    /// <summary>Begins a case.</summary>
    public void Begin(AbiCase @case, int index, ComponentState state)
    {
        (_case, _index, State, _script, _top) = (@case, index, state, @case.Scripts[index], ReallocScript.Top);
        _calls.Clear();
        if (_memory.ByteLength != ReallocScript.Page) _memory = MakeMemory();
        Memory = _memory;
        Memory.Slice(0, ReallocScript.Page).Clear();
        Write(@case.Images[index]);
        Options = new CanonicalOptions(_config.Encoding, Memory, _realloc);
    }

    /// <summary>Takes another guest's memory and realloc.</summary>
    public void Share(AbiGuest other)
    {
        Options = Options with { Memory = other.Memory, Realloc = other._realloc };
        Memory = other.Memory;
    }

    /// <summary>Writes an image to where images lie.</summary>
    public void Write(byte[] image) => image.CopyTo(Memory.Slice(ImageWriter.Start, image.Length));

    /// <summary>A hash of what cases touch of the memory, or of all of it.</summary>
    public string Hash()
    {
        var all = Memory.Slice(0, (int)Memory.ByteLength);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (_case.HashesAll)
        {
            SHA256.HashData(all, hash);
        }
        else
        {
            Span<byte> windows = new byte[2 * Window + all.Length - ReallocScript.Page];
            all[..Window].CopyTo(windows);
            all[(ReallocScript.Page - Window)..].CopyTo(windows[Window..]);
            SHA256.HashData(windows, hash);
        }

        return Convert.ToHexStringLower(hash[..8]);
    }

    /// <summary>What a case that returned says of the guest at its end.</summary>
    public string Closing(AbiGuest? other)
    {
        var memory = other is not null && other.Memory == Memory ? "" : $"\nmemory{_index} {Hash()}";
        return string.Create(CultureInfo.InvariantCulture, $"realloc{_index} {string.Join(' ', _calls)}{memory}\ntable{_index} {Table(State.Handles)}");
    }

    /// <summary>The entries of a table, and its free indices in the order of their use.</summary>
    public static string Table(HandleTable handles)
    {
        var text = new StringBuilder();
        for (var index = 1u; index < handles.Length; index++)
        {
            if (!handles.TryDescribe(index, out var entry)) text.Append("- ");
            else if (entry.Type == RuntimeResourceType.ErrorContext) text.Append("e ");
            else text.Append(CultureInfo.InvariantCulture, $"{entry.Type!.Name[1..]}.{RepOf(entry.Rep)}.{(entry.IsOwn ? 'o' : 'b')}.{entry.Lends} ");
        }

        return text.Append("free ").AppendJoin(' ', handles.FreeIndices).ToString().TrimEnd();
    }

    private static uint RepOf(ResourceRep rep) => rep.Object is HostThing thing ? thing.Rep : (uint)rep.Rep;

    private static FlatFunctionType Realloc(FlatType address) => new([address, address, address, address], [address]);

    private Memory MakeMemory() => new(_store, new MemoryType(new Limits(1, 4), _config.Pointer == PointerType.I32 ? AddressType.I32 : AddressType.I64));

    private ulong Allocate(ulong[] arguments)
    {
        var (old, oldSize, alignment, size) = (arguments[0], arguments[1], arguments[2], arguments[3]);
        var (action, operand) = _calls.Count < _script.Calls.Length ? _script.Calls[_calls.Count] : default;
        _calls.Add(string.Join(',', arguments));
        switch (action)
        {
            case ReallocAction.Trap: throw new TrapException(TrapCode.Unreachable);
            case ReallocAction.Throw: throw new WasmException(new Tag(_store, new FunctionType([], [])));
            case ReallocAction.Fixed: return (ulong)operand;
            case ReallocAction.AtEnd: return (ulong)(Memory.ByteLength - (long)size + operand);
            case ReallocAction.InPlace: return old;
            case ReallocAction.Grow when Memory.ByteLength < 4 * ReallocScript.Page:
                _top = (ulong)Memory.ByteLength;
                Memory.GrowInside(1);
                break;
        }

        _top = (_top + alignment - 1) / alignment * alignment;
        var address = _top + (action == ReallocAction.Off ? (ulong)operand : 0);
        _top += size;
        Copy(old, address, Math.Min(oldSize, size));
        if (action == ReallocAction.Scribble && Fits(old, oldSize)) Memory.Slice(old, (int)oldSize).Fill(0xcc);
        if (action == ReallocAction.Overwrite) Memory.Slice((ulong)operand, 16).Fill(0xcc);
        return address;
    }

    private void Copy(ulong from, ulong to, ulong count)
    {
        if (Fits(from, count) && Fits(to, count)) Memory.Slice(from, (int)count).CopyTo(Memory.Slice(to, (int)count));
    }

    private bool Fits(ulong address, ulong count) => address <= (ulong)Memory.ByteLength && count <= (ulong)Memory.ByteLength - address;
}

/// <summary>A resource of the host; public, because types that are made at run time have fields of it.</summary>
/// <param name="Rep">What it stands for.</param>
public sealed record HostThing(uint Rep);
