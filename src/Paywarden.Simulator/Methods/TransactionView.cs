using System.Text.Json.Nodes;
using Paywarden.Kernel;
using Paywarden.Keys;
using Paywarden.Payments;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>A transaction as `deserialize` shows it.</summary>
internal static class TransactionView
{
    public static JsonObject Of(Network network, Transaction transaction) => new()
    {
        ["version"] = transaction.Version,
        ["inputs"] = new JsonArray([.. transaction.Inputs.Select(i => Input(network, i))]),
        ["outputs"] = new JsonArray([.. transaction.Outputs.Select((o, i) => Output(network, o, i))]),
        ["lockTime"] = transaction.LockTime,
    };

    private static JsonObject Input(Network network, TransactionInput input)
    {
        var shown = new JsonObject
        {
            ["prevout_hash"] = Convert.ToHexStringLower([.. input.Source.Reverse()]),
            ["prevout_n"] = input.Position,
            ["sequence"] = input.Sequence,
            ["num_sig"] = 1,
            ["type"] = "p2pkh",
        };
        if (KeyOf(network, input) is { } key)
        {
            shown["address"] = CashAddress.Write(network, Digest.OfKey(key));
        }

        if (input.Value is { } value)
        {
            shown["value"] = value;
        }

        return shown;
    }

    /// <summary>Of a partial by its path, of a signed one as it stands behind the signature.</summary>
    private static byte[]? KeyOf(Network network, TransactionInput input)
    {
        if (!UnsignedInput.Is(input.Script))
        {
            return input.Script.Length > 34 && input.Script[^34] == 33 ? input.Script[^33..] : null;
        }

        var (payload, chain, index) = UnsignedInput.Read(input.Script);
        return ExtendedKey.Read(network, Base58Check.Write(payload)) is { } account ? account.Derive((uint)chain).Derive((uint)index).PublicKey : null;
    }

    private static JsonObject Output(Network network, TransactionOutput output, int position)
    {
        var address = output.Script.Length switch
        {
            23 => CashAddress.Write(network, output.Script.AsSpan(2, 20), script: true),
            25 => CashAddress.Write(network, output.Script.AsSpan(3, 20)),
            _ => null,
        };
        return new JsonObject
        {
            ["value"] = output.Value,
            ["type"] = 0,
            ["address"] = address,
            ["scriptPubKey"] = Convert.ToHexStringLower(output.Script),
            ["prevout_n"] = position,
        };
    }
}
