namespace Dovetail.Wasi.Sockets;

/// <summary><c>wasi:sockets/network.network</c>. There is one, and it grants nothing: <see cref="NetworkGrants"/> are asked at each use.</summary>
internal sealed class Network(WasiState state) : WasiResource(state)
{
    protected override string TypeName => "network";
}
