using System.Text.Json.Nodes;
using Paywarden.Kernel;
using Paywarden.Payments;
using Paywarden.Wallets;

namespace Paywarden.Methods;

/// <summary>A transaction as `deserialize` shows it.</summary>
internal static class TransactionView
{
    public static JsonObject Of(Network network, Transaction transaction) => new()
    {
        ["version"] = 2,
        ["inputs"] = new JsonArray([.. transaction.Inputs.Select(Input)]),
        ["outputs"] = new JsonArray([.. transaction.Outputs.Select((o, i) => Output(network, o, i))]),
        ["lockTime"] = transaction.LockTime,
    };

    private static JsonObject Input(TransactionInput input)
    {
        var shown = new JsonObject
        {
            ["prevout_hash"] = Convert.ToHexStringLower([.. input.Source.Reverse()]),
            ["prevout_n"] = input.Position,
            ["sequence"] = input.Sequence,
            ["num_sig"] = 1,
            ["type"] = "p2pkh",
        };
        if (input.Value is { } value)
        {
            shown["value"] = value;
        }

        return shown;
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
