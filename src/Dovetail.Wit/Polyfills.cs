#if NETSTANDARD2_0
namespace System.Runtime.CompilerServices;

// The compiler asks for this type by name where `init` and records are used.
internal static class IsExternalInit;
#endif
