using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Paywarden.JsonRpc;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A call of pay, read. Amounts are taken from their text, whether it stands in quotes or not, and never through a floating number.</summary>
/// <param name="KeyHash">Of the idempotency key, in hex: the key itself is the caller's affair.</param>
public sealed record PayRequest(string KeyHash, ImmutableArray<TransactionOutput> Outputs, FeeRate Rate, PaymentStage Until, TimeSpan ExpiresIn, bool AllowDuplicate)
{
    private static readonly TimeSpan UsualExpiry = TimeSpan.FromMinutes(10);

    /// <param name="parameters">An object; its names were checked before.</param>
    /// <param name="headerKey">From the header Idempotency-Key; null: there was none.</param>
    public static RpcFault? Read(JsonElement parameters, Chain chain, string? headerKey, out PayRequest? request)
    {
        request = null;
        if (KeyOf(parameters, headerKey, out var keyHash) is { } noKey)
        {
            return noKey;
        }

        if (!parameters.TryGetProperty("outputs", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > OrderCheck.MaxOutputs)
        {
            return Bad($"outputs is a list of 1 to {OrderCheck.MaxOutputs}: [{{\"address\": \"…\", \"amount\": \"0.005\"}}]");
        }

        var outputs = ImmutableArray.CreateBuilder<TransactionOutput>();
        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (OutputOf(item, chain, out var output) is { } why)
            {
                return Bad($"outputs[{index.ToString(CultureInfo.InvariantCulture)}]: {why}");
            }

            outputs.Add(output!);
        }

        return RestOf(parameters, keyHash!, outputs.ToImmutable(), out request);
    }

    /// <summary>The hash of the key that names a payment: in the call, or in its header.</summary>
    public static RpcFault? KeyOf(JsonElement parameters, string? headerKey, out string? keyHash)
    {
        keyHash = null;
        var key = parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("idempotency_key", out var given) ? Text(given) ?? "" : headerKey;
        if (key is null)
        {
            return RpcFault.NotDone(RpcCode.KeyMissing, "say idempotency_key, a text of your own that names this payment: asked again with it, nothing is paid twice");
        }

        if (key.Length is 0 or > 255 || key.Any(c => c is < '!' or > '~'))
        {
            return Bad("idempotency_key is 1 to 255 visible ASCII characters");
        }

        keyHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
        return null;
    }

    private static RpcFault? RestOf(JsonElement parameters, string keyHash, ImmutableArray<TransactionOutput> outputs, out PayRequest? request)
    {
        request = null;
        if (!TryRate(parameters, out var rate))
        {
            return Bad("fee_rate is satoshis a byte, as a text or a number: 1 to 10000, at most three decimal places");
        }

        if (!TryStage(parameters, out var until))
        {
            return Bad("wait is accepted, signed, seen or confirmed");
        }

        var expires = UsualExpiry;
        if (parameters.TryGetProperty("expires_in", out var seconds))
        {
            if (!seconds.TryGetWholeNumber(out var given) || given is < 1 or > 604_800)
            {
                return Bad("expires_in is whole seconds, 1 to 604800");
            }

            expires = TimeSpan.FromSeconds(given);
        }

        var isTwice = parameters.TryGetProperty("allow_duplicate", out var allow);
        if (isTwice && allow.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return Bad("allow_duplicate is true or false");
        }

        request = new PayRequest(keyHash, outputs, rate, until, expires, isTwice && allow.GetBoolean());
        return null;
    }

    private static string? OutputOf(JsonElement item, Chain chain, out TransactionOutput? output)
    {
        output = null;
        if (item.ValueKind != JsonValueKind.Object || item.EnumerateObject().Any(p => p.Name is not ("address" or "amount")) || item.EnumerateObject().Count() != 2)
        {
            return "an address and an amount, each once, and nothing else";
        }

        return !item.TryGetProperty("address", out var address) ? "the address is a text"
            : !item.TryGetProperty("amount", out var amount) ? "the amount is a text such as \"0.005\""
            : OutputOf(address, amount, chain, out output);
    }

    /// <returns>Null: it is good; else one sentence.</returns>
    internal static string? OutputOf(JsonElement address, JsonElement amount, Chain chain, out TransactionOutput? output)
    {
        output = null;
        if (Text(address) is not { } to)
        {
            return "the address is a text";
        }

        if (!Addresses.TryRead(chain, to, out var destination, out var why))
        {
            return why;
        }

        if (Written(amount) is not { } many)
        {
            return "the amount is a text such as \"0.005\"";
        }

        if (!chain.TryAmount(many, out var value, out why))
        {
            return why;
        }

        var dust = chain.Dust.For(destination.Kind);
        if (value < dust)
        {
            return $"the amount {value} is below {dust}, the least that is carried to such an address";
        }

        output = new TransactionOutput(value, destination.Script);
        return null;
    }

    private static bool TryRate(JsonElement parameters, out FeeRate rate)
    {
        rate = FeeRate.Least;
        return !parameters.TryGetProperty("fee_rate", out var given)
            || FeeRate.TryRead(Written(given) ?? "", out rate);
    }

    private static bool TryStage(JsonElement parameters, out PaymentStage stage)
    {
        stage = PaymentStage.Seen;
        if (!parameters.TryGetProperty("wait", out var wait))
        {
            return true;
        }

        PaymentStage? named = Text(wait) switch
        {
            "accepted" => PaymentStage.Accepted,
            "signed" => PaymentStage.Signed,
            "seen" => PaymentStage.Seen,
            "confirmed" => PaymentStage.Confirmed,
            _ => null,
        };
        stage = named ?? stage;
        return named is not null;
    }

    /// <summary>A text, or a number as it was written; null: neither.</summary>
    internal static string? Written(JsonElement json) => Text(json) ?? (json.ValueKind == JsonValueKind.Number ? json.GetRawText() : null);

    private static string? Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString() : null;

    private static RpcFault Bad(string why) => RpcFault.NotDone(RpcCode.InvalidParams, why);
}

internal static class JsonNumbers
{
    public static bool TryGetWholeNumber(this JsonElement json, out long number)
    {
        number = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out number);
    }
}
