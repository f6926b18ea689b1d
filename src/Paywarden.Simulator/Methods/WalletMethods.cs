using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>What the loaded wallet knows. Labels and freezes are in memory only until somebody else's write.</summary>
internal static class WalletMethods
{
    public static IEnumerable<Method> For(Session session) =>
    [
        new("getbalance", Needs.Wallet, "", _ => new JsonObject { ["confirmed"] = Amount.Write(session.Current!.Coins().Sum(c => c.Value)) }),
        new("is_synchronized", Needs.Wallet | Needs.Network, "", _ => session.IsSynchronized(session.Current!)),
        new("ismine", Needs.Wallet, "address", call => session.Current!.Knows(ChainMethods.Normal(session, call.Required("address")), out _)),
        new("listaddresses", Needs.Wallet, "receiving? change? labels? frozen? unused? funded? balance?", call => Addresses(session.Current!, call)),
        new("listunspent", Needs.Wallet, "", _ => Unspent(session.Current!)),
        new("history", Needs.Wallet, "year? show_addresses? show_fiat? use_net? timeout?", _ => History(session)),
        new("getpubkeys", Needs.Wallet, "address", call => Keys(session, call.Required("address"))),
        new("getmpk", Needs.Wallet, "", _ => "xpub-rehearsal-" + Convert.ToHexStringLower(session.Current!.Keys.Root)),
        new("getseed", Needs.Wallet | Needs.Password, "password?", _ => session.Current!.Seed ?? ""),
        new("listcontacts", Needs.Wallet, "", _ => new JsonArray()),
        new("setlabel", Needs.Wallet, "key label", call => Label(session.Current!, call)),
        new("freeze", Needs.Wallet, "address", call => session.Current!.FrozenAddresses.Add(Own(session, call)) || true),
        new("unfreeze", Needs.Wallet, "address", call => session.Current!.FrozenAddresses.Remove(Own(session, call)) || true),
        new("freeze_utxo", Needs.Wallet, "coin", call => session.Current!.FrozenCoins.Add(Outpoint(call)) || true),
        new("unfreeze_utxo", Needs.Wallet, "coin", call => session.Current!.FrozenCoins.Remove(Outpoint(call)) || true),
    ];

    private static JsonArray Addresses(Wallet wallet, CallArguments call)
    {
        var listed = wallet.Receiving.Where(_ => !call.Flag("change")).Concat(wallet.Change.Where(_ => !call.Flag("receiving")));
        var wanted = listed.Where(a =>
            (!call.Flag("frozen") || wallet.FrozenAddresses.Contains(a))
            && (!call.Flag("unused") || !wallet.IsUsed(a))
            && (!call.Flag("funded") || wallet.IsUsed(a)));
        return new JsonArray([.. wanted.Select(a => Show(wallet, a, call.Flag("balance"), call.Flag("labels")))]);
    }

    private static JsonNode Show(Wallet wallet, string address, bool balance, bool labels)
    {
        if (!balance && !labels)
        {
            return address;
        }

        var row = new JsonArray((JsonNode)address);
        if (balance)
        {
            var held = wallet.IsUsed(address) && wallet.Knows(address, out var place) ? wallet.Keys.Coin(wallet.Network, place.Index).Value : 0;
            row.Add((JsonNode)Amount.Write(held));
        }

        if (labels)
        {
            row.Add((JsonNode)$"'{wallet.Labels.GetValueOrDefault(address, "")}'");
        }

        return row;
    }

    private static JsonArray Unspent(Wallet wallet) => new([.. wallet.Coins().Select(c => new JsonObject
    {
        ["address"] = wallet.Receiving[c.Index],
        ["value"] = Amount.Write(c.Value),
        ["prevout_n"] = c.Position,
        ["prevout_hash"] = c.TransactionId,
        ["height"] = c.Height,
        ["coinbase"] = false,
        ["is_frozen_coin"] = wallet.FrozenCoins.Contains(c.Outpoint),
    })]);

    private static JsonArray History(Session session)
    {
        var wallet = session.Current!;
        var balance = 0L;
        var entries = new JsonArray();
        foreach (var coin in wallet.Coins().OrderBy(c => c.Height))
        {
            balance += coin.Value;
            entries.Add(new JsonObject
            {
                ["txid"] = coin.TransactionId,
                ["height"] = coin.Height,
                ["confirmations"] = Math.Max(0, session.Network.LocalHeight - coin.Height + 1),
                ["timestamp"] = 1_700_000_000 + (coin.Height * 600L),
                ["value"] = $"+{Amount.Write(coin.Value)}",
                ["balance"] = Amount.Write(balance),
                ["label"] = wallet.Labels.GetValueOrDefault(coin.TransactionId, ""),
                ["fee"] = null,
            });
        }

        return entries;
    }

    private static JsonArray Keys(Session session, string address) =>
        session.Current!.Knows(ChainMethods.Normal(session, address), out var place)
            ? new JsonArray((JsonNode)Convert.ToHexStringLower(session.Current.Keys.PublicKey(place.Chain, place.Index)))
            : throw RpcFault.Python("AssertionError", "", "get_public_keys");

    private static JsonNode? Label(Wallet wallet, CallArguments call)
    {
        wallet.Labels[call.Required("key")] = call.Text("label") ?? "";
        return null;
    }

    private static string Own(Session session, CallArguments call) => ChainMethods.Normal(session, call.Required("address"));

    /// <summary>Anything that looks like txid:n is taken, whether or not there is such a coin.</summary>
    private static string Outpoint(CallArguments call)
    {
        var text = call.Required("coin");
        var halves = text.Split(':');
        return halves.Length == 2 && halves[0].Length == 64 && halves[0].All(char.IsAsciiHexDigit) && int.TryParse(halves[1], out var n) && n >= 0
            ? text
            : throw RpcFault.Python("AssertionError", "", "assertOutpoint");
    }
}
