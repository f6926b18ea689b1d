using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Paywarden.JsonRpc;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A call of payto or paytomany, read: the arguments keep their meaning, each with its check, and one that cannot be checked is refused by name.</summary>
/// <param name="Fee">To the satoshi; null: by the rate.</param>
public sealed record LegacyOrder(ImmutableArray<TransactionOutput> Outputs, FeeRate Rate, Amount? Fee)
{
    /// <summary>Somebody means 0.00001 who writes 0.1.</summary>
    private static readonly Amount MostFee = Amount.Of(1_000_000);

    private static readonly ImmutableDictionary<string, string> NotOffered = new Dictionary<string, string>
    {
        ["from_addr"] = "which coins are spent is the ledger's to choose",
        ["from_coins"] = "which coins are spent is the ledger's to choose",
        ["change_addr"] = "change goes to addresses of the wallet's own",
        ["locktime"] = "a transaction that waits would keep its coins from all others",
        ["op_return"] = "an output without an amount is no payment",
        ["op_return_raw"] = "an output without an amount is no payment",
        ["addtransaction"] = "what the wallet knows is what was sent",
        ["wallet"] = "the wallet is named by the path: /wallets/NAME",
    }.ToImmutableDictionary();

    /// <summary>What an equal call is known by: whom it pays how much in which order, and for what fee.</summary>
    public string Content => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Rate.PerKilobyte} {Fee?.Satoshis} {string.Join(' ', Outputs.Select(o => $"{o.Value.Satoshis}:{o.Script.Hex}"))}"))));

    /// <param name="arguments">By name; those that are null or the password are not among them.</param>
    public static RpcFault? Read(string method, IReadOnlyDictionary<string, JsonElement> arguments, Chain chain, out LegacyOrder? order)
    {
        order = null;
        foreach (var (name, value) in arguments)
        {
            if (NotOffered.TryGetValue(name, out var why) && value.ValueKind != JsonValueKind.False)
            {
                return Bad(name, $"is not offered here: {why}");
            }
        }

        if (IsOn(arguments, "unsigned"))
        {
            return Bad("unsigned", "is not offered here: an unsigned transaction shows the public key of the whole account. Leave it out and broadcast what you are given");
        }

        if (IsOn(arguments, "rbf"))
        {
            return Bad("rbf", "is not offered here: a payment that is stuck is replaced by a treasurer");
        }

        if (OutputsOf(method, arguments, chain, out var outputs) is { } bad)
        {
            return bad;
        }

        if (arguments.ContainsKey("fee") && arguments.ContainsKey("feerate"))
        {
            return Bad("fee", "and feerate cannot both be given");
        }

        var rate = FeeRate.Least;
        if (arguments.TryGetValue("feerate", out var given) && !FeeRate.TryRead(PayRequest.Written(given) ?? "", out rate))
        {
            return Bad("feerate", "is satoshis a byte, as a text or a number: 1 to 10000, at most three decimal places");
        }

        Amount? fee = null;
        if (arguments.TryGetValue("fee", out given))
        {
            if (!chain.TryAmount(PayRequest.Written(given) ?? "", out var exact, out var why) || exact == Amount.Zero || exact > MostFee)
            {
                return Bad("fee", why.Length > 0 ? $"cannot be read: {why}" : $"is above 0 and at most {MostFee}");
            }

            fee = exact;
        }

        order = new LegacyOrder(outputs, rate, fee);
        return null;
    }

    private static RpcFault? OutputsOf(string method, IReadOnlyDictionary<string, JsonElement> arguments, Chain chain, out ImmutableArray<TransactionOutput> outputs)
    {
        outputs = [];
        if (method == "payto")
        {
            return !arguments.TryGetValue("destination", out var destination) ? Bad("destination", "is missing")
                : !arguments.TryGetValue("amount", out var amount) ? Bad("amount", "is missing")
                : Add(destination, amount, chain, ref outputs) is { } no ? no.StartsWith("the amount", StringComparison.Ordinal) ? Bad("amount", $"is refused: {no}") : Bad("destination", $"is refused: {no}")
                : null;
        }

        if (!arguments.TryGetValue("outputs", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > OrderCheck.MaxOutputs)
        {
            return Bad("outputs", $"is a list of 1 to {OrderCheck.MaxOutputs} pairs: [[\"address\", \"0.005\"]]");
        }

        foreach (var (index, pair) in list.EnumerateArray().Index())
        {
            var why = pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 ? Add(pair[0], pair[1], chain, ref outputs) : "it is no pair of an address and an amount";
            if (why is not null)
            {
                return Bad("outputs", $"is refused at {index.ToString(CultureInfo.InvariantCulture)}: {why}");
            }
        }

        return null;
    }

    private static string? Add(JsonElement to, JsonElement amount, Chain chain, ref ImmutableArray<TransactionOutput> outputs)
    {
        if (amount.ValueKind == JsonValueKind.String && amount.ValueEquals("!"u8))
        {
            return "the amount \"!\" (everything) is not offered here: while other payments are made, nobody can say what everything is";
        }

        var why = PayRequest.OutputOf(to, amount, chain, out var output);
        outputs = output is null ? outputs : outputs.Add(output);
        return why;
    }

    private static bool IsOn(IReadOnlyDictionary<string, JsonElement> arguments, string name) => arguments.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.False;

    private static RpcFault Bad(string name, string why) => RpcFault.NotDone(RpcCode.InvalidParams, $"the parameter \"{name}\" {why}");
}
