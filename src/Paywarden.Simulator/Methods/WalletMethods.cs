using System.Text.Json.Nodes;
using Paywarden.Daemons;
using Paywarden.JsonRpc;
using Paywarden.Keys;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>What the loaded wallet knows. Labels and freezes are in memory only until somebody else's write.</summary>
internal static class WalletMethods
{
    public static IEnumerable<Method> For(Session session) =>
    [
        new("getbalance", Needs.Wallet, "", _ => Balance(session.Current!)),
        new("is_synchronized", Needs.Wallet | Needs.Network, "", _ => session.IsSynchronized(session.Current!)),
        new("ismine", Needs.Wallet, "address", call => session.Current!.Knows(ChainMethods.Normal(session, call.Required("address")), out _)),
        new("listaddresses", Needs.Wallet, "receiving? change? labels? frozen? unused? funded? balance?", call => Addresses(session.Current!, call)),
        new("listunspent", Needs.Wallet, "", _ => Unspent(session.Current!)),
        new("history", Needs.Wallet, "year? show_addresses? show_fiat? use_net? timeout?", _ => HistoryView.Of(session)),
        new("getpubkeys", Needs.Wallet, "address", call => PublicKeys(session, call.Required("address"))),
        new("getprivatekeys", Needs.Wallet | Needs.Password, "address password?", call => PrivateKeys(session, call.Required("address"))),
        new("getmpk", Needs.Wallet, "", _ => session.Current!.Keys.Account.PublicText(session.Folder.Network)),
        new("getseed", Needs.Wallet | Needs.Password, "password?", _ => session.Current!.Seed ?? ""),
        new("listcontacts", Needs.Wallet, "", _ => new JsonArray()),
        new("setlabel", Needs.Wallet, "key label", call => Label(session.Current!, call)),
        new("freeze", Needs.Wallet, "address", call => session.Current!.FrozenAddresses.Add(Own(session, call)) || true),
        new("unfreeze", Needs.Wallet, "address", call => session.Current!.FrozenAddresses.Remove(Own(session, call)) || true),
        new("freeze_utxo", Needs.Wallet, "coin", call => session.Current!.FrozenCoins.Add(Outpoint(call)) || true),
        new("unfreeze_utxo", Needs.Wallet, "coin", call => session.Current!.FrozenCoins.Remove(Outpoint(call)) || true),
    ];

    /// <summary>What waits for a block stands apart, and only if there is any.</summary>
    private static JsonObject Balance(Wallet wallet)
    {
        var coins = wallet.Coins().ToLookup(c => c.Height > 0, c => c.Value);
        var shown = new JsonObject { ["confirmed"] = Amount.Write(coins[true].Sum()) };
        if (coins.Contains(false))
        {
            shown["unconfirmed"] = Amount.Write(coins[false].Sum());
        }

        return shown;
    }

    private static JsonArray Addresses(Wallet wallet, CallArguments call)
    {
        var held = wallet.Coins().ToLookup(c => c.Address, c => c.Value);
        var listed = wallet.Receiving.Where(_ => !call.Flag("change")).Concat(wallet.Change.Where(_ => !call.Flag("receiving")));
        var wanted = listed.Where(a =>
            (!call.Flag("frozen") || wallet.FrozenAddresses.Contains(a))
            && (!call.Flag("unused") || !wallet.IsUsed(a))
            && (!call.Flag("funded") || held.Contains(a)));
        return new JsonArray([.. wanted.Select(a => Show(wallet, a, call.Flag("balance") ? held[a].Sum() : null, call.Flag("labels")))]);
    }

    private static JsonNode Show(Wallet wallet, string address, long? balance, bool labels)
    {
        if (balance is null && !labels)
        {
            return address;
        }

        var row = new JsonArray((JsonNode)address);
        if (balance is { } held)
        {
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
        ["address"] = c.Address,
        ["value"] = Amount.Write(c.Value),
        ["prevout_n"] = c.Position,
        ["prevout_hash"] = c.TransactionId,
        ["height"] = c.Height,
        ["coinbase"] = false,
        ["is_frozen_coin"] = wallet.FrozenCoins.Contains(c.Outpoint),
    })]);

    private static JsonArray PublicKeys(Session session, string address) => new((JsonNode)Convert.ToHexStringLower(
        session.Current!.Keys.PublicKey(Place(session, address).Chain, Place(session, address).Index)));

    private static JsonArray PrivateKeys(Session session, string address)
    {
        var place = Place(session, address);
        return session.Current!.Keys.Secret(place.Chain, place.Index) is { } secret
            ? new JsonArray((JsonNode)Base58Check.Write([session.Folder.Network == Kernel.Network.Mainnet ? (byte)0x80 : (byte)0xef, .. secret, 1]))
            : [];
    }

    private static (int Chain, int Index) Place(Session session, string address) =>
        session.Current!.Knows(ChainMethods.Normal(session, address), out var place) ? place : throw RpcFault.Python("AssertionError", "", "get_public_keys");

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
