using System.Globalization;
using System.Text.Json;
using Paywarden.JsonRpc;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>A call for an address or a request, read. Positional and named parameters alike; amounts from their text and never through a floating
/// number (0.0029 would become 289,999 satoshis, as the daemons do it).</summary>
/// <param name="Memo">The caller's; never in the journal.</param>
public sealed record AddressOrder(AddressTerms? Terms, string Memo)
{
    private const int MaxMemo = 1000;
    private const int MaxExpiry = 10 * 365 * 86_400;

    /// <summary>What electrum takes where nothing is said; 0 is for ever.</summary>
    private const int UsualOfElectrum = 3600;

    /// <summary>The call's parameters by name, whichever way they were given; those that are null are left out.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Named(JsonElement parameters, IReadOnlyList<string> names)
    {
        var given = parameters.ValueKind switch
        {
            JsonValueKind.Object => parameters.EnumerateObject().Select(p => (p.Name, p.Value)),
            JsonValueKind.Array => parameters.EnumerateArray().Zip(names, (value, name) => (Name: name.TrimStart('-'), Value: value)),
            _ => [],
        };
        return given.Where(p => p.Value.ValueKind != JsonValueKind.Null).ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
    }

    public static RpcFault? Read(AddressMethod method, string dialect, IReadOnlyDictionary<string, JsonElement> given, Chain chain, out AddressOrder order)
    {
        order = new AddressOrder(null, "");
        if (method.Call is not (AddressCall.New or AddressCall.Request))
        {
            return null;
        }

        var (name, usual) = method.IsOurs ? ("expires_in", 0) : ("expiration", dialect == "electrum" ? UsualOfElectrum : 0);
        var faults = new[] { AmountOf(method, given, chain, out var amount), SecondsOf(given, name, usual, out var seconds), MemoOf(given, out var memo) };
        if (faults.FirstOrDefault(f => f is not null) is { } why)
        {
            return RpcFault.NotDone(RpcCode.InvalidParams, why);
        }

        var isRequest = !method.IsOurs || given.ContainsKey("amount") || seconds > 0;
        order = new AddressOrder(isRequest ? new AddressTerms(amount, seconds) : null, memo);
        return null;
    }

    private static string? AmountOf(AddressMethod method, IReadOnlyDictionary<string, JsonElement> given, Chain chain, out Amount amount)
    {
        amount = Amount.Zero;
        if (!given.TryGetValue("amount", out var json))
        {
            return method.IsOurs ? null : $"{method.Name} wants an amount, a text such as \"0.005\"";
        }

        var text = json.ValueKind switch { JsonValueKind.String => json.GetString()!, JsonValueKind.Number => json.GetRawText(), _ => null };
        return text is null ? "the amount is a text such as \"0.005\"" : chain.TryAmount(text, out amount, out var why) ? null : why;
    }

    /// <summary>0 and false mean never, as the daemons have it.</summary>
    private static string? SecondsOf(IReadOnlyDictionary<string, JsonElement> given, string name, int usual, out int seconds)
    {
        seconds = usual;
        if (!given.TryGetValue(name, out var json))
        {
            return null;
        }

        seconds = 0;
        var text = json.ValueKind switch { JsonValueKind.String => json.GetString()!, JsonValueKind.Number => json.GetRawText(), JsonValueKind.False => "0", _ => "" };
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds <= MaxExpiry
            ? null
            : $"{name} is whole seconds, at most {MaxExpiry.ToString(CultureInfo.InvariantCulture)}; 0 is for ever";
    }

    private static string? MemoOf(IReadOnlyDictionary<string, JsonElement> given, out string memo)
    {
        memo = "";
        if (!given.TryGetValue("memo", out var json))
        {
            return null;
        }

        memo = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        return memo.Length <= MaxMemo ? null : $"the memo is longer than {MaxMemo.ToString(CultureInfo.InvariantCulture)} characters";
    }
}
