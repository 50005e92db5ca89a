namespace Dovetail.Fuzzing.Hostile;

/// <summary>What the host offers to hostile components as <c>host</c>: functions that take anything, and a resource type.</summary>
internal static class HostInterface
{
    /// <param name="attacker">The instance that attacks, once there is one: <c>again</c> calls it from within.</param>
    public static void Offer(InterfaceBuilder host, Func<ComponentInstance?> attacker) => host
        .Resource<object>("thing")
        .Function("open", () => new object())
        .Function("keep", (object thing) => { })
        .Function("look", (object thing) => { })
        .Function("ping", () => { })
        .Function("take", (Func<WitValue[], WitValue>)(_ => default))
        .Function("say", () => "a text of the host")
        .Function("fail", (Action)(() => throw new IOException("the host's own")))
        .Function("again", () => { attacker()?.Call("attack"); });
}
