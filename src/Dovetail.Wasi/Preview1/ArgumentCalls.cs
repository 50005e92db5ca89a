using System.Text;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>args_*</c> and <c>environ_*</c>: lists of strings that end with zeroes, in a buffer of the guest's, and an array of pointers to them.</summary>
internal static class ArgumentCalls
{
    public static Errno ArgsGet(Guest guest, uint argv, uint argvBuffer) => Get(guest, guest.State.Options.Arguments, argv, argvBuffer);

    public static Errno ArgsSizesGet(Guest guest, uint count, uint size) => Sizes(guest, guest.State.Options.Arguments, count, size);

    public static Errno EnvironGet(Guest guest, uint environ, uint environBuffer) => Get(guest, Variables(guest), environ, environBuffer);

    public static Errno EnvironSizesGet(Guest guest, uint count, uint size) => Sizes(guest, Variables(guest), count, size);

    private static IEnumerable<string> Variables(Guest guest) => guest.State.Options.Environment.Select(variable => $"{variable.Key}={variable.Value}");

    private static Errno Get(Guest guest, IEnumerable<string> strings, uint pointers, uint buffer)
    {
        foreach (var text in strings)
        {
            guest.Memory.WriteUInt32(pointers, buffer);
            guest.Memory.Write(buffer, Encoding.UTF8.GetBytes(text + '\0'));
            pointers += sizeof(uint);
            buffer += SizeOf(text);
        }
        return Errno.Success;
    }

    private static Errno Sizes(Guest guest, IEnumerable<string> strings, uint count, uint size)
    {
        var (number, bytes) = (0U, 0U);
        foreach (var text in strings)
        {
            number++;
            bytes += SizeOf(text);
        }
        guest.Memory.WriteUInt32(count, number);
        guest.Memory.WriteUInt32(size, bytes);
        return Errno.Success;
    }

    private static uint SizeOf(string text) => (uint)Encoding.UTF8.GetByteCount(text) + 1;
}
