using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paywarden.Chains;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Keys;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>
/// The other control method that no real daemon has: simulator_chain ["mine 10"] mines, ["fund ADDRESS 0.5"] pays from outside, [] only looks; it
/// answers what the chain then is. The daemon's server need not see it: this asks the chain itself.
/// </summary>
internal static class ChainControl
{
    public const string Name = "simulator_chain";

    public static IEnumerable<Method> For(Session session) =>
    [
        new(Name, Needs.Nothing, "wish?", call => Show(session.Chain, Obey(session.Chain, session.Folder.Network, call.Text("wish") ?? ""))) { Hidden = true },
    ];

    /// <returns>The id of the payment that was made, if one was.</returns>
    public static string? Obey(SharedChain chain, Kernel.Network network, string wish)
    {
        chain.Refresh();
        switch (wish.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            case []:
                return null;
            case ["mine", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var blocks) && blocks is > 0 and <= 1000:
                return chain.Mine(blocks) ? null : throw Busy();
            case ["fund", var address, var amount] when AddressTarget.TryRead(network, address, out var target):
                using (var text = JsonDocument.Parse($"\"{amount}\""))
                {
                    return chain.Give(target, Amount.Read(text.RootElement)) ?? throw Busy();
                }

            default:
                throw RpcFault.BadParameters("it takes \"mine N\" (1 to 1000) or \"fund ADDRESS AMOUNT\".");
        }
    }

    private static JsonObject Show(SharedChain chain, string? paid)
    {
        var shown = new JsonObject { ["height"] = chain.State.Height, ["waiting"] = chain.State.Waiting.Count };
        if (paid is not null)
        {
            shown["txid"] = paid;
        }

        return shown;
    }

    private static RpcFault Busy() => RpcFault.Python("TimeoutError", "somebody holds the chain's lock and does not let go", "chain");
}
