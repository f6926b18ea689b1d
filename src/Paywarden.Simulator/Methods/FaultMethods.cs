using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.Faults;
using Paywarden.JsonRpc;

namespace Paywarden.Methods;

/// <summary>
/// The control method. No real daemon has it: whoever calls it knows that this is a rehearsal.
/// simulator_fault ["slow=3000 method=getbalance times=1"] arms one, [] lists, ["clear"] ends them all; it answers the armed ones.
/// </summary>
internal static class FaultMethods
{
    public const string Name = "simulator_fault";

    public static IEnumerable<Method> For(Session session) =>
    [
        new(Name, Needs.Nothing, "fault?", call => Control(session.Faults, call.Text("fault"))) { Hidden = true },
    ];

    private static JsonArray Control(FaultBoard faults, string? wish)
    {
        if (wish == "clear")
        {
            faults.Clear();
        }
        else if (wish is not null)
        {
            faults.Arm(Fault.Parse(wish, out var why) ?? throw RpcFault.BadParameters(why));
        }

        return new JsonArray([.. faults.Armed.Select(f => (JsonNode)f)]);
    }
}
