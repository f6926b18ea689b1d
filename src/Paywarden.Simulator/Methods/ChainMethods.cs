using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>What the server is asked, or should be: these hold the only thread until it answers.</summary>
internal static class ChainMethods
{
    public const int FeePerKilobyte = 1000;

    public static IEnumerable<Method> For(Session session) =>
    [
        new("validateaddress", Needs.Nothing, "address", call => AddressTarget.TryRead(session.Folder.Network, call.Required("address"), out _)),
        new("addressconvert", Needs.Nothing, "address", call => new JsonObject { ["cashaddr"] = Normal(session, call.Required("address")) }),
        new("getservers", Needs.Network, "", _ => new JsonObject { [session.Network.Server] = new JsonObject { ["t"] = "50001", ["s"] = "50002" } }),
        new("getfeerate", Needs.Network, "", _ => FeePerKilobyte),
        new("getaddressbalance", Needs.Network, "address", call => Balance(Coins(session, call))),
        new("getaddresshistory", Needs.Network, "address", call => History(Coins(session, call))),
        new("getaddressunspent", Needs.Network, "address", call => Unspent(Coins(session, call))),
        new("getmerkle", Needs.Network, "txid height", call => Merkle(session, call)),
    ];

    /// <summary>An address with its prefix; the exception of the original for anything else.</summary>
    public static string Normal(Session session, string address) =>
        AddressTarget.TryRead(session.Folder.Network, address, out var target)
            ? CashAddress.Write(session.Folder.Network, target.Hash, target.Script)
            : throw RpcFault.Python("electroncash.address.AddressError", $"invalid address {address}", "from_string");

    private static List<Coin> Coins(Session session, CallArguments call)
    {
        var address = Normal(session, call.Required("address"));
        session.Network.Ask();
        return session.Current is { } wallet && wallet.IsUsed(address) && wallet.Knows(address, out var place)
            ? [wallet.Keys.Coin(wallet.Network, place.Index)]
            : [];
    }

    private static JsonObject Balance(List<Coin> coins) =>
        new() { ["confirmed"] = Amount.Write(coins.Sum(c => c.Value)), ["unconfirmed"] = "0" };

    private static JsonArray History(List<Coin> coins) =>
        new([.. coins.Select(c => new JsonObject { ["tx_hash"] = c.TransactionId, ["height"] = c.Height })]);

    private static JsonArray Unspent(List<Coin> coins) =>
        new([.. coins.Select(c => new JsonObject { ["tx_hash"] = c.TransactionId, ["tx_pos"] = c.Position, ["value"] = c.Value, ["height"] = c.Height })]);

    private static JsonObject Merkle(Session session, CallArguments call)
    {
        session.Network.Ask();
        var known = session.Current?.Coins().Any(c => c.TransactionId == call.Required("txid")) == true;
        return known
            ? new JsonObject { ["block_height"] = call.Whole("height"), ["pos"] = 1, ["merkle"] = new JsonArray() }
            : throw RpcFault.Python("electroncash.util.ServerError", "{'code': 1, 'message': 'tx not in block'}", "synchronous_get");
    }
}
