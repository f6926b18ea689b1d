using System.Text.Json.Nodes;
using Paywarden.Chains;
using Paywarden.Daemons;
using Paywarden.Faults;
using Paywarden.JsonRpc;
using Paywarden.Keys;
using Paywarden.Payments;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>What the server is asked, or should be: these hold the only thread until it answers. It knows every address, the wallet's or not.</summary>
internal static class ChainMethods
{
    public const int FeePerKilobyte = 1000;

    public static IEnumerable<Method> For(Session session) =>
    [
        new("validateaddress", Needs.Nothing, "address", call => AddressTarget.TryRead(session.Folder.Network, call.Required("address"), out _)),
        new("addressconvert", Needs.Nothing, "address", call => new JsonObject { ["cashaddr"] = Normal(session, call.Required("address")) }),
        new("getservers", Needs.Network, "", _ => new JsonObject { [session.Network.Server] = new JsonObject { ["t"] = "50001", ["s"] = "50002" } }),
        new("getfeerate", Needs.Network, "", _ => FeePerKilobyte),
        new("getaddressbalance", Needs.Network, "address", call => Balance(session.Network, Ask(session, call))),
        new("getaddresshistory", Needs.Network, "address", call => History(session, Ask(session, call))),
        new("getaddressunspent", Needs.Network, "address", call => Unspent(session, Ask(session, call))),
        new("getmerkle", Needs.Network, "txid height", call => Merkle(session, call)),
    ];

    /// <summary>An address with its prefix; the exception of the original for anything else.</summary>
    public static string Normal(Session session, string address)
    {
        var target = Target(session, address);
        return CashAddress.Write(session.Folder.Network, target.Hash, target.Script);
    }

    private static AddressTarget Target(Session session, string address) =>
        AddressTarget.TryRead(session.Folder.Network, address, out var target)
            ? target
            : throw RpcFault.Python("electroncash.address.AddressError", $"invalid address {address}", "from_string");

    private static byte[] Ask(Session session, CallArguments call)
    {
        var script = Target(session, call.Required("address")).Lock();
        session.Network.Ask();
        return script;
    }

    private static IEnumerable<(ChainTransaction Holder, int Position, long Value)> Coins(NetworkView network, byte[] script) =>
        from holder in network.Chain.History(Convert.ToHexString(script))
        from position in Enumerable.Range(0, holder.Transaction.Outputs.Count)
        where holder.Transaction.Outputs[position].Script.AsSpan().SequenceEqual(script) && network.Chain.Spender($"{holder.Id}:{position}") is null
        select (holder, position, holder.Transaction.Outputs[position].Value);

    private static JsonObject Balance(NetworkView network, byte[] script)
    {
        var coins = Coins(network, script).ToLookup(c => network.HeightOf(c.Holder) > 0, c => c.Value);
        return new JsonObject { ["confirmed"] = Amount.Write(coins[true].Sum()), ["unconfirmed"] = Amount.Write(coins[false].Sum()) };
    }

    private static JsonArray History(Session session, byte[] script) => new([.. session.Network.Chain.History(Convert.ToHexString(script)).Select(t => Entry(session, t))]);

    private static JsonObject Entry(Session session, ChainTransaction transaction)
    {
        var chain = session.Network.Chain;
        var height = Height(session, transaction);
        var entry = new JsonObject { ["tx_hash"] = transaction.Id, ["height"] = height };
        if (height <= 0)
        {
            // With a parent that is in no block either, a server says -1.
            entry["height"] = transaction.Transaction.Inputs.Any(i => chain.Find(Transaction.IdOf(i.Source)) is { } parent && Height(session, parent) <= 0) ? -1 : 0;
            entry["fee"] = Math.Max(0, transaction.Transaction.Inputs.Sum(i => chain.Output(i)?.Value ?? 0) - transaction.Transaction.Outputs.Sum(o => o.Value));
        }

        return entry;
    }

    private static JsonArray Unspent(Session session, byte[] script) => new([.. Coins(session.Network, script).Select(c => new JsonObject
    {
        ["tx_hash"] = c.Holder.Id,
        ["tx_pos"] = c.Position,
        ["value"] = c.Value,
        ["height"] = Height(session, c.Holder),
    })]);

    private static int Height(Session session, ChainTransaction transaction) => session.Network.HeightOf(transaction) is > 0 and var height
        ? height
        : session.Faults.Find(FaultKinds.FakeHeight)?.Amount(session.Network.Top) ?? 0;

    /// <summary>The height is whatever the caller says: nobody checks it here, and the original does not either.</summary>
    private static JsonObject Merkle(Session session, CallArguments call)
    {
        var id = call.Required("txid");
        session.Network.Ask();
        if (session.Network.Chain.Find(id) is not { } found || session.Network.HeightOf(found) == 0)
        {
            throw RpcFault.Python("electroncash.util.ServerError", "{'code': 1, 'message': 'tx not in block'}", "synchronous_get");
        }

        return new JsonObject { ["block_height"] = call.Whole("height"), ["pos"] = 1, ["merkle"] = new JsonArray((JsonNode)id) };
    }
}
